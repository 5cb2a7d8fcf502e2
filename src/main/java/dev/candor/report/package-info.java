/**
 * Reports for people. Renders what it is given and computes nothing that is billed.
 *
 * <p>Its classes are in the rooms below it.
 */
package dev.candor.report;
