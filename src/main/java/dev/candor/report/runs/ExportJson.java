package dev.candor.report.runs;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.candor.model.ExportSummary;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.report.settlement.SummaryJson;
import dev.candor.report.text.JsonText;
import java.io.IOException;
import java.util.Map;

/** summary.json of an export: keys in a fixed order. */
public final class ExportJson {
    /** Raised when a key changes its meaning or goes away. */
    static final int SCHEMA_VERSION = 1;

    private ExportJson() {}

    /** The document, indented, lines ended by line feeds. */
    public static String render(ExportSummary summary) {
        return JsonText.render(json -> write(json, summary));
    }

    private static void write(JsonGenerator json, ExportSummary summary) throws IOException {
        json.writeStartObject();
        json.writeNumberField("schema_version", SCHEMA_VERSION);
        json.writeStringField("for", summary.trainer());
        json.writeStringField("feeding", summary.feeding());
        json.writeStringField("settlement_fingerprint", summary.settlement());
        json.writeStringField("policy_class", summary.policyClass());
        json.writeStringField("divergence", summary.divergence());
        JsonText.number(json, "lambda", summary.lambda());
        if (summary.pairs().isPresent()) {
            ExportSummary.Pairs pairs = summary.pairs().get();
            json.writeObjectFieldStart("pairs");
            json.writeNumberField("per_prompt", pairs.perPrompt());
            JsonText.number(json, "beta", pairs.beta());
            json.writeNumberField("seed", pairs.seed());
            json.writeEndObject();
        }
        json.writeObjectFieldStart("counts");
        for (Map.Entry<String, Long> count : summary.counts().entrySet()) {
            json.writeNumberField(count.getKey(), count.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("stages");
        for (Stage stage : summary.stages()) {
            SummaryJson.stage(json, stage);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
