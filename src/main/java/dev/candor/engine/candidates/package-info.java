/**
 * Prompts and candidates, numbered by the order of their ids, with weights, reference probabilities and features. Sent
 * whole to executors when they are small, joined otherwise.
 *
 * <p>In: the gate's candidates and prompts. Out: slots 0 to M − 1, blocks of prompts. Read {@link
 * dev.candor.engine.candidates.Candidates}, then {@link dev.candor.engine.candidates.Layout}.
 *
 * <p>May import: engine.runtime, io.gate, io.parquet, io.schema, io.table, model, numeric, policy.linear.
 */
package dev.candor.engine.candidates;
