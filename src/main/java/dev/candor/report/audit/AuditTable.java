package dev.candor.report.audit;

import dev.candor.model.AuditSummary;
import dev.candor.model.AuditSummary.Property;
import dev.candor.report.text.Labels;
import dev.candor.report.text.Numbers;
import dev.candor.report.text.Page;
import dev.candor.report.text.TextTable;
import java.util.ArrayList;
import java.util.List;

/** An audit as text, in lines of at most 100 columns. */
public final class AuditTable {
    private AuditTable() {}

    /** The text, each line ended by a line feed; λ and ε need a UTF-8 stream. */
    public static String render(AuditSummary summary, Page page) {
        List<String> lines = new ArrayList<>();
        wrap(lines, AuditText.verdict(summary), summary.failures().isEmpty() ? "" : "! ");
        lines.add("");
        TextTable table = new TextTable("property", "checked", "violations", "worst");
        for (Property property : summary.properties()) {
            table.row(
                    (property.isFailure() ? "FAILS: " : "") + property.name(),
                    Numbers.count(property.checked()),
                    property.claimed() || property.violations() == 0
                            ? Numbers.count(property.violations())
                            : "(" + Numbers.count(property.violations()) + ")",
                    Numbers.figure(property.worst()));
        }
        lines.addAll(table.lines("  ", page.columns()));
        summary.attack().ifPresent(attack -> {
            lines.add("");
            wrap(
                    lines,
                    "Best lie without payments: " + AuditText.best(attack.largestWithout()) + ". With them: "
                            + AuditText.best(attack.largestWith()) + ".",
                    "");
        });
        if (!summary.limits().isEmpty()) {
            lines.add("");
            summary.limits().forEach(limit -> wrap(lines, Labels.visible(limit), "! "));
        }
        return String.join("\n", lines) + "\n";
    }

    private static void wrap(List<String> lines, String text, String mark) {
        lines.addAll(Labels.wrapped(text, mark, Page.PROSE, Integer.MAX_VALUE));
    }
}
