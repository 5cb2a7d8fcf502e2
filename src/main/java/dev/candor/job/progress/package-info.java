/**
 * The phases of a run on the console.
 *
 * <p>In: Spark's task events. Out: progress lines. Read {@link dev.candor.job.progress.PhaseProgress}, then {@link
 * dev.candor.job.progress.Figures}.
 *
 * <p>May import: engine.runtime, job.cli, model.
 */
package dev.candor.job.progress;
