/**
 * export.
 *
 * <p>In: flags. Out: published training data. Read {@link dev.candor.job.export.ExportJob}, then {@link
 * dev.candor.api.ExportAction}.
 *
 * <p>May import: api, api.settings, io.gate, io.run, job.cli, job.progress, job.run, model, setting.
 */
package dev.candor.job.export;
