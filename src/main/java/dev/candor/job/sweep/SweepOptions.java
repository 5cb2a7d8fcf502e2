package dev.candor.job.sweep;

import dev.candor.job.progress.Figures;
import dev.candor.job.run.LambdaGrid;
import dev.candor.job.settle.RuleOptions;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PolicyClass;
import dev.candor.model.UserException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The mechanisms of a sweep: each divergence with each λ, the other rules the same for all. */
public final class SweepOptions {
    @Option(
            names = "--lambda",
            paramLabel = "GRID",
            converter = Grid.class,
            description = "The prices of divergence to try, each > 0: numbers with commas between, or from:to:count for"
                    + " equal ratios, as in 0.1:1000:9. At most 200 settlements.")
    private LambdaGrid lambda;

    @Option(
            names = "--divergence",
            paramLabel = "NAMES",
            defaultValue = "kl",
            split = ",",
            description = "What leaving the reference model costs, one or more with commas between: kl, reverse-kl,"
                    + " chi-squared, total-variation, hellinger, jensen-shannon, l2.")
    private List<String> divergences;

    @Mixin
    private RuleOptions rules;

    /** What was typed as a grid; a refusal says why. */
    public static final class Grid implements ITypeConverter<LambdaGrid> {
        @Override
        public LambdaGrid convert(String text) {
            try {
                return LambdaGrid.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Divergence by divergence as typed, λ rising within each; differing in these two only. */
    List<MechanismSpec> mechanisms() {
        if (lambda == null) {
            throw UserException.configuration("Cannot sweep without prices of divergence: set --lambda to numbers with"
                    + " commas between, or to from:to:count, as in 0.1:1000:9.");
        }
        requireDistinct();
        List<MechanismSpec> mechanisms = divergences.stream()
                .flatMap(divergence -> lambda.values().stream().map(price -> rules.mechanism(divergence, price)))
                .toList();
        if (mechanisms.size() > LambdaGrid.MOST) {
            throw UserException.configuration("Cannot sweep " + Figures.count(mechanisms.size(), "settlement") + ", "
                    + divergences.size() + " divergences times "
                    + lambda.values().size() + " lambda: at most "
                    + LambdaGrid.MOST + " are settled in one pass. Shorten --lambda or --divergence.");
        }
        return mechanisms;
    }

    PolicyClass policyClass() {
        if (rules.policyClass() != PolicyClass.TABULAR) {
            throw UserException.configuration("Cannot sweep the policy class " + rules.policyClass()
                    + ": only tabular has a sweep. Settle it once for each lambda.");
        }
        return rules.policyClass();
    }

    private void requireDistinct() {
        Set<String> seen = new HashSet<>();
        for (String divergence : divergences) {
            if (!seen.add(divergence)) {
                throw UserException.configuration("Cannot sweep divergence " + divergence
                        + " twice: each is settled once. Remove the repetition from --divergence.");
            }
        }
    }
}
