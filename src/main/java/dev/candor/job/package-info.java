/**
 * The command line: parse, wire, run, write, exit code.
 * May import everything.
 */
package dev.candor.job;
