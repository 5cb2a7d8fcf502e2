package dev.candor.api.settings;

import dev.candor.model.Divergence;
import dev.candor.model.LambdaGrid;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PolicyClass;
import dev.candor.model.UserException;
import dev.candor.report.text.Numbers;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The mechanisms of a sweep: each divergence with each λ, the other rules the same for all. */
public final class SweepSettings {
    public static final Setting<LambdaGrid> LAMBDA = Setting.of("lambda", "GRID", LambdaGrid.class, LambdaGrid::parse)
            .saying("The prices of divergence to try, each > 0: numbers separated by commas, or from:to:count for"
                    + " values with equal ratios, as in 0.1:1000:9. At most " + LambdaGrid.MOST + " settlements.");

    public static final Setting<List<String>> DIVERGENCE = Setting.list("divergence", "NAMES")
            .orElse("kl")
            .saying("Divergences from the reference model, one or more, separated by commas: "
                    + String.join(", ", Divergence.names()) + ".");

    /** What differs between the settlements. */
    public static final List<Setting<?>> GRID = List.of(LAMBDA, DIVERGENCE);

    private SweepSettings() {}

    /**
     * Divergence by divergence as given, λ rising within each; differing in these two only.
     *
     * @throws UserException when there is no λ, too many mechanisms, or one that cannot be swept
     */
    public static List<MechanismSpec> mechanisms(Values values) {
        LambdaGrid lambda = values.find(LAMBDA)
                .orElseThrow(() -> UserException.configuration("Cannot sweep without prices of divergence: set --lambda"
                        + " to numbers with commas between, or to from:to:count, as in 0.1:1000:9."));
        List<String> divergences = values.get(DIVERGENCE);
        requireDistinct(divergences);
        List<MechanismSpec> mechanisms = divergences.stream()
                .flatMap(divergence ->
                        lambda.values().stream().map(price -> MechanismSettings.mechanism(values, divergence, price)))
                .toList();
        if (mechanisms.size() > LambdaGrid.MOST) {
            throw UserException.configuration("Cannot sweep " + Numbers.count(mechanisms.size(), "settlement") + ", "
                    + divergences.size() + " divergences times "
                    + lambda.values().size() + " lambda: at most "
                    + LambdaGrid.MOST + " are settled in one pass. Shorten --lambda or --divergence.");
        }
        requireTabular(values.get(MechanismSettings.POLICY_CLASS));
        return mechanisms;
    }

    private static void requireTabular(PolicyClass policyClass) {
        if (policyClass != PolicyClass.TABULAR) {
            throw UserException.configuration("Cannot sweep the policy class " + policyClass
                    + ": only tabular has a sweep. Settle it once for each lambda.");
        }
    }

    private static void requireDistinct(List<String> divergences) {
        Set<String> seen = new HashSet<>();
        for (String divergence : divergences) {
            if (!seen.add(divergence)) {
                throw UserException.configuration("Cannot sweep divergence " + divergence
                        + " twice: each is settled once. Remove the repetition from --divergence.");
            }
        }
    }
}
