package dev.candor.report.settlement;

import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import dev.candor.model.Rounding;
import dev.candor.model.SettlementSummary;
import dev.candor.model.SettlementSummary.Counts;
import dev.candor.model.SettlementSummary.Figures;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.model.SettlementSummary.Money;
import dev.candor.model.SettlementSummary.PayerLine;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.model.Tariff;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Settlements to render. */
public final class Summaries {
    static final Mechanism KL =
            new Mechanism(PolicyClass.TABULAR, "kl", 0.1, PaymentRule.AFFINE_MAXIMISER, "none", "unrestricted");
    public static final Tariff EUR = new Tariff("EUR", 2, new BigDecimal("100"), Rounding.LARGEST_REMAINDER);

    private Summaries() {}

    /** 1,200 agents; the ten largest payers, from everyday ids to hostile ones. */
    static SettlementSummary everyday() {
        return with(KL, payers(), List.of("37 rewards are negative: individual rationality is not guaranteed."));
    }

    static List<PayerLine> payers() {
        List<PayerLine> payers = new ArrayList<>();
        payers.add(payer("municipal-library-of-a-rather-long-named-town/branch-17", 40, 31.25, 2.25, "225.00"));
        payers.add(payer("ann", 1, 1.125, 0.5, "50.00"));
        payers.add(payer("<script>alert('x')</script>", 2.5, 12.0625, 0.25, "25.00"));
        payers.add(payer("北京市图书馆", 1, 0.0, 0.03125, "3.12"));
        payers.add(payer("bell\u0007esc\u001b[31m\u202Eltr", 1, -0.5, 1e-3, "0.10"));
        payers.add(payer("crumb", 1, 1e-9, 3e-14, "0.00"));
        payers.add(payer("dust", 1, 1e-9, 1e-29, "0.00"));
        payers.add(payer("whale", 1e6, 1e15, 1e-30, "0.00"));
        payers.add(payer("indifferent", 1, 0, 0, "0.00"));
        return payers;
    }

    static PayerLine payer(String id, double weight, double value, double payment, String charge) {
        return new PayerLine(id, weight, value, payment, value - payment, new BigDecimal(charge));
    }

    static SettlementSummary with(Mechanism mechanism, List<PayerLine> payers, List<String> notes) {
        return with(mechanism, payers, notes, money());
    }

    static SettlementSummary with(Mechanism mechanism, List<PayerLine> payers, List<String> notes, Money money) {
        return new SettlementSummary(
                mechanism,
                new Counts(1200, 1200, 40, 160, 1_234_567, 12, 3),
                new Figures(1234.56789, 1200.25, 1300.5, 0.0123456789, 3.21, 0, "exact"),
                Optional.empty(),
                money,
                List.of(),
                payers,
                notes,
                List.of(
                        new Stage("read and check reports", 1_234_567, 4321),
                        new Stage("settle prompts", 160, 812),
                        new Stage("charge agents", 1200, 125_000)));
    }

    static Money money() {
        return new Money(EUR, new BigDecimal("321.0032"), new BigDecimal("321.00"), new BigDecimal("0.0032"));
    }
}
