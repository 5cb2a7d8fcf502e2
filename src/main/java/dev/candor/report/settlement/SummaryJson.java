package dev.candor.report.settlement;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.candor.model.SettlementSummary;
import dev.candor.model.SettlementSummary.Counts;
import dev.candor.model.SettlementSummary.Figures;
import dev.candor.model.SettlementSummary.LocalOptimum;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.model.SettlementSummary.Parameter;
import dev.candor.model.SettlementSummary.PayerLine;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.model.Tariff;
import dev.candor.report.text.JsonText;
import java.math.BigDecimal;
import java.util.List;
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

    private SummaryJson() {}

    /** The document, indented, lines ended by line feeds. */
    public static String render(SettlementSummary summary) {
        Figures figures = summary.figures();
        SettlementSummary.Money money = summary.money();
        return JsonText.PLAIN.render(new Document(
                SCHEMA_VERSION,
                summary.mechanism(),
                figures.welfare(),
                Optional.of(figures.referenceWelfare()).filter(welfare -> !Double.isNaN(welfare)),
                figures.totalValue(),
                figures.divergence(),
                figures.revenue(),
                Optional.of(figures.maxIncentiveGap()).filter(gap -> gap != Double.POSITIVE_INFINITY),
                figures.certificate(),
                summary.localOptimum(),
                summary.counts(),
                new Money(money.tariff(), money.exactTotal(), money.chargedTotal(), money.residue()),
                summary.parameters(),
                summary.largestPayers(),
                summary.notes(),
                summary.stages()));
    }

    private record Document(
            int schemaVersion,
            Mechanism mechanism,
            double welfare,
            Optional<Double> referenceWelfare,
            double totalValue,
            double divergence,
            double revenue,
            Optional<Double> maxIncentiveGap,
            String certificate,
            Optional<LocalOptimum> localOptimum,
            Counts counts,
            Money money,
            List<Parameter> parameters,
            List<PayerLine> largestPayers,
            List<String> notes,
            List<Stage> stages) {}

    private record Money(
            @JsonUnwrapped Tariff tariff, BigDecimal exactTotal, BigDecimal chargedTotal, BigDecimal residue) {}
}
