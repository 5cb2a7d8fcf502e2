/**
 * Flags, configuration files and `--set`; what the settings in force are; how errors reach the console.
 *
 * <p>In: arguments. Out: checked settings, exit codes. Read {@link dev.candor.job.cli.Shell}, then {@link
 * dev.candor.job.cli.Settings}.
 *
 * <p>May import: failure, io.files, io.run, model, report.text, setting.
 */
package dev.candor.job.cli;
