/**
 * learn, calibrate, features.
 *
 * <p>In: flags. Out: published rewards, boosts, features. Read {@link dev.candor.job.learn.LearnJob}.
 *
 * <p>May import: embedding, engine.learn, engine.runtime, engine.text, io.files, io.gate, io.listing, io.run,
 * io.schema, io.write, job.cli, job.progress, job.run, job.session, learn.linear, model, report.runs.
 */
package dev.candor.job.learn;
