/**
 * The JSON files of the other runs: learn, features, calibrate, export.
 *
 * <p>In: summaries. Out: JSON. Read {@link dev.candor.report.runs.RunJson}, then {@link
 * dev.candor.report.runs.LinearModelJson}.
 *
 * <p>May import: model, report.text.
 */
package dev.candor.report.runs;
