/**
 * What every pass uses of Spark: partition sizes, shuffles of bytes, phases, where an agent's rows meet.
 *
 * <p>Read {@link dev.candor.engine.runtime.EngineLimits}, then {@link dev.candor.engine.runtime.Phases}.
 *
 * <p>May import: io.parquet, io.table, io.write, model, numeric.
 */
package dev.candor.engine.runtime;
