/**
 * The front door for programs: an action a verb, settings in, a typed result out, frames of Spark on both sides; no
 * command line. In: paths or frames of the tables of docs/input.md. Out: frames and figures, or a {@code UserException}
 * that carries its exit code. Read {@link dev.candor.api.Candor}, then {@link dev.candor.api.SettleAction}.
 *
 * <p>May import: model, numeric, divergence, optim, policy, mechanism, population, learn, study, embedding, io, engine,
 * report.
 */
package dev.candor.api;
