/**
 * learn, calibrate, features.
 *
 * <p>In: flags. Out: published rewards, boosts, features. Read {@link dev.candor.job.learn.LearnJob}.
 *
 * <p>May import: api, engine.learn, engine.runtime, engine.text, io.files, io.gate, io.listing, io.run, io.schema,
 * io.write, job.cli, job.progress, job.run, model, report.runs, setting.
 */
package dev.candor.job.learn;
