package dev.candor.job.learn;

import dev.candor.engine.learn.LearnSpec;
import dev.candor.engine.learn.LinearSpec;
import dev.candor.engine.learn.LinearSpec.Pooling;
import dev.candor.engine.learn.LinearSpec.RewardScope;
import dev.candor.io.schema.InputTable;
import dev.candor.learn.linear.ScaleRule;
import dev.candor.model.RatingCorrection;
import dev.candor.model.UserException;
import picocli.CommandLine.Option;

/** How a linear model is learned. */
final class LinearOptions {
    private static final String ESTIMATED = "estimated";

    @Option(
            names = "--isolate",
            description = "Learn each agent separately, with the prior of --prior-scale instead of a "
                    + "population. For --model linear; tabular always does so.")
    private boolean isolate;

    @Option(
            names = "--deviation-scale",
            paramLabel = "TAU",
            defaultValue = ESTIMATED,
            description = "Standard deviation of agents' coefficients around the population's; 'estimated' "
                    + "estimates it from all logs, for each feature.")
    private String deviationScale;

    @Option(
            names = "--group-scale",
            paramLabel = "OMEGA",
            defaultValue = ESTIMATED,
            description = "Standard deviation of groups' coefficients around the population's, if --agents has "
                    + "the column group_id; 'estimated' estimates it.")
    private String groupScale;

    @Option(
            names = "--reports",
            paramLabel = "WHICH",
            defaultValue = "log",
            description = "Which rewards of a linear model to write: log, on the prompts in an agent's log; "
                    + "all; or none, only coefficients. With none the errors are those of coefficients "
                    + "times features.")
    private RewardScope reports;

    /** Whether agents are learned each by itself. */
    boolean isolate() {
        return isolate;
    }

    /** Refuses what a tabular model does not know. */
    void refuse() {
        if (isolate
                || !deviationScale.equals(ESTIMATED)
                || !groupScale.equals(ESTIMATED)
                || reports != RewardScope.LOG) {
            throw UserException.configuration("Cannot use --isolate, --deviation-scale, --group-scale or --reports"
                    + " with a model that is not linear: set --model linear, or drop them.");
        }
    }

    LinearSpec spec(LearnSpec base, InputTable log) {
        if (base.correction() != RatingCorrection.NONE) {
            throw UserException.configuration(
                    "Cannot use --rating-correction under --model linear, which models an agent's use of the scale by a level of its own: drop it.");
        }
        boolean estimated = deviationScale.equals(ESTIMATED);
        boolean groupsEstimated = groupScale.equals(ESTIMATED);
        if (isolate && !(estimated && groupsEstimated)) {
            throw UserException.configuration(
                    "Cannot use --deviation-scale or --group-scale with --isolate, which has no population: set --prior-scale.");
        }
        return new LinearSpec(
                base,
                log,
                isolate ? Pooling.ISOLATED : Pooling.POOLED,
                estimated ? base.priorScale() : scale("--deviation-scale", deviationScale),
                estimated ? ScaleRule.ESTIMATED : ScaleRule.FIXED,
                new LinearSpec.Groups(
                        groupsEstimated ? base.priorScale() : scale("--group-scale", groupScale),
                        groupsEstimated ? ScaleRule.ESTIMATED : ScaleRule.FIXED),
                reports);
    }

    private static double scale(String flag, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException noNumber) {
            throw UserException.configuration(
                    "Cannot use " + flag + " '" + value + "': it must be a number or " + ESTIMATED + ".");
        }
    }
}
