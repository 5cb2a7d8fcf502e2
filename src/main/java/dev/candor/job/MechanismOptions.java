package dev.candor.job;

import dev.candor.divergence.Regulariser;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Nearest;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import dev.candor.model.Rounding;
import dev.candor.model.Tariff;
import dev.candor.model.UserException;
import java.math.BigDecimal;
import picocli.CommandLine.Option;

/** The mechanism and the tariff, fixed before any report is read. */
final class MechanismOptions {
    /** The fixed range over which welfare is maximised. */
    enum PolicyClass {
        /** π(·|c) free on every prompt. */
        TABULAR
    }

    @Option(
            names = "--policy-class",
            paramLabel = "CLASS",
            defaultValue = "tabular",
            description = "The fixed set of policies to choose from.")
    private PolicyClass policyClass;

    @Option(
            names = "--divergence",
            paramLabel = "NAME",
            defaultValue = "kl",
            description = "What leaving the reference model costs: kl, reverse-kl, chi-squared, total-variation,"
                    + " hellinger, jensen-shannon or l2.")
    private String divergence;

    @Option(
            names = "--lambda",
            paramLabel = "L",
            defaultValue = "1.0",
            description = "Price of divergence, > 0, in units of reward x weight. The larger, the closer to the"
                    + " reference model. Must not be chosen from the reports.")
    private double lambda;

    @Option(
            names = "--payment-rule",
            paramLabel = "RULE",
            defaultValue = "affine-maximiser",
            description = "How agents are charged.")
    private PaymentRule paymentRule;

    @Option(
            names = "--normalise",
            paramLabel = "HOW",
            defaultValue = "none",
            description = "Rescale each agent's own rewards on each prompt to maximum 1 or to sum 1.")
    private Normalisation normalise;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            defaultValue = "unrestricted",
            description = "What every agent's rewards on a prompt are declared to be; others are rejected.")
    private RewardDomain domain;

    @Option(
            names = "--currency",
            paramLabel = "CODE",
            defaultValue = "XXX",
            description = "ISO 4217 code of the charges; XXX is no currency.")
    private String currency;

    @Option(
            names = "--scale",
            paramLabel = "DIGITS",
            defaultValue = "6",
            description = "Decimal digits of a charge, 0 to 18.")
    private int scale;

    @Option(
            names = "--unit-price",
            paramLabel = "MONEY",
            defaultValue = "1",
            description = "Money per unit of utility, >= 0.")
    private BigDecimal unitPrice;

    @Option(
            names = "--rounding",
            paramLabel = "POLICY",
            defaultValue = "largest-remainder",
            description = "How exact amounts become whole minor units.")
    private Rounding rounding;

    MechanismSpec mechanism() {
        if (!Regulariser.BY_NAME.containsKey(divergence)) {
            throw UserException.configuration("Cannot settle under divergence '" + divergence + "'."
                    + Nearest.question(divergence, Regulariser.BY_NAME.keySet()) + " Set --divergence to one of "
                    + String.join(", ", Regulariser.names()) + ".");
        }
        return new MechanismSpec(divergence, lambda, paymentRule, normalise, domain);
    }

    Tariff tariff() {
        return new Tariff(currency, scale, unitPrice, rounding);
    }

    String policyClass() {
        return Options.typed(policyClass);
    }
}
