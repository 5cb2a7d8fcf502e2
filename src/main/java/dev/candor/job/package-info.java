/**
 * The command line, one class per verb. {@link dev.candor.job.Main} lists them; the rooms below parse, run and render.
 *
 * <p>Read {@link dev.candor.job.Main}.
 *
 * <p>May import: failure, job.audit, job.cli, job.export, job.learn, job.settle, job.study, job.sweep, job.tools,
 * model.
 */
package dev.candor.job;
