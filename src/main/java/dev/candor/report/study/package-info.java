/**
 * A study: its curves and tables.
 *
 * <p>In: a Study. Out: text, CSV, HTML. Read {@link dev.candor.report.study.StudyPage}, then {@link
 * dev.candor.report.study.StudyChart}.
 *
 * <p>May import: model, report.chart, report.text.
 */
package dev.candor.report.study;
