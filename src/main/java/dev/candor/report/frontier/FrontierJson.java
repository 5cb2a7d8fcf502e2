package dev.candor.report.frontier;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.candor.model.Frontier;
import dev.candor.model.FrontierPoint;
import dev.candor.model.PaymentConcentration;
import dev.candor.model.SettlementSummary.Counts;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.report.text.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** frontier.json: keys in a fixed order, doubles with the digits that bring back the same double. */
public final class FrontierJson {
    /** Raised when a key changes its meaning or goes away. */
    static final int SCHEMA_VERSION = 1;

    private static final JsonText JSON = new JsonText(Map.of(FrontierPoint.class, PointKeys.class));

    private FrontierJson() {}

    /** The document, indented, lines ended by line feeds. */
    public static String render(Frontier frontier) {
        List<String> notes = new ArrayList<>(frontier.notes());
        notes.add(FrontierText.WARNING);
        return JSON.render(new Document(
                SCHEMA_VERSION,
                new Mechanism(
                        frontier.policyClass(), frontier.paymentRule(), frontier.normalisation(), frontier.domain()),
                frontier.counts(),
                frontier.points(),
                notes,
                frontier.stages()));
    }

    private record Document(
            int schemaVersion,
            Mechanism mechanism,
            Counts counts,
            List<FrontierPoint> points,
            List<String> notes,
            List<Stage> stages) {}

    private record Mechanism(String policyClass, String paymentRule, String normalisation, String domain) {}

    interface PointKeys {
        @JsonUnwrapped
        PaymentConcentration concentration();
    }
}
