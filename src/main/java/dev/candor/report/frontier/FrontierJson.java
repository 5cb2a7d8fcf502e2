package dev.candor.report.frontier;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.candor.model.Frontier;
import dev.candor.model.FrontierPoint;
import dev.candor.model.PaymentConcentration;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.report.settlement.SummaryJson;
import dev.candor.report.text.JsonText;
import java.io.IOException;

/** frontier.json: keys in a fixed order, doubles with the digits that bring back the same double. */
public final class FrontierJson {
    /** Raised when a key changes its meaning or goes away. */
    static final int SCHEMA_VERSION = 1;

    private final JsonGenerator json;

    private FrontierJson(JsonGenerator json) {
        this.json = json;
    }

    /** The document, indented, lines ended by line feeds. */
    public static String render(Frontier frontier) {
        return JsonText.render(json -> new FrontierJson(json).write(frontier));
    }

    private void write(Frontier frontier) throws IOException {
        json.writeStartObject();
        json.writeNumberField("schema_version", SCHEMA_VERSION);
        json.writeObjectFieldStart("mechanism");
        json.writeStringField("policy_class", frontier.policyClass());
        json.writeStringField("payment_rule", frontier.paymentRule());
        json.writeStringField("normalisation", frontier.normalisation());
        json.writeStringField("domain", frontier.domain());
        json.writeEndObject();
        SummaryJson.counts(json, frontier.counts());
        json.writeArrayFieldStart("points");
        for (FrontierPoint point : frontier.points()) {
            point(point);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("notes");
        for (String note : frontier.notes()) {
            json.writeString(note);
        }
        json.writeString(FrontierText.WARNING);
        json.writeEndArray();
        json.writeArrayFieldStart("stages");
        for (Stage stage : frontier.stages()) {
            SummaryJson.stage(json, stage);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void point(FrontierPoint point) throws IOException {
        PaymentConcentration concentration = point.concentration();
        json.writeStartObject();
        json.writeStringField("divergence", point.divergence());
        JsonText.number(json, "lambda", point.lambda());
        JsonText.number(json, "welfare", point.welfare());
        JsonText.number(json, "reference_welfare", point.referenceWelfare());
        JsonText.number(json, "total_value", point.totalValue());
        JsonText.number(json, "divergence_value", point.divergenceValue());
        JsonText.number(json, "revenue", point.revenue());
        JsonText.number(json, "top_share", concentration.topShare());
        JsonText.number(json, "top10_share", concentration.top10Share());
        JsonText.number(json, "effective_payers", concentration.effectivePayers());
        json.writeNumberField("payers", concentration.payers());
        json.writeNumberField("paying", concentration.paying());
        json.writeEndObject();
    }
}
