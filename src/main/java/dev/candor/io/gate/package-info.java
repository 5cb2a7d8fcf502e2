/**
 * Checks the input: every row is accepted, or rejected with a reason; a table that breaks the contract is refused.
 *
 * <p>In: tables as given. Out: accepted rows, quarantine, counts. Read {@link dev.candor.io.gate.InputGate}, then
 * {@link dev.candor.io.gate.InputTables}.
 *
 * <p>May import: io.files, io.parquet, io.run, io.schema, io.store, io.table, io.text, kept, model.
 */
package dev.candor.io.gate;
