package dev.candor.engine.learn;

import dev.candor.io.schema.InputTable;
import dev.candor.learn.linear.CoefficientPopulation;
import dev.candor.learn.linear.CoefficientPrior;
import dev.candor.learn.linear.JudgedItems;
import dev.candor.learn.linear.LinearLikelihood;
import dev.candor.learn.linear.ScaleRule;
import dev.candor.model.UserException;
import java.io.Serializable;

/**
 * How coefficients are learned, beside what every model declares.
 *
 * @param base σ, ν, confidence, domain, and what ratings are off by
 * @param log what is learned of
 * @param pooling whether agents learn from each other
 * @param scale of agents' deviations from the population, in logits a unit of the feature; where it is estimated, what it
 *     is until then
 * @param rule whether it is estimated
 * @param groups how the scale of groups comes about, where agents have groups
 * @param reports which rewards are written
 */
public record LinearSpec(
        LearnSpec base,
        InputTable log,
        Pooling pooling,
        double scale,
        ScaleRule rule,
        Groups groups,
        RewardScope reports)
        implements Serializable {
    /** Whether agents learn from each other. */
    public enum Pooling {
        /** An agent's prior is the population of all agents. */
        POOLED,
        /** Its prior is declared: N(0, σ²). */
        ISOLATED
    }

    /**
     * The scale ω of groups about the population.
     *
     * @param scale as that of agents
     * @param rule whether it is estimated
     */
    public record Groups(double scale, ScaleRule rule) implements Serializable {
        public Groups {
            requireScale("--group-scale", scale);
        }
    }

    /** Whose rewards an agent has. */
    public enum RewardScope {
        /** Those of all candidates of the prompts in its log. */
        LOG,
        /** Those of all candidates. */
        ALL,
        /** None is written; errors are those of β·φ as it is, on all candidates. */
        NONE
    }

    public LinearSpec {
        requireScale("--deviation-scale", scale);
        require(
                log != InputTable.RATINGS || base.ratingNoise() > 0,
                "--rating-noise 0 under --model linear: no rating is linear in features without any noise; set the"
                        + " standard deviation of a rating about the linear reward, as a share of the scale");
    }

    private static void requireScale(String flag, double scale) {
        require(
                scale >= ScaleRule.LEAST && scale <= ScaleRule.MOST,
                flag + " " + scale + ": it must be from " + ScaleRule.LEAST + " to " + ScaleRule.MOST);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw UserException.configuration("Cannot learn with " + what + ".");
        }
    }

    /** What agents are drawn from before anything is estimated; 0 groups: of one level. */
    CoefficientPopulation declared(int dimension, int agentGroups) {
        CoefficientPrior agents = CoefficientPrior.declared(dimension, scale);
        return agentGroups == 0
                ? CoefficientPopulation.of(agents)
                : CoefficientPopulation.grouped(agents, agentGroups, groups.scale(), groups.rule());
    }

    /** Of judgements of this log. */
    LinearLikelihood likelihood(JudgedItems judged, LinearFeatures features) {
        return switch (log) {
            case COMPARISONS ->
                LinearLikelihood.comparisons(judged, features.phi, features.dimension, base.tiePrevalence());
            case RANKINGS -> LinearLikelihood.rankings(judged, features.phi, features.dimension);
            default -> LinearLikelihood.ratings(judged, features.phi, features.dimension, ratingDeviation());
        };
    }

    /** Noise, and the error of rounding to a level: uniform over a step. */
    private double ratingDeviation() {
        double step = base.ratingStep();
        return Math.sqrt(base.ratingNoise() * base.ratingNoise() + step * step / 3);
    }
}
