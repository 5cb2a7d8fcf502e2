/**
 * The parts of Spark that every pass uses: partition sizes, shuffles of bytes, phases, grouping rows by agent.
 *
 * <p>Read {@link dev.candor.engine.runtime.EngineLimits}, then {@link dev.candor.engine.runtime.Phases}.
 *
 * <p>May import: io.parquet, io.table, io.write, model, numeric.
 */
package dev.candor.engine.runtime;
