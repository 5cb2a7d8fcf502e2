/**
 * One settlement: console text, summary.json, report.html.
 *
 * <p>In: a SettlementSummary. Out: text, JSON, HTML. Read {@link dev.candor.report.settlement.ConsoleReport}, then {@link
 * dev.candor.report.settlement.HtmlReport}.
 *
 * <p>May import: model, report.chart, report.text.
 */
package dev.candor.report.settlement;
