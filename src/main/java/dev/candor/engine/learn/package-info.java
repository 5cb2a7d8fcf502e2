/**
 * Rewards and coefficients from preference logs: one scan, one shuffle by agent, every agent in the partition where
 * its rows meet.
 *
 * <p>In: a log of preferences behind the gate. Out: rewards or coefficients with error bounds. Read {@link
 * dev.candor.engine.learn.LearnedRewards}, then {@link dev.candor.engine.learn.LinearRewards}.
 *
 * <p>May import: engine.candidates, engine.pack, engine.runtime, io.gate, io.parquet, io.schema, kept, learn.choice,
 * learn.linear, model, numeric.
 */
package dev.candor.engine.learn;
