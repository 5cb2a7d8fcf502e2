package dev.candor.report;

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
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Settlements that take every branch of summary.json and report.html. */
final class GoldenSettlements {
    /** Markup, quotes, a path, a control character, a turn of the writing direction, an emoji. */
    static final String HOSTILE = "<b>\"it's\" & \\ {{x}} \u0007\u001b[31m\u202E😀`=</b>";

    static final List<Stage> STAGES =
            List.of(new Stage("read and check", 1_234_567, 4321), new Stage("settle <all>", 160, 125_000));
    static final Map<String, SettlementSummary> ALL = new TreeMap<>();

    private static final Counts ALONE = new Counts(1200, 1200, 40, 160, 1_234_567, 12, 3);
    private static final Counts SHARED = new Counts(3, 2, 1, 1, 1, 0, 0);
    private static final Money EUR = money("EUR", 2, "100", Rounding.LARGEST_REMAINDER, "321.0032", "321.00");

    static {
        ALL.put(
                "tabular",
                new SettlementSummary(
                        new Mechanism(
                                PolicyClass.TABULAR, "kl", 0.1, PaymentRule.AFFINE_MAXIMISER, "none", "unrestricted"),
                        ALONE,
                        new Figures(1234.56789, 1200.25, 1300.5, 0.0123456789, 3.21, 0, "exact"),
                        Optional.empty(),
                        EUR,
                        List.of(),
                        payers(25),
                        List.of("37 rewards are negative.", HOSTILE),
                        STAGES));
        ALL.put(
                "catalog",
                new SettlementSummary(
                        new Mechanism(PolicyClass.CATALOG, "none", 2, PaymentRule.REVENUE_MAXIMISING, "max", "max"),
                        SHARED,
                        new Figures(-1e-7, Double.NaN, 1e15, 0, 3e-300, 1e-9, "exact: <for> these candidates"),
                        Optional.empty(),
                        money("XXX", 0, "0", Rounding.HALF_EVEN, "2E+3", "2001"),
                        List.of(new Parameter(HOSTILE, 1), new Parameter("other", 0)),
                        payers(2),
                        List.of(),
                        List.of()));
        ALL.put(
                "catalog-given",
                new SettlementSummary(
                        new Mechanism(PolicyClass.CATALOG, "given", 2, PaymentRule.NONE, "sum", "sum"),
                        SHARED,
                        new Figures(4, Double.NaN, 5, 0.5, 0, 0, "exact"),
                        Optional.empty(),
                        money("JPY", 0, "0.50", Rounding.FLOOR, "0.00000000001", "0"),
                        List.of(),
                        List.of(),
                        List.of("Nobody reports."),
                        STAGES));
        ALL.put(
                "search",
                new SettlementSummary(
                        new Mechanism(
                                PolicyClass.LOG_LINEAR,
                                "kl",
                                1e12,
                                PaymentRule.AFFINE_MAXIMISER,
                                "none",
                                "unrestricted"),
                        SHARED,
                        new Figures(0.1 + 0.2, 0, 2e-3, 1.0 / 3, 1, 0.125, "slopes"),
                        Optional.of(new LocalOptimum("gap-not-reached", 0.25, 4, 61)),
                        EUR,
                        List.of(new Parameter("θ1", -0.75)),
                        payers(3),
                        List.of(),
                        STAGES));
        ALL.put(
                "search-unbounded",
                new SettlementSummary(
                        new Mechanism(PolicyClass.MIXTURE, "hellinger", 1, PaymentRule.AFFINE_MAXIMISER, "none", "sum"),
                        SHARED,
                        new Figures(1, 1, 1, 0, 0, Double.POSITIVE_INFINITY, "none"),
                        Optional.of(new LocalOptimum("converged", 0, 1, 1)),
                        EUR,
                        List.of(),
                        List.of(payer("nobody pays", 0)),
                        List.of(),
                        List.of()));
    }

    private GoldenSettlements() {}

    private static Money money(String currency, int scale, String price, Rounding rounding, String exact, String sum) {
        BigDecimal total = new BigDecimal(exact);
        BigDecimal charged = new BigDecimal(sum);
        return new Money(
                new Tariff(currency, scale, new BigDecimal(price), rounding), total, charged, total.subtract(charged));
    }

    /** So many, the first with an id that is hostile, the last without a payment. */
    private static List<PayerLine> payers(int count) {
        List<PayerLine> payers = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            payers.add(payer(k == 0 ? HOSTILE : "agent-" + k, k == count - 1 ? 0 : 1.0 / (k + 1)));
        }
        return payers;
    }

    private static PayerLine payer(String id, double payment) {
        return new PayerLine(
                id,
                1e-5,
                2e6,
                payment,
                2e6 - payment,
                BigDecimal.valueOf(Math.round(payment * 100)).movePointLeft(2));
    }
}
