package dev.candor.population;

import dev.candor.model.UserException;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parameters of a synthetic population; with them every row is fixed. What the rows are is said in
 * {@link Rewards}, {@link Judgements}, {@link Draws}, {@link ReportedPrompts} and {@link IdNames}.
 *
 * @param judgements comparisons, rankings and ratings, each, of an agent on a prompt it reports on; 0 = no such tables
 */
public record PopulationSpec(Size size, Coverage coverage, Tastes tastes, Spread spread, int judgements, long seed)
        implements Serializable {

    /** Largest count of agents or of prompts: sixteen digits stay exact in a double. */
    static final long MAX_COUNT = 1_000_000_000_000_000L;

    private static final int MOST_JUDGEMENTS = 1_000_000;

    public PopulationSpec {
        if (judgements < 0 || judgements > MOST_JUDGEMENTS) {
            throw UserException.configuration("Cannot let every agent make " + judgements
                    + " judgements a prompt: it must be from 0 to " + MOST_JUDGEMENTS + ". Change --judgements.");
        }
        if (judgements > 0 && size.candidatesPerPrompt() < 2) {
            throw UserException.configuration(
                    "Cannot compare or rank one candidate: raise --candidates-per-prompt, or" + " drop --judgements.");
        }
        if (coverage.promptsPerAgent() > size.prompts()) {
            throw UserException.configuration("Cannot let an agent report on " + coverage.promptsPerAgent()
                    + " distinct prompts: there are only " + size.prompts()
                    + ". Lower --prompts-per-agent or raise --prompts.");
        }
    }

    /** Everybody reports on everything, one taste cluster, uncorrelated rewards, weights 1, uniform reference. */
    public static PopulationSpec of(long agents, long prompts, int candidatesPerPrompt, long seed) {
        return new PopulationSpec(
                new Size(agents, prompts, candidatesPerPrompt), Coverage.FULL, new Tastes(1, 0), Spread.NONE, 0, seed);
    }

    public PopulationSpec with(Coverage changed) {
        return new PopulationSpec(size, changed, tastes, spread, judgements, seed);
    }

    public PopulationSpec with(Tastes changed) {
        return new PopulationSpec(size, coverage, changed, spread, judgements, seed);
    }

    public PopulationSpec with(Spread changed) {
        return new PopulationSpec(size, coverage, tastes, changed, judgements, seed);
    }

    /** The same with so many comparisons, rankings and ratings of every agent on every prompt it reports on. */
    public PopulationSpec withJudgements(int changed) {
        return new PopulationSpec(size, coverage, tastes, spread, changed, seed);
    }

    public PopulationSpec withSeed(long changed) {
        return new PopulationSpec(size, coverage, tastes, spread, judgements, changed);
    }

    /** Rows of the reports table: exact when every candidate of a fixed number of prompts is scored, else the mean. */
    public double expectedReports() {
        double prompts =
                coverage.promptsPerAgent() > 0 ? coverage.promptsPerAgent() : coverage.density() * size.prompts();
        return size.agents() * prompts * size.candidatesPerPrompt() * coverage.candidateDensity();
    }

    /** Flag name (without dashes) → effective value, in the order of the command line. */
    public Map<String, Number> parameters() {
        Map<String, Number> parameters = new LinkedHashMap<>();
        parameters.put("agents", size.agents());
        parameters.put("prompts", size.prompts());
        parameters.put("candidates-per-prompt", size.candidatesPerPrompt());
        parameters.put("density", coverage.density());
        parameters.put("prompts-per-agent", coverage.promptsPerAgent());
        parameters.put("candidate-density", coverage.candidateDensity());
        parameters.put("clusters", tastes.clusters());
        parameters.put("correlation", tastes.correlation());
        parameters.put("pareto-shape", spread.paretoShape());
        parameters.put("reference-spread", spread.referenceSpread());
        parameters.put("prompt-weight-spread", spread.promptWeightSpread());
        if (judgements > 0) {
            parameters.put("judgements", judgements);
        }
        parameters.put("seed", seed);
        return parameters;
    }

    /** How many agents, prompts, and candidates of each prompt; all ≥ 1. */
    public record Size(long agents, long prompts, int candidatesPerPrompt) implements Serializable {
        public Size {
            count("--agents", agents, MAX_COUNT);
            count("--prompts", prompts, MAX_COUNT);
            count("--candidates-per-prompt", candidatesPerPrompt, 1_000_000);
        }
    }

    /**
     * Who reports on what.
     *
     * @param density probability in (0, 1] that an (agent, prompt) pair carries a report; unused when promptsPerAgent > 0
     * @param promptsPerAgent exact number of distinct prompts of every agent; 0 = by density
     * @param candidateDensity probability in (0, 1] that a candidate of a reported pair is scored; below 1 a pair may
     *     end up without any
     */
    public record Coverage(double density, int promptsPerAgent, double candidateDensity) implements Serializable {
        static final Coverage FULL = new Coverage(1, 0, 1);

        public Coverage {
            share("--density", density);
            share("--candidate-density", candidateDensity);
            if (promptsPerAgent < 0) {
                throw UserException.configuration("Cannot let every agent report on " + promptsPerAgent
                        + " prompts: the number must be ≥ 1, or 0 to go by --density. Change --prompts-per-agent.");
            }
            if (promptsPerAgent > 0 && density != 1) {
                throw UserException.configuration(
                        "Cannot use --density " + density + " together with --prompts-per-agent " + promptsPerAgent
                                + ": both say how many prompts an agent reports on. Drop one of them.");
            }
        }

        static Coverage ofDensity(double density) {
            return new Coverage(density, 0, 1);
        }

        public static Coverage ofPrompts(int promptsPerAgent) {
            return new Coverage(1, promptsPerAgent, 1);
        }
    }

    /**
     * What agents like.
     *
     * @param clusters number of taste clusters ≥ 1; an agent belongs to a random one
     * @param correlation Pearson correlation in [0, 1] of the rewards of two agents of one cluster
     */
    public record Tastes(int clusters, double correlation) implements Serializable {
        public Tastes {
            count("--clusters", clusters, Integer.MAX_VALUE);
            range("--correlation", correlation, 0, 1, "it is the correlation of two agents of one cluster");
        }
    }

    /**
     * How unequal agents, candidates and prompts are.
     *
     * @param paretoShape tail index α of the agents' weights, P(w > t) = t^−α; 0 = all weights 1
     * @param referenceSpread standard deviation of ref_logprob (natural log); 0 = uniform reference
     * @param promptWeightSpread standard deviation of the natural log of prompt_weight; 0 = all weights 1
     */
    public record Spread(double paretoShape, double referenceSpread, double promptWeightSpread)
            implements Serializable {
        static final Spread NONE = new Spread(0, 0, 0);

        public Spread {
            if (paretoShape != 0) {
                range("--pareto-shape", paretoShape, 0.1, 1e6, "below 0.1 weights would overflow a double; 0 = none");
            }
            range("--reference-spread", referenceSpread, 0, 40, "above 40 reference probabilities would underflow");
            range("--prompt-weight-spread", promptWeightSpread, 0, 1, "above 1 the smallest weights would round to 0");
        }
    }

    private static void count(String flag, long value, long most) {
        if (value < 1 || value > most) {
            throw UserException.configuration("Cannot generate with " + flag + " " + value + ": it must be from 1 to "
                    + most + ". Change " + flag + ".");
        }
    }

    private static void share(String flag, double value) {
        if (!(value > 0 && value <= 1)) {
            throw UserException.configuration("Cannot generate with " + flag + " " + value
                    + ": it is a share and must be in (0, 1]. Change " + flag + ".");
        }
    }

    private static void range(String flag, double value, double least, double most, String why) {
        if (!(value >= least && value <= most)) {
            throw UserException.configuration("Cannot generate with " + flag + " " + value + ": it must be from "
                    + least + " to " + most + " (" + why + "). Change " + flag + ".");
        }
    }
}
