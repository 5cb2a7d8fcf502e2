/**
 * An audit: which properties hold, which lies were tried, and their gains.
 *
 * <p>In: an AuditSummary. Out: text, JSON, HTML. Read {@link dev.candor.report.audit.AuditText}, then {@link
 * dev.candor.report.audit.AuditReport}.
 *
 * <p>May import: model, report.chart, report.text.
 */
package dev.candor.report.audit;
