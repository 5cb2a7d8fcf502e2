package dev.candor.api;

import dev.candor.api.publish.Explained;
import dev.candor.api.publish.Origin;
import dev.candor.api.publish.Source;
import dev.candor.api.settings.LearnSettings;
import dev.candor.api.settings.LogSettings;
import dev.candor.api.settings.RewardModel;
import dev.candor.api.settings.Tables;
import dev.candor.engine.learn.LinearSpec;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.schema.InputTable;
import dev.candor.model.RatingCorrection;
import dev.candor.model.TargetDomain;
import dev.candor.model.UserException;
import dev.candor.session.PinnedSession;
import dev.candor.setting.Values;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Learns rewards, or coefficients, from one log of preferences: comparisons, rankings or ratings. What holds arrays is read
 * from files only: rankings, and the features of a linear model.
 */
public final class LearnAction extends Action<LearnAction> {
    LearnAction(PinnedSession session) {
        super(session, settings());
    }

    /** The settings of learning, none of them given. */
    public static Values settings() {
        return new Values(LearnSettings.ALL);
    }

    @Override
    LearnAction self() {
        return this;
    }

    /** agent_id, prompt_id, candidate_a, candidate_b, outcome (a, b or tie). */
    public LearnAction comparisons(String path) {
        return set(LogSettings.COMPARISONS, path);
    }

    /** The same as a frame. */
    public LearnAction comparisons(Dataset<Row> frame) {
        return table(InputTable.COMPARISONS, frame);
    }

    /** agent_id, prompt_id, ranking: best first; from Parquet or JSON Lines only. */
    public LearnAction rankings(String path) {
        return set(LogSettings.RANKINGS, path);
    }

    /** agent_id, prompt_id, candidate_id, rating. */
    public LearnAction ratings(String path) {
        return set(LogSettings.RATINGS, path);
    }

    /** The same as a frame. */
    public LearnAction ratings(Dataset<Row> frame) {
        return table(InputTable.RATINGS, frame);
    }

    /** The scale of ratings: LOW:HIGH, or its levels from worst to best: 1,2,3,4,5. */
    public LearnAction ratingScale(String scale) {
        return set(LogSettings.RATING_SCALE, scale);
    }

    /** prompt_id, candidate_id: an agent then has a reward of every candidate of its prompts. A linear model: and features. */
    public LearnAction candidates(String path) {
        return set(LearnSettings.CANDIDATES, path);
    }

    /** The same as a frame, whose features are an array of doubles. */
    public LearnAction candidates(Dataset<Row> frame) {
        return table(InputTable.CANDIDATES, frame);
    }

    /** agent_id[, group_id]: other agents are rejected. */
    public LearnAction agents(String path) {
        return set(LearnSettings.AGENTS, path);
    }

    /** The same as a frame. */
    public LearnAction agents(Dataset<Row> frame) {
        return table(InputTable.AGENTS, frame);
    }

    /** What is learned. */
    public LearnAction model(RewardModel what) {
        return set(LearnSettings.MODEL, what);
    }

    /** Where learned rewards go. */
    public LearnAction domain(TargetDomain target) {
        return set(LearnSettings.DOMAIN, target);
    }

    /** Standard deviation of an agent's utilities before its log is read, in logits, 0.01 to 100. */
    public LearnAction priorScale(double sigma) {
        return set(LearnSettings.PRIOR_SCALE, sigma);
    }

    /** Davidson's ν, 0 to 100; 0: a tie is half a win of each. */
    public LearnAction tiePrevalence(double nu) {
        return set(LearnSettings.TIE_PREVALENCE, nu);
    }

    /** Of each agent's error bound, above 0 and below 1. */
    public LearnAction confidence(double probability) {
        return set(LearnSettings.CONFIDENCE, probability);
    }

    /** How each agent's own use of the rating scale is corrected. */
    public LearnAction ratingCorrection(RatingCorrection rule) {
        return set(LearnSettings.RATING_CORRECTION, rule);
    }

    /** Standard deviation of one rating about what its agent means, as a share of the scale, 0 to 1. */
    public LearnAction ratingNoise(double share) {
        return set(LearnSettings.RATING_NOISE, share);
    }

    /** Linear: learns each agent by itself, not from a population. */
    public LearnAction isolate() {
        return set(LearnSettings.ISOLATE, true);
    }

    /** Linear: standard deviation of agents' coefficients about the population's; without: estimated. */
    public LearnAction deviationScale(double tau) {
        return set(LearnSettings.DEVIATION_SCALE, Double.toString(tau));
    }

    /** Linear: standard deviation of groups' coefficients about the population's; without: estimated. */
    public LearnAction groupScale(double omega) {
        return set(LearnSettings.GROUP_SCALE, Double.toString(omega));
    }

    /** Linear: which rewards there are. */
    public LearnAction rewardsOf(LinearSpec.RewardScope which) {
        return set(LearnSettings.REWARDS_OF, which);
    }

    /** Low-rank: numbers of factors to choose from. */
    public LearnAction ranks(int... choices) {
        return set(
                LearnSettings.RANKS,
                Arrays.stream(choices).mapToObj(Integer::toString).collect(Collectors.joining(",")));
    }

    /** Low-rank: regularisations of the factors to choose from. */
    public LearnAction regularisations(double... choices) {
        return set(
                LearnSettings.REGULARISATIONS,
                Arrays.stream(choices).mapToObj(Double::toString).collect(Collectors.joining(",")));
    }

    /** Low-rank: parts of the ratings, 3 to 20; one measures the result, the others choose. */
    public LearnAction validationFolds(int parts) {
        return set(LearnSettings.VALIDATION_FOLDS, parts);
    }

    /** Low-rank: of the folds and of where the factors start. */
    public LearnAction seed(long number) {
        return set(LearnSettings.SEED, number);
    }

    /**
     * Learns. Nothing is written.
     *
     * @return to be closed once its frames have been read
     * @throws UserException when settings exclude each other, a table is missing or cannot be read, or more rows are
     *     rejected than are tolerated; it carries the exit code of {@code jobs/learn}
     */
    public Learning run() {
        return Explained.run(() -> {
            Tables tables = LearnSettings.tables(values, frames);
            LearnSettings settings = LearnSettings.of(values, frames);
            Source source = Source.of(spark, tables);
            return made(Learning.of(spark, tables, settings, limits(), Phases.silent(), rejected -> {})
                    .from(new Origin(source, values.textsOfTheResult())));
        });
    }
}
