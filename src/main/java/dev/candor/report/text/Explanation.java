package dev.candor.report.text;

import dev.candor.model.Divergence;
import dev.candor.model.PolicyClass;
import dev.candor.model.Rounding;
import dev.candor.model.SettlementSummary;
import dev.candor.model.SettlementSummary.LocalOptimum;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.model.SettlementSummary.Money;
import dev.candor.model.SettlementSummary.Parameter;
import dev.candor.model.Tariff;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The sentences that say what a payment is and what was charged, the same on every page. */
public final class Explanation {
    private Explanation() {}

    public static boolean isCatalog(Mechanism mechanism) {
        return !mechanism.policyClass().isOverCandidates();
    }

    /** Whether λ matters: not where no checkpoint has a divergence. */
    public static boolean isPriced(Mechanism mechanism) {
        return !mechanism.divergence().equals("none");
    }

    /** λ as it is set in a page, where it matters. */
    public static Optional<String> ofLambda(Mechanism mechanism) {
        return isPriced(mechanism)
                ? Optional.of(Numbers.typeset(Numbers.shortFigure(mechanism.lambda())))
                : Optional.empty();
    }

    /** What an agent reports one of. */
    public static String reported(Mechanism mechanism) {
        return mechanism.policyClass().reported();
    }

    /** What the welfare is to be compared with: the reference model, or what was chosen where there is none. */
    public static String ofWelfare(SettlementSummary summary) {
        SettlementSummary.Figures figures = summary.figures();
        if (Double.isNaN(figures.referenceWelfare())) {
            String chosen = summary.parameters().isEmpty()
                    ? ""
                    : " " + Labels.visible(summary.parameters().get(0).name());
            return "of checkpoint" + chosen + ", the best of "
                    + Numbers.count(summary.counts().candidates());
        }
        return "reference model " + Numbers.figure(figures.referenceWelfare()) + ", so "
                + Numbers.signed(figures.welfare() - figures.referenceWelfare());
    }

    /** What the divergence is of. */
    public static String ofDivergence(Mechanism mechanism) {
        if (!isPriced(mechanism)) {
            return "no checkpoint has one, so λ does not matter";
        }
        return isCatalog(mechanism)
                ? "as given for the checkpoint, before λ"
                : mechanism.divergence() + " from the reference model, before λ";
    }

    /** "0.643 e1, 0.357 e2, less of 1 other", in at most so many columns unless one weight takes more. */
    public static String ofMixture(List<Parameter> parameters, int columns) {
        List<Parameter> mixed = parameters.stream()
                .filter(parameter -> parameter.value() > 0)
                .sorted(Comparator.comparingDouble(Parameter::value).reversed())
                .toList();
        String text = "";
        String whole = "";
        for (int shown = 1; shown <= mixed.size(); shown++) {
            Parameter next = mixed.get(shown - 1);
            text += (shown == 1 ? "" : ", ") + Numbers.shortFigure(next.value()) + " " + Labels.visible(next.name());
            int left = parameters.size() - shown;
            String all = text + (left == 0 ? "" : ", less of " + Numbers.count(left, "other"));
            if (shown > 1 && Labels.width(all) > columns) {
                return whole;
            }
            whole = all;
        }
        return whole;
    }

    /** How far from the maximum a local one can be, and what was done to find it. */
    public static String ofLocalOptimum(LocalOptimum optimum) {
        return "below the tabular bound; local optimum of " + Numbers.count(optimum.starts(), "start") + ", "
                + Labels.visible(optimum.status());
    }

    /** What the incentive gap is; the certificate up to its colon. */
    public static String ofGap(SettlementSummary summary) {
        return summary.localOptimum().isPresent() && summary.figures().maxIncentiveGap() < Double.POSITIVE_INFINITY
                ? "estimate of what lying could gain; no bound"
                : "the most anyone can gain by lying ("
                        + Labels.visible(summary.figures().certificate().replaceFirst(":[^,]*", "")) + ")";
    }

    /** What a payer pays for: one sentence, true for this mechanism. */
    public static String ofPayment(SettlementSummary summary) {
        Mechanism mechanism = summary.mechanism();
        if (!mechanism.paymentRule().charges()) {
            return "Nobody pays under payment rule none. Telling the truth is then not the best "
                    + "strategy in general.";
        }
        if (isCatalog(mechanism)) {
            return "Each pays the others' loss due to its presence: their welfare under the checkpoint "
                    + "that is best for them alone, minus their welfare now.";
        }
        if (summary.localOptimum().isPresent()) {
            return "Each pays the others' loss due to its presence, as far as the search can tell: "
                    + "their welfare under the best model found for them alone, minus their welfare now.";
        }
        boolean tabular = mechanism.policyClass() == PolicyClass.TABULAR;
        String moved = tabular && mechanism.divergence().equals(Divergence.KL.commandName())
                ? "pays λ × how far it moved the model: payment = λ · KL(π* ‖ π without it)"
                : tabular
                        ? "pays λ × how far it moved the model, by the Bregman divergence of " + mechanism.divergence()
                                + ": the others' loss due to its presence"
                        : "pays the others' loss due to its presence: their welfare under the model that is "
                                + "best for them alone, minus their welfare now";
        return "Each " + moved + mechanism.paymentRule().surcharge() + ".";
    }

    /** What follows from that for an agent. */
    public static String ofConsequences(SettlementSummary summary) {
        Mechanism mechanism = summary.mechanism();
        if (!mechanism.paymentRule().charges()) {
            return "An agent that exaggerates can then move the model at no cost.";
        }
        if (isCatalog(mechanism)) {
            return "An agent that does not change the chosen checkpoint pays nothing. A report affects "
                    + "which checkpoint is chosen, but not the price of each checkpoint, so no report "
                    + "serves an agent better than the truth. A payer with a boost pays the figure divided "
                    + "by its boost.";
        }
        if (summary.localOptimum().isPresent()) {
            return "The model is the best that a search found, and so is each model without an agent. A "
                    + "report that changes the end of a search may serve an agent better than the truth; "
                    + "no bound is known. A payer with a boost pays the figure divided by its boost.";
        }
        return mechanism.policyClass().models()
                + " An agent that changes nothing pays nothing. A report affects which model is "
                + "chosen, but not the price of each model, so no report serves an agent better than "
                + "the truth" + gap(mechanism)
                + ". A payer with a boost pays the figure divided by its boost.";
    }

    /** Payments that are computed to within bounds. */
    private static String gap(Mechanism mechanism) {
        return mechanism.policyClass().isWithinGap() ? " by more than the incentive gap" : "";
    }

    /** Who pays: agents, or payers where several agents share one. */
    public static String payer(SettlementSummary summary) {
        return summary.counts().payers() == summary.counts().agents() ? "agent" : "payer";
    }

    /** At what price, and by which rounding. */
    public static String ofTariff(Tariff tariff) {
        String price =
                Numbers.withCurrency(tariff.unitPrice().stripTrailingZeros().toPlainString(), tariff);
        return price + " per unit of utility, rounded by " + name(tariff.rounding());
    }

    /** What rounding left over, and whose it is. */
    public static String ofResidue(Money money) {
        String residue = Numbers.residue(money.residue().abs(), money.tariff());
        return switch (money.residue().signum()) {
            case 0 -> "residue none";
            case 1 -> "residue " + residue + " not charged";
            default -> "residue " + residue + " charged beyond the exact total";
        };
    }

    /** Command-line name of a constant: LARGEST_REMAINDER → largest-remainder. */
    public static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static String ofRounding(Rounding rounding) {
        return switch (rounding) {
            case LARGEST_REMAINDER ->
                "Every charge is rounded down. The units that are then missing from the rounded "
                        + "total go to the largest remainders; a published hash of the id breaks ties. The "
                        + "charges add up to the rounded total.";
            case HALF_EVEN -> "Each amount is rounded to the nearest minor unit, ties to even; the total may drift.";
            case FLOOR -> "Each amount is rounded down; the shortfall is the residue.";
        };
    }
}
