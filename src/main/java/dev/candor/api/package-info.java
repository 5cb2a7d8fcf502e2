/**
 * The front door for programs: an action a verb, settings in, a typed result out, frames of Spark on both sides. No
 * command line.
 *
 * <p>In: paths or frames of the tables of docs/input.md. Out: frames and figures, or a {@link
 * dev.candor.model.UserException} with its exit code. Read {@link dev.candor.api.Candor}, then {@link
 * dev.candor.api.SettleAction}.
 *
 * <p>May import: divergence, engine.audit, engine.bill, engine.candidates, engine.pack, engine.runtime, engine.settle,
 * io.files, io.gate, io.listing, io.run, io.schema, io.store, io.write, mechanism.payment, model, report.text, setting.
 */
package dev.candor.api;
