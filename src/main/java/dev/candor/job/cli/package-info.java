/**
 * Flags, configuration files and {@code --set}; the effective settings; error messages.
 *
 * <p>In: arguments. Out: checked settings, exit codes. Read {@link dev.candor.job.cli.Shell}, then {@link
 * dev.candor.job.cli.Settings}.
 *
 * <p>May import: failure, io.files, io.run, model, report.text, setting.
 */
package dev.candor.job.cli;
