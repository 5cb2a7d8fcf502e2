/**
 * The front door for programs: an action a verb, settings in, a typed result out, frames of Spark on both sides. No
 * command line.
 *
 * <p>In: paths or frames of the tables of docs/input.md. Out: frames and figures, or a {@link
 * dev.candor.model.UserException} with its exit code. Read {@link dev.candor.api.Candor}, then {@link
 * dev.candor.api.SettleAction}.
 *
 * <p>May import: api.publish, api.settings, engine.audit, engine.bill, engine.candidates, engine.export,
 * engine.generate, engine.learn, engine.pack, engine.potential, engine.runtime, engine.settle, engine.text, io.files,
 * io.gate, io.listing, io.run, io.schema, io.store, io.table, io.write, kept, learn.linear, mechanism.payment, model,
 * report.audit, report.frontier, report.runs, report.settlement, report.text, session, setting.
 */
package dev.candor.api;
