/**
 * sweep.
 *
 * <p>In: flags. Out: published frontiers. Read {@link dev.candor.job.sweep.SweepJob}.
 *
 * <p>May import: api, api.settings, job.cli, job.progress, job.run, model, report.frontier, setting.
 */
package dev.candor.job.sweep;
