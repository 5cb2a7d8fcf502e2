package dev.candor.job.study;

import dev.candor.model.Divergence;
import dev.candor.model.Nearest;
import dev.candor.model.UserException;
import dev.candor.study.MaxMin;
import dev.candor.study.NashWelfare;
import dev.candor.study.PairMedian;
import dev.candor.study.RewardMedian;
import dev.candor.study.TrainingRule;
import dev.candor.study.WelfareMaximising;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/** Training rules by the names of the command line: a divergence is SW-Max under it. */
final class StudyRules {
    static final String DIVERGENCES =
            Divergence.all().stream().map(Divergence::commandName).collect(Collectors.joining(","));
    static final String ALL = DIVERGENCES + ",nash,max-min,reward-median,pair-median";

    private StudyRules() {}

    /** @param typicalSize the constant in place of sizes where a rule does not read them */
    static List<TrainingRule> of(List<String> names, double lambda, double typicalSize) {
        requirePositive(lambda);
        Map<String, DoubleFunction<TrainingRule>> known = new LinkedHashMap<>();
        divergences().forEach((name, divergence) -> known.put(name, price -> WelfareMaximising.of(divergence, price)));
        known.put("nash", NashWelfare::new);
        known.put("max-min", price -> new MaxMin(price, typicalSize));
        known.put("reward-median", price -> new RewardMedian(price, typicalSize));
        known.put("pair-median", price -> new PairMedian());
        List<TrainingRule> rules = new ArrayList<>();
        for (String name : distinct(names)) {
            rules.add(chosen(name, known, "--rules").apply(lambda));
        }
        return rules;
    }

    /** SW-Max under each of these divergences. */
    static List<WelfareMaximising> swMax(List<String> names, double lambda) {
        requirePositive(lambda);
        return distinct(names).stream().map(name -> swMax(name, lambda)).toList();
    }

    static WelfareMaximising swMax(String divergence, double lambda) {
        requirePositive(lambda);
        return WelfareMaximising.of(chosen(divergence, divergences(), "--divergence"), lambda);
    }

    private static Map<String, Divergence> divergences() {
        return Divergence.all().stream().collect(Collectors.toMap(Divergence::commandName, one -> one));
    }

    /** What {@code name} stands for, or a refusal that names the nearest. */
    static <T> T chosen(String name, Map<String, T> known, String flag) {
        if (!known.containsKey(name)) {
            throw UserException.configuration("Cannot use " + flag + " '" + name + "'."
                    + Nearest.question(name, known.keySet()) + " Set it to one of "
                    + String.join(", ", new TreeMap<>(known).keySet()) + ".");
        }
        return known.get(name);
    }

    private static List<String> distinct(List<String> names) {
        if (names.isEmpty() || names.stream().distinct().count() != names.size()) {
            throw UserException.configuration(
                    "Cannot study " + String.join(",", names) + ": name each once, separated by commas.");
        }
        return names;
    }

    private static void requirePositive(double lambda) {
        if (!(lambda >= 1e-6 && lambda <= 1e6)) {
            throw UserException.configuration(
                    "Cannot study lambda " + lambda + ": set --lambda to a number from 1e-6 to 1e6.");
        }
    }
}
