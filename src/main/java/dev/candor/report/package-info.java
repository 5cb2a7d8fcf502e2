/**
 * The run for a person: console text and the HTML report.
 * May import model. No Spark: it renders what it is given.
 */
package dev.candor.report;
