package dev.candor.population;

import dev.candor.population.Streams.Purpose;
import java.util.Arrays;

/**
 * The prompts an agent reports on, distinct and ascending: either each with probability {@code density} on its own, or
 * exactly {@code promptsPerAgent} of them, every subset of that size equally likely. Costs O(prompts reported), not
 * O(prompts). One instance serves one thread; after {@link #startAgent} the prompts depend on the agent alone.
 */
public final class ReportedPrompts {
    /** Returned by {@link #next()} after the last prompt. */
    public static final long END = -1;

    private final long prompts;
    private final long coverageKey;
    /** log(1 − density) < 0; −∞ when every prompt is reported. */
    private final double logMissing;

    private final Permutation permutation;
    /** The agent's prompts when their number is fixed; empty when coverage goes by density. */
    private final long[] chosen;

    private long agentKey;
    private long position;

    public ReportedPrompts(PopulationSpec population) {
        prompts = population.size().prompts();
        coverageKey = Streams.key(population.seed(), Purpose.COVERAGE);
        logMissing = StrictMath.log1p(-population.coverage().density());
        permutation = new Permutation(prompts);
        chosen = new long[population.coverage().promptsPerAgent()];
    }

    /** Makes {@link #next()} start at the first prompt of {@code agent}. */
    public void startAgent(long agent) {
        agentKey = Streams.key(coverageKey, agent);
        position = -1;
        for (int index = 0; index < chosen.length; index++) {
            chosen[index] = permutation.image(agentKey, index);
        }
        Arrays.sort(chosen);
    }

    /** The next prompt in ascending order, or {@link #END}. */
    public long next() {
        return chosen.length > 0 ? nextChosen() : nextByDensity();
    }

    private long nextChosen() {
        position++;
        return position < chosen.length ? chosen[(int) position] : END;
    }

    /** The gap to the next reported prompt is geometric: P(gap = g) = (1 − density)^g · density. */
    private long nextByDensity() {
        double uniform = Streams.uniform(Streams.key(agentKey, position + 1));
        double gap = Math.floor(StrictMath.log(uniform) / logMissing);
        if (gap >= prompts - position - 1) {
            position = prompts - 1;
            return END;
        }
        position += 1 + (long) gap;
        return position;
    }
}
