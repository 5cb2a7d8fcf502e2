/**
 * generate, selfcheck.
 *
 * <p>In: flags. Out: tables; a report on the installation. Read {@link dev.candor.job.tools.GenerateJob}, then {@link
 * dev.candor.job.tools.Selfcheck}.
 *
 * <p>May import: api, api.settings, io.run, job.cli, job.progress, job.session, model, population, setting.
 */
package dev.candor.job.tools;
