/**
 * export.
 *
 * <p>In: flags. Out: published training data. Read {@link dev.candor.job.export.ExportJob}.
 *
 * <p>May import: api, engine.runtime, io.gate, io.listing, io.run, job.cli, job.progress, job.run, model, setting.
 */
package dev.candor.job.export;
