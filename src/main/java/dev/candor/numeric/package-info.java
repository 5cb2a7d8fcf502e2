/**
 * Exact order-free sums, stable elementary functions, loops over primitive arrays.
 * May import the JDK only. Only StrictMath for exp and log: results must not depend on the machine.
 */
package dev.candor.numeric;
