/**
 * What is talked about: records that cannot be wrong, units in names, and the errors a user can mend.
 * May import the JDK only. No Spark, no numerics, no input or output.
 */
package dev.candor.model;
