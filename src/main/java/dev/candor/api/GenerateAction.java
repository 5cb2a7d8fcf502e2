package dev.candor.api;

import dev.candor.api.publish.Explained;
import dev.candor.api.settings.GenerateSettings;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.UserException;
import dev.candor.session.PinnedSession;
import dev.candor.setting.Values;

/** Makes a synthetic population: who the agents are, what they report, what the reference model says. */
public final class GenerateAction extends Configurable<GenerateAction> {
    GenerateAction(PinnedSession session) {
        super(session, settings());
    }

    /** The settings of a population, none of them given. */
    public static Values settings() {
        return new Values(GenerateSettings.ALL);
    }

    @Override
    GenerateAction self() {
        return this;
    }

    /** How many agents, at least 1. */
    public GenerateAction agents(long count) {
        return set(GenerateSettings.AGENTS, count);
    }

    /** How many prompts, at least 1. */
    public GenerateAction prompts(long count) {
        return set(GenerateSettings.PROMPTS, count);
    }

    /** How many candidates each prompt has, 1 to 1,000,000. */
    public GenerateAction candidatesPerPrompt(int count) {
        return set(GenerateSettings.CANDIDATES_PER_PROMPT, count);
    }

    /** The share of the prompts that an agent reports on, in (0, 1]. */
    public GenerateAction density(double share) {
        return set(GenerateSettings.DENSITY, share);
    }

    /** How many prompts each agent reports on, instead of a density; 0 = by density. */
    public GenerateAction promptsPerAgent(int count) {
        return set(GenerateSettings.PROMPTS_PER_AGENT, count);
    }

    /** The share of a reported prompt's candidates that are scored, in (0, 1]. */
    public GenerateAction candidateDensity(double share) {
        return set(GenerateSettings.CANDIDATE_DENSITY, share);
    }

    /** How many clusters of taste there are, at least 1. */
    public GenerateAction clusters(int count) {
        return set(GenerateSettings.CLUSTERS, count);
    }

    /** Correlation of the rewards of two agents of one cluster, in [0, 1]. */
    public GenerateAction correlation(double rho) {
        return set(GenerateSettings.CORRELATION, rho);
    }

    /** Tail index of the Pareto weights of the agents, 0.1 to 1e6; 0 = every weight 1. */
    public GenerateAction paretoShape(double alpha) {
        return set(GenerateSettings.PARETO_SHAPE, alpha);
    }

    /** Standard deviation of ref_logprob in nats, 0 to 40; 0 = uniform reference. */
    public GenerateAction referenceSpread(double sigma) {
        return set(GenerateSettings.REFERENCE_SPREAD, sigma);
    }

    /** Standard deviation of the natural logarithm of the prompt weights, 0 to 1; 0 = every weight 1. */
    public GenerateAction promptWeightSpread(double spread) {
        return set(GenerateSettings.PROMPT_WEIGHT_SPREAD, spread);
    }

    /** Comparisons, rankings and ratings, each, of every agent on every prompt that it reports on; 0 = none. */
    public GenerateAction judgements(int count) {
        return set(GenerateSettings.JUDGEMENTS, count);
    }

    /** Same seed, same rows. */
    public GenerateAction seed(long number) {
        return set(GenerateSettings.SEED, number);
    }

    /** The format of {@link Population#write}. */
    public GenerateAction outputFormat(TableFormat of) {
        return set(GenerateSettings.OUTPUT_FORMAT, of);
    }

    /** Has {@link Population#write} compress CSV or JSON. */
    public GenerateAction gzip() {
        return set(GenerateSettings.GZIP, true);
    }

    /** Files that {@link Population#write} makes of a table: 0 = by size; 1 = one plain sorted file; more = that many. */
    public GenerateAction filesPerTable(int count) {
        return set(GenerateSettings.FILES_PER_TABLE, count);
    }

    /**
     * Makes the population. Nothing is computed or written before its frames are read.
     *
     * @throws UserException when a setting is out of its range, or settings exclude each other; it carries the exit code of
     *     {@code jobs/generate}
     */
    public Population run() {
        return Explained.run(() -> made(Population.of(spark, GenerateSettings.of(values))));
    }
}
