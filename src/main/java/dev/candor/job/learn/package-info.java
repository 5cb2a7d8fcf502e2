/**
 * learn, calibrate, features.
 *
 * <p>In: flags. Out: published rewards, boosts, features. Read {@link dev.candor.job.learn.LearnJob}.
 *
 * <p>May import: api, engine.learn, engine.runtime, engine.text, io.gate, io.listing, io.run, io.schema, job.cli,
 * job.progress, job.run, model, setting.
 */
package dev.candor.job.learn;
