/**
 * Charts as SVG: axes, series, labels. Deterministic, without AWT and without script.
 *
 * <p>In: series of numbers. Out: SVG text. Read {@link dev.candor.report.chart.PlotArea}, then {@link
 * dev.candor.report.chart.Svg}.
 *
 * <p>May import: model, report.text.
 */
package dev.candor.report.chart;
