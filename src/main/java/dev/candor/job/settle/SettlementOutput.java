package dev.candor.job.settle;

import dev.candor.api.Settlement;
import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Publication;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.SettlementSummary;
import dev.candor.report.settlement.HtmlReport;
import dev.candor.report.settlement.SummaryJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A settlement as files: policy/, payments/, quarantine/, summary.json, report.html, and the manifest that binds them. */
public final class SettlementOutput {
    private SettlementOutput() {}

    /** Writes and publishes everything; returns the figures. */
    static SettlementSummary publish(RunInProgress work, Settlement settlement, TableFormat format) {
        List<OutputFile> tables = new ArrayList<>(work.quarantine());
        tables.addAll(settlement.write(new StableFiles(format), work.run().staging()));
        SettlementSummary summary =
                settlement.summary(work.inputNotes(), work.stages().get());
        work.publish(publication(tables, summary));
        return summary;
    }

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

    private static Publication publication(List<OutputFile> tables, SettlementSummary summary) {
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
