package dev.candor.job.settle;

import dev.candor.model.MechanismSpec;
import dev.candor.model.PolicyClass;
import dev.candor.model.Rounding;
import dev.candor.model.Tariff;
import java.math.BigDecimal;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The mechanism and the tariff, fixed before any report is read. */
final class MechanismOptions {
    @Option(
            names = "--divergence",
            paramLabel = "NAME",
            defaultValue = "kl",
            description = "What leaving the reference model costs: kl, reverse-kl, chi-squared, total-variation,"
                    + " hellinger, jensen-shannon or l2. A catalog's checkpoints bring their own.")
    private String divergence;

    @Option(
            names = "--lambda",
            paramLabel = "L",
            defaultValue = "1.0",
            description = "Price of divergence, > 0, in units of reward x weight. The larger, the closer to the"
                    + " reference model. Must not be chosen from the reports.")
    private double lambda;

    @Mixin
    private RuleOptions rules;

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
        return rules.mechanism(divergence, lambda);
    }

    Tariff tariff() {
        return new Tariff(currency, scale, unitPrice, rounding);
    }

    PolicyClass policyClass() {
        return rules.policyClass();
    }
}
