/**
 * The benchmark harness behind {@code jobs/bench}: Candor beside DuckDB, plain Spark SQL and a loop over arrays, on the
 * same rows. Compiled beside the tests, so that neither it nor a peer reaches the product's jar. May import everything.
 */
package dev.candor.bench;
