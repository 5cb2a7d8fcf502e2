package dev.candor.report.settlement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import dev.candor.model.Rounding;
import dev.candor.model.SettlementSummary;
import dev.candor.model.SettlementSummary.Counts;
import dev.candor.model.SettlementSummary.Figures;
import dev.candor.model.SettlementSummary.LocalOptimum;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.model.SettlementSummary.Money;
import dev.candor.model.SettlementSummary.Parameter;
import dev.candor.model.SettlementSummary.PayerLine;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.model.Tariff;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Reads summary.json back: nothing is defaulted, nothing is coerced. */
public final class SummaryParser {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SummaryParser() {}

    /**
     * Reads what {@link SummaryJson} wrote.
     *
     * @throws UncheckedIOException when {@code document} is not JSON
     * @throws IllegalArgumentException when it is not such a summary: the first key that is missing or of another kind
     */
    public static SettlementSummary parse(String document) {
        JsonNode root;
        try {
            root = MAPPER.readTree(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        if (count(root, "schema_version") != SummaryJson.SCHEMA_VERSION) {
            throw new IllegalArgumentException("schema_version is " + root.get("schema_version")
                    + ", but this build reads " + SummaryJson.SCHEMA_VERSION);
        }
        return new SettlementSummary(
                mechanism(value(root, "mechanism")),
                counts(value(root, "counts")),
                figures(root),
                localOptimum(value(root, "local_optimum")),
                money(value(root, "money")),
                list(root, "parameters", SummaryParser::parameter),
                list(root, "largest_payers", SummaryParser::payer),
                list(root, "notes", SummaryParser::text),
                list(root, "stages", SummaryParser::stage));
    }

    private static Mechanism mechanism(JsonNode node) {
        return new Mechanism(
                PolicyClass.of(text(node, "policy_class")),
                text(node, "divergence"),
                number(node, "lambda"),
                PaymentRule.of(text(node, "payment_rule")),
                text(node, "normalisation"),
                text(node, "domain"));
    }

    private static Parameter parameter(JsonNode node) {
        return new Parameter(text(node, "name"), number(node, "value"));
    }

    private static Counts counts(JsonNode node) {
        return new Counts(
                count(node, "agents"),
                count(node, "payers"),
                count(node, "prompts"),
                count(node, "candidates"),
                count(node, "report_rows"),
                count(node, "duplicate_rows"),
                count(node, "rejected_rows"));
    }

    private static Figures figures(JsonNode node) {
        return new Figures(
                number(node, "welfare"),
                value(node, "reference_welfare").isNull() ? Double.NaN : number(node, "reference_welfare"),
                number(node, "total_value"),
                number(node, "divergence"),
                number(node, "revenue"),
                value(node, "max_incentive_gap").isNull()
                        ? Double.POSITIVE_INFINITY
                        : number(node, "max_incentive_gap"),
                text(node, "certificate"));
    }

    private static Optional<LocalOptimum> localOptimum(JsonNode node) {
        return node.isNull()
                ? Optional.empty()
                : Optional.of(new LocalOptimum(
                        text(node, "status"),
                        number(node, "below_tabular"),
                        Math.toIntExact(count(node, "starts")),
                        Math.toIntExact(count(node, "passes"))));
    }

    private static Money money(JsonNode node) {
        Tariff tariff = new Tariff(
                text(node, "currency"),
                Math.toIntExact(count(node, "scale")),
                decimal(node, "unit_price"),
                Rounding.valueOf(text(node, "rounding").toUpperCase(Locale.ROOT).replace('-', '_')));
        return new Money(
                tariff, decimal(node, "exact_total"), decimal(node, "charged_total"), decimal(node, "residue"));
    }

    private static PayerLine payer(JsonNode node) {
        return new PayerLine(
                text(node, "agent_id"),
                number(node, "weight"),
                number(node, "value"),
                number(node, "payment"),
                number(node, "utility"),
                decimal(node, "charge"));
    }

    private static Stage stage(JsonNode node) {
        return new Stage(text(node, "name"), count(node, "rows"), count(node, "elapsed_millis"));
    }

    private static <T> List<T> list(JsonNode node, String key, Function<JsonNode, T> element) {
        List<T> elements = new ArrayList<>();
        for (JsonNode child : require(value(node, key), value(node, key).isArray(), key, "a list")) {
            elements.add(element.apply(child));
        }
        return elements;
    }

    private static String text(JsonNode node, String key) {
        return require(value(node, key), value(node, key).isTextual(), key, "a string")
                .textValue();
    }

    private static String text(JsonNode node) {
        return require(node, node.isTextual(), "a note", "a string").textValue();
    }

    private static double number(JsonNode node, String key) {
        return require(value(node, key), value(node, key).isNumber(), key, "a number")
                .doubleValue();
    }

    private static long count(JsonNode node, String key) {
        return require(value(node, key), value(node, key).canConvertToLong(), key, "a whole number")
                .longValue();
    }

    private static BigDecimal decimal(JsonNode node, String key) {
        return new BigDecimal(text(node, key));
    }

    private static JsonNode value(JsonNode node, String key) {
        return require(node.get(key), node.has(key), key, "there");
    }

    private static JsonNode require(JsonNode node, boolean holds, String key, String kind) {
        if (!holds) {
            throw new IllegalArgumentException("in summary.json, " + key + " is not " + kind + ": " + node);
        }
        return node;
    }
}
