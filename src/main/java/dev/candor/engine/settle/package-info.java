/**
 * The settlement of any class, and sweeps of many mechanisms over the same reports.
 *
 * <p>In: a MechanismSpec, packed reports. Out: Settlement: optimum and bills before money. Read {@link
 * dev.candor.engine.settle.Settle}, then {@link dev.candor.engine.settle.Settlement}.
 *
 * <p>May import: divergence, engine.bill, engine.candidates, engine.pack, engine.potential, engine.runtime, io.gate,
 * io.parquet, io.schema, io.table, io.write, mechanism.money, model, numeric.
 */
package dev.candor.engine.settle;
