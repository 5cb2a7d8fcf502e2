/**
 * What enters a settlement: every row is accepted or rejected with a reason; a table that is not as the contract says
 * is refused.
 *
 * <p>In: tables as they lie. Out: accepted rows, quarantine, counts. Read {@link dev.candor.io.gate.InputGate}, then
 * {@link dev.candor.io.gate.InputTables}.
 *
 * <p>May import: io.files, io.parquet, io.run, io.schema, io.store, io.table, io.text, kept, model.
 */
package dev.candor.io.gate;
