/**
 * What verbs share: inputs behind the gate, a run directory that is opened, filled and published.
 *
 * <p>In: options of paths. Out: a published run. Read {@link dev.candor.job.run.PublishedRun}, then {@link
 * dev.candor.job.run.GatedReports}.
 *
 * <p>May import: api, engine.pack, engine.runtime, failure, io.files, io.gate, io.listing, io.run, io.schema,
 * io.store, job.cli, job.progress, job.session, model, setting.
 */
package dev.candor.job.run;
