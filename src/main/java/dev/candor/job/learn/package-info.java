/**
 * learn, calibrate, features.
 *
 * <p>In: flags. Out: published rewards, boosts, features. Read {@link dev.candor.job.learn.LearnJob}.
 *
 * <p>May import: api, api.settings, engine.learn, engine.text, io.gate, io.listing, io.schema, job.cli, job.progress,
 * job.run, model, setting.
 */
package dev.candor.job.learn;
