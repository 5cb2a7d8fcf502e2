/**
 * Numbers, tables and words, as console text, CSV, JSON and HTML. All formatting is here.
 *
 * <p>In: values. Out: text. Read {@link dev.candor.report.text.Numbers}, then {@link dev.candor.report.text.TextTable}.
 *
 * <p>May import: json, model.
 */
package dev.candor.report.text;
