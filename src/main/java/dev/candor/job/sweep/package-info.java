/**
 * sweep.
 *
 * <p>In: flags. Out: published frontiers. Read {@link dev.candor.job.sweep.SweepJob}.
 *
 * <p>May import: api, engine.pack, engine.runtime, io.run, job.cli, job.progress, job.run, job.session, job.settle,
 * model, report.frontier.
 */
package dev.candor.job.sweep;
