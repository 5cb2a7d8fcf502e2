/**
 * Rewards and coefficients from preference logs: one scan, one shuffle by agent, then every agent is learned in the
 * partition that has its rows.
 *
 * <p>In: a log of preferences that the gate accepted. Out: rewards or coefficients with error bounds. Read {@link
 * dev.candor.engine.learn.LearnedRewards}, then {@link dev.candor.engine.learn.LinearRewards}.
 *
 * <p>May import: engine.candidates, engine.pack, engine.runtime, io.gate, io.parquet, io.schema, kept, learn.choice,
 * learn.linear, model, numeric.
 */
package dev.candor.engine.learn;
