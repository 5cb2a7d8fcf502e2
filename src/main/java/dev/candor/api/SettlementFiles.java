package dev.candor.api;

import dev.candor.io.files.OutputFile;
import dev.candor.io.gate.Rejections;
import dev.candor.io.run.Publication;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.model.SettlementSummary;
import dev.candor.report.settlement.HtmlReport;
import dev.candor.report.settlement.SummaryJson;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** A settlement as files: policy/, payments/, quarantine/, summary.json, report.html, and the manifest that binds them. */
public final class SettlementFiles {
    private SettlementFiles() {}

    /** For the manifest. */
    public static Map<String, Long> counts(SettlementSummary.Counts counts) {
        return Map.of(
                "agents", counts.agents(),
                "payers", counts.payers(),
                "prompts", counts.prompts(),
                "candidates", counts.candidates(),
                "report_rows", counts.reportRows(),
                "duplicate_rows", counts.duplicateRows(),
                "rejected_rows", counts.rejectedRows());
    }

    /** Writes the rejected rows, if any, below {@code staging}. */
    public static List<OutputFile> quarantine(Rejections rejected, Path staging) {
        return rejected.total() == 0
                ? List.of()
                : new StableFiles(TableFormat.JSON)
                        .write(rejected.rows(), List.of("table", "reason", "row_text"), staging, "quarantine");
    }

    /** What is published of a settlement whose tables are these. */
    public static Publication publication(List<OutputFile> tables, SettlementSummary summary) {
        SettlementSummary.Figures figures = summary.figures();
        return Publication.of(
                tables,
                Map.of("summary.json", SummaryJson.render(summary), "report.html", HtmlReport.render(summary)),
                counts(summary.counts()),
                Map.of(
                        "welfare", Double.toString(figures.welfare()),
                        "total_value", Double.toString(figures.totalValue()),
                        "divergence", Double.toString(figures.divergence()),
                        "revenue", Double.toString(figures.revenue()),
                        "charged", summary.money().chargedTotal().toPlainString()));
    }
}
