package dev.candor.report.runs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.candor.model.ExportSummary;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.report.text.JsonText;
import java.util.List;
import java.util.Map;

/** summary.json of an export: keys in a fixed order. */
public final class ExportJson {
    /** Raised when a key changes its meaning or goes away. */
    static final int SCHEMA_VERSION = 1;

    private ExportJson() {}

    /** The document, indented, lines ended by line feeds. */
    public static String render(ExportSummary summary) {
        return JsonText.PLAIN.render(new Document(
                SCHEMA_VERSION,
                summary.trainer(),
                summary.feeding(),
                summary.settlement(),
                summary.policyClass(),
                summary.divergence(),
                summary.lambda(),
                summary.pairs().orElse(null),
                summary.counts(),
                summary.stages()));
    }

    private record Document(
            int schemaVersion,
            @JsonProperty("for") String trainer,
            String feeding,
            String settlementFingerprint,
            String policyClass,
            String divergence,
            double lambda,
            @JsonInclude(JsonInclude.Include.NON_NULL) ExportSummary.Pairs pairs,
            Map<String, Long> counts,
            List<Stage> stages) {}
}
