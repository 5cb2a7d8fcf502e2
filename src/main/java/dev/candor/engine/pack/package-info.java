/**
 * Packs reports into arrays by payer, in one scan and one shuffle by a hash of the agent. A log that is sorted by agent
 * is not shuffled.
 *
 * <p>In: batches of report columns. Out: PackedReports: blocks kept in memory and on disk. Read {@link
 * dev.candor.engine.pack.PackedReports}, then {@link dev.candor.engine.pack.Packer}.
 *
 * <p>May import: engine.candidates, engine.runtime, io.files, io.gate, io.parquet, io.schema, io.store, io.table,
 * io.write, kept, model, numeric, policy.linear.
 */
package dev.candor.engine.pack;
