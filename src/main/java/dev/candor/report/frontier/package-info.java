/**
 * A sweep over λ and other settings: welfare against divergence.
 *
 * <p>In: a Frontier. Out: text, CSV, JSON, HTML. Read {@link dev.candor.report.frontier.FrontierReport}, then {@link
 * dev.candor.report.frontier.FrontierChart}.
 *
 * <p>May import: model, report.chart, report.text.
 */
package dev.candor.report.frontier;
