/**
 * export.
 *
 * <p>In: flags. Out: published training data. Read {@link dev.candor.job.export.ExportJob}.
 *
 * <p>May import: api, engine.runtime, io.files, io.gate, io.listing, io.run, io.schema, io.write, job.cli,
 * job.progress, job.run, model, report.runs, setting.
 */
package dev.candor.job.export;
