package dev.candor.report.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.candor.model.AuditSummary;
import dev.candor.model.AuditSummary.AgentLine;
import dev.candor.model.AuditSummary.Attack;
import dev.candor.model.AuditSummary.Duplicates;
import dev.candor.model.AuditSummary.Gain;
import dev.candor.model.AuditSummary.Group;
import dev.candor.model.AuditSummary.Pair;
import dev.candor.model.AuditSummary.Privacy;
import dev.candor.model.AuditSummary.Property;
import dev.candor.model.AuditSummary.Split;
import dev.candor.model.AuditSummary.Strategy;
import dev.candor.model.PaymentConcentration;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.report.text.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** audit.json: every figure of an audit, keys in a fixed order, doubles with the digits that bring back the same double. */
public final class AuditJson {
    /** Raised when a key changes its meaning or goes away. */
    static final int SCHEMA_VERSION = 1;

    private final JsonGenerator json;

    private AuditJson(JsonGenerator json) {
        this.json = json;
    }

    /** The document, indented, lines ended by line feeds. */
    public static String render(AuditSummary summary) {
        return JsonText.render(json -> new AuditJson(json).write(summary));
    }

    /** Writes the fields of one object. */
    @FunctionalInterface
    private interface Fields<T> {
        void write(T value) throws IOException;
    }

    private void write(AuditSummary summary) throws IOException {
        json.writeStartObject();
        json.writeNumberField("schema_version", SCHEMA_VERSION);
        json.writeStringField("verdict", AuditText.verdict(summary));
        json.writeNumberField("failed_properties", summary.failures().size());
        subject(summary);
        list("properties", summary.properties(), this::property);
        optional("attack", summary.attack(), this::attack);
        list("false_names", summary.splits(), this::split);
        list("pairs", summary.pairs(), this::pair);
        optional("copies", summary.duplicates(), this::duplicates);
        concentration(summary.concentration());
        optional("privacy", summary.privacy(), this::privacy);
        strings("revealed_by_the_tables", AuditText.REVEALED);
        strings("limits", summary.limits());
        list("stages", summary.stages(), this::stage);
        json.writeEndObject();
    }

    private void subject(AuditSummary summary) throws IOException {
        AuditSummary.Subject subject = summary.subject();
        json.writeObjectFieldStart("settlement");
        json.writeStringField("fingerprint", subject.fingerprint());
        json.writeStringField("policy_class", subject.mechanism().policyClass().commandName());
        json.writeStringField("divergence", subject.mechanism().divergence());
        number("lambda", subject.mechanism().lambda());
        json.writeStringField("payment_rule", subject.mechanism().paymentRule());
        json.writeStringField("normalisation", subject.mechanism().normalisation());
        json.writeStringField("domain", subject.mechanism().domain());
        json.writeNumberField("payers", subject.payers());
        number("welfare", subject.welfare());
        number("revenue", subject.revenue());
        json.writeEndObject();
    }

    private void property(Property property) throws IOException {
        json.writeStringField("name", property.name());
        json.writeStringField("statement", property.statement());
        json.writeBooleanField("claimed", property.claimed());
        json.writeNumberField("checked", property.checked());
        json.writeNumberField("violations", property.violations());
        number("worst", property.worst());
        json.writeStringField("worst_at", property.worstAt());
    }

    private void attack(Attack attack) throws IOException {
        json.writeStringField("domain", attack.domain());
        json.writeNumberField("agents", attack.sampled());
        json.writeNumberField("lies", attack.lies());
        json.writeNumberField("seed", attack.seed());
        json.writeNumberField("gainers_without_payments", attack.gainers());
        json.writeNumberField("gainers_with_payments", attack.violators());
        json.writeNumberField("unsettled_claims", attack.unsettled());
        gain("largest_without_payments", attack.largestWithout());
        gain("largest_with_payments", attack.largestWith());
        number("largest_with_payments_of_stake", attack.largestWithShare());
        list("largest_gains", attack.agents(), this::agent);
        list("strategies", attack.strategies(), this::strategy);
    }

    private void gain(String key, Gain gain) throws IOException {
        json.writeObjectFieldStart(key);
        json.writeStringField("agent_id", gain.agentId());
        number("gain", gain.gain());
        json.writeStringField("lie", gain.lie());
        json.writeEndObject();
    }

    private void agent(AgentLine line) throws IOException {
        json.writeStringField("agent_id", line.agentId());
        number("weight", line.weight());
        number("boost", line.boost());
        number("stake", line.stake());
        number("value", line.value());
        number("payment", line.payment());
        number("gain_without_payments", line.gainWithout());
        json.writeStringField("lie_without_payments", line.lieWithout());
        number("gain_with_payments", line.gainWith());
        json.writeStringField("lie_with_payments", line.lieWith());
        number("bill_of_100", line.splitBill());
    }

    private void strategy(Strategy strategy) throws IOException {
        json.writeStringField("lie", strategy.lie());
        json.writeNumberField("gainers_without_payments", strategy.gainersWithout());
        number("largest_without_payments", strategy.largestWithout());
        number("largest_with_payments", strategy.largestWith());
    }

    private void split(Split split) throws IOException {
        json.writeNumberField("identities", split.identities());
        number("bill", split.bill());
        number("bill_as_one", split.before());
        gain("largest_saving", split.largest());
        gain("largest_gain", split.best());
    }

    private void pair(Pair pair) throws IOException {
        json.writeStringField("first", pair.first());
        json.writeStringField("second", pair.second());
        number("gain", pair.gain());
        json.writeStringField("lie", pair.lie());
        json.writeNumberField("tried", pair.tried());
    }

    private void duplicates(Duplicates duplicates) throws IOException {
        json.writeNumberField("least_rows", duplicates.leastRows());
        json.writeNumberField("equal_groups", duplicates.equalGroups());
        json.writeNumberField("equal_agents", duplicates.equalAgents());
        json.writeNumberField("alike_groups", duplicates.alikeGroups());
        json.writeNumberField("alike_agents", duplicates.alikeAgents());
        list("largest", duplicates.largest(), this::group);
    }

    private void group(Group group) throws IOException {
        json.writeStringField("kind", group.kind());
        json.writeNumberField("agents", group.agents());
        json.writeNumberField("rows", group.rows());
        json.writeStringField("first_agent", group.first());
        json.writeStringField("last_agent", group.last());
    }

    private void concentration(PaymentConcentration concentration) throws IOException {
        json.writeObjectFieldStart("payment_concentration");
        number("top_share", concentration.topShare());
        number("top_10_share", concentration.top10Share());
        number("effective_payers", concentration.effectivePayers());
        json.writeNumberField("paying", concentration.paying());
        json.writeEndObject();
    }

    private void privacy(Privacy privacy) throws IOException {
        number("largest_epsilon", privacy.largest());
        json.writeStringField("agent_id", privacy.agentId());
        json.writeStringField("range", privacy.range());
        json.writeNumberField("agents_up_to_0.1", privacy.upToTenth());
        json.writeNumberField("agents_up_to_1", privacy.upToOne());
        json.writeNumberField("agents_up_to_10", privacy.upToTen());
        json.writeNumberField("agents_above_10", privacy.more());
    }

    private void stage(Stage stage) throws IOException {
        json.writeStringField("name", stage.name());
        json.writeNumberField("rows", stage.rows());
        json.writeNumberField("elapsed_millis", stage.elapsedMillis());
    }

    private void number(String key, double value) throws IOException {
        JsonText.number(json, key, value);
    }

    private void strings(String key, List<String> values) throws IOException {
        json.writeArrayFieldStart(key);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    private <T> void list(String key, List<T> values, Fields<T> fields) throws IOException {
        json.writeArrayFieldStart(key);
        for (T value : values) {
            json.writeStartObject();
            fields.write(value);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private <T> void optional(String key, Optional<T> value, Fields<T> fields) throws IOException {
        if (value.isEmpty()) {
            json.writeNullField(key);
            return;
        }
        json.writeObjectFieldStart(key);
        fields.write(value.get());
        json.writeEndObject();
    }
}
