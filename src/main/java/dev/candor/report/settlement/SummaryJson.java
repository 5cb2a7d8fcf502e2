package dev.candor.report.settlement;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.candor.model.SettlementSummary;
import dev.candor.model.SettlementSummary.Counts;
import dev.candor.model.SettlementSummary.Figures;
import dev.candor.model.SettlementSummary.LocalOptimum;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.model.SettlementSummary.Money;
import dev.candor.model.SettlementSummary.Parameter;
import dev.candor.model.SettlementSummary.PayerLine;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.report.text.Explanation;
import dev.candor.report.text.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * summary.json: keys in a fixed order, doubles with the digits that bring back the same double, decimals as
 * strings with every digit. A figure that is not finite is a bug and refused; only {@code max_incentive_gap}
 * may be infinite and is then null: no bound is known; and {@code reference_welfare} is null where the policy class has no
 * reference model. {@code local_optimum} is null where the optimum is known to be the maximum.
 */
public final class SummaryJson {
    /** Raised when a key changes its meaning or goes away. */
    static final int SCHEMA_VERSION = 1;

    private final JsonGenerator json;

    private SummaryJson(JsonGenerator json) {
        this.json = json;
    }

    /** The document, indented, lines ended by line feeds. */
    public static String render(SettlementSummary summary) {
        return JsonText.render(json -> new SummaryJson(json).write(summary));
    }

    /**
     * Reads what {@link #render} wrote.
     *
     * @throws UncheckedIOException when {@code document} is not JSON
     * @throws IllegalArgumentException when it is not such a summary: the first key that is missing or of another kind
     */
    public static SettlementSummary parse(String document) {
        return SummaryParser.parse(document);
    }

    private void write(SettlementSummary summary) throws IOException {
        json.writeStartObject();
        json.writeNumberField("schema_version", SCHEMA_VERSION);
        mechanism(summary.mechanism());
        figures(summary.figures());
        localOptimum(summary.localOptimum());
        counts(json, summary.counts());
        money(summary.money());
        json.writeArrayFieldStart("parameters");
        for (Parameter parameter : summary.parameters()) {
            json.writeStartObject();
            json.writeStringField("name", parameter.name());
            number("value", parameter.value());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("largest_payers");
        for (PayerLine payer : summary.largestPayers()) {
            payer(payer);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("notes");
        for (String note : summary.notes()) {
            json.writeString(note);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("stages");
        for (Stage stage : summary.stages()) {
            stage(json, stage);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void mechanism(Mechanism mechanism) throws IOException {
        json.writeObjectFieldStart("mechanism");
        json.writeStringField("policy_class", mechanism.policyClass().commandName());
        json.writeStringField("divergence", mechanism.divergence());
        number("lambda", mechanism.lambda());
        json.writeStringField("payment_rule", mechanism.paymentRule());
        json.writeStringField("normalisation", mechanism.normalisation());
        json.writeStringField("domain", mechanism.domain());
        json.writeEndObject();
    }

    private void figures(Figures figures) throws IOException {
        number("welfare", figures.welfare());
        if (Double.isNaN(figures.referenceWelfare())) {
            json.writeNullField("reference_welfare");
        } else {
            number("reference_welfare", figures.referenceWelfare());
        }
        number("total_value", figures.totalValue());
        number("divergence", figures.divergence());
        number("revenue", figures.revenue());
        if (figures.maxIncentiveGap() == Double.POSITIVE_INFINITY) {
            json.writeNullField("max_incentive_gap");
        } else {
            number("max_incentive_gap", figures.maxIncentiveGap());
        }
        json.writeStringField("certificate", figures.certificate());
    }

    private void localOptimum(Optional<LocalOptimum> optimum) throws IOException {
        if (optimum.isEmpty()) {
            json.writeNullField("local_optimum");
            return;
        }
        json.writeObjectFieldStart("local_optimum");
        json.writeStringField("status", optimum.get().status());
        number("below_tabular", optimum.get().belowTabular());
        json.writeNumberField("starts", optimum.get().starts());
        json.writeNumberField("passes", optimum.get().passes());
        json.writeEndObject();
    }

    public static void counts(JsonGenerator json, Counts counts) throws IOException {
        json.writeObjectFieldStart("counts");
        json.writeNumberField("agents", counts.agents());
        json.writeNumberField("payers", counts.payers());
        json.writeNumberField("prompts", counts.prompts());
        json.writeNumberField("candidates", counts.candidates());
        json.writeNumberField("report_rows", counts.reportRows());
        json.writeNumberField("duplicate_rows", counts.duplicateRows());
        json.writeNumberField("rejected_rows", counts.rejectedRows());
        json.writeEndObject();
    }

    private void money(Money money) throws IOException {
        json.writeObjectFieldStart("money");
        json.writeStringField("currency", money.tariff().currency());
        json.writeNumberField("scale", money.tariff().scale());
        json.writeStringField("unit_price", money.tariff().unitPrice().toPlainString());
        json.writeStringField("rounding", Explanation.name(money.tariff().rounding()));
        json.writeStringField("exact_total", money.exactTotal().toPlainString());
        json.writeStringField("charged_total", money.chargedTotal().toPlainString());
        json.writeStringField("residue", money.residue().toPlainString());
        json.writeEndObject();
    }

    private void payer(PayerLine payer) throws IOException {
        json.writeStartObject();
        json.writeStringField("agent_id", payer.agentId());
        number("weight", payer.weight());
        number("value", payer.value());
        number("payment", payer.payment());
        number("utility", payer.utility());
        json.writeStringField("charge", payer.charge().toPlainString());
        json.writeEndObject();
    }

    public static void stage(JsonGenerator json, Stage stage) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", stage.name());
        json.writeNumberField("rows", stage.rows());
        json.writeNumberField("elapsed_millis", stage.elapsedMillis());
        json.writeEndObject();
    }

    private void number(String key, double value) throws IOException {
        JsonText.number(json, key, value);
    }
}
