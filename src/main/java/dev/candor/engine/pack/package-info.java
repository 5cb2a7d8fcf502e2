/**
 * Reports become arrays by payer. One scan and one shuffle by a hash of the agent; none where the log is sorted by
 * agent.
 *
 * <p>In: batches of report columns. Out: PackedReports: blocks kept in memory and on disk. Read {@link
 * dev.candor.engine.pack.PackedReports}, then {@link dev.candor.engine.pack.Packer}.
 *
 * <p>May import: engine.candidates, engine.runtime, io.files, io.gate, io.parquet, io.schema, io.store, io.table,
 * io.write, kept, model, numeric, policy.linear.
 */
package dev.candor.engine.pack;
