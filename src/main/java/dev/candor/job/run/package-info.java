/**
 * Code that verbs share: checked inputs, and opening, filling and publishing a run directory.
 *
 * <p>In: options of paths. Out: a published run. Read {@link dev.candor.job.run.PublishedRun}, then {@link
 * dev.candor.job.run.GatedReports}.
 *
 * <p>May import: api, api.publish, api.settings, engine.pack, engine.runtime, failure, io.files, io.gate, io.listing,
 * io.run, io.schema, io.store, job.cli, job.progress, job.session, model, setting.
 */
package dev.candor.job.run;
