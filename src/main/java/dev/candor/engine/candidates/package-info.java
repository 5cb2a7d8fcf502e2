/**
 * Prompts and candidates, numbered by the order of their ids, with weights, reference probabilities and features. Small
 * tables are sent to all executors; others are joined.
 *
 * <p>In: candidates and prompts from the gate. Out: slots 0 to M − 1, blocks of prompts. Read {@link
 * dev.candor.engine.candidates.Candidates}, then {@link dev.candor.engine.candidates.Layout}.
 *
 * <p>May import: engine.runtime, io.gate, io.parquet, io.schema, io.table, model, numeric, policy.linear.
 */
package dev.candor.engine.candidates;
