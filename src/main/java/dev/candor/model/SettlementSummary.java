package dev.candor.model;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * The figures of one settlement: what summary.json, the console and report.html say.
 * Utility-like figures are in units of reward × weight.
 */
public record SettlementSummary(
        Mechanism mechanism,
        Counts counts,
        Figures figures,
        Optional<LocalOptimum> localOptimum,
        Money money,
        List<Parameter> parameters,
        List<PayerLine> largestPayers,
        List<String> notes,
        List<Stage> stages) {

    public SettlementSummary {
        parameters = List.copyOf(parameters);
        largestPayers = List.copyOf(largestPayers);
        notes = List.copyOf(notes);
        stages = List.copyOf(stages);
    }

    /** What was run; {@code divergence} is the name of a {@link Divergence}, or none where no checkpoint has one. */
    public record Mechanism(
            PolicyClass policyClass,
            String divergence,
            double lambda,
            PaymentRule paymentRule,
            String normalisation,
            String domain) {}

    /** One parameter θ of the policy chosen, where its class has few: a mixture's weight, a catalog's choice. */
    public record Parameter(String name, double value) {}

    /** Sizes. {@code payers} = {@code agents} when each agent pays for itself. */
    public record Counts(
            long agents,
            long payers,
            long prompts,
            long candidates,
            long reportRows,
            long duplicateRows,
            long rejectedRows) {}

    /**
     * The outcome.
     *
     * @param welfare ASW(π*)
     * @param referenceWelfare ASW(π0): what the reference model gives; NaN where the class has none
     * @param totalValue Σ w_i v_i(π*)
     * @param divergence Σ_c q_c D(π*_c ‖ π0_c), without λ
     * @param revenue Σ p_i
     * @param maxIncentiveGap the most any agent could gain by lying, given what was computed
     * @param certificate how that bound was obtained, e.g. {@code exact}
     */
    public record Figures(
            double welfare,
            double referenceWelfare,
            double totalValue,
            double divergence,
            double revenue,
            double maxIncentiveGap,
            String certificate) {}

    /**
     * What is known of an optimum that may not be the maximum over its class.
     *
     * @param status how the search ended: {@code converged}, or {@code gap-not-reached}
     * @param belowTabular the best policy of all has this much more welfare: a bound on what the search can have missed
     * @param starts points the search began from
     * @param passes over the candidates that it took
     */
    public record LocalOptimum(String status, double belowTabular, int starts, int passes) {}

    /**
     * The bill as a whole.
     *
     * @param exactTotal Σ p_i × unit price before rounding
     * @param chargedTotal Σ of the charges
     * @param residue exactTotal − chargedTotal
     */
    public record Money(Tariff tariff, BigDecimal exactTotal, BigDecimal chargedTotal, BigDecimal residue) {}

    /** One payer's line, largest payments first. {@code value} = w v(π*). */
    public record PayerLine(
            String agentId, double weight, double value, double payment, double utility, BigDecimal charge) {}

    /** A named stage of the run and how long it took. */
    public record Stage(String name, long rows, long elapsedMillis) {}
}
