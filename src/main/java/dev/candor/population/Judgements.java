package dev.candor.population;

import dev.candor.population.Streams.Purpose;
import java.util.stream.IntStream;

/**
 * What agents choose and how they rate, drawn from what they like, so that the truth behind a log is known: comparisons by
 * Davidson's model with ν = ½ and rankings by Plackett and Luce's, both from the utilities Φ⁻¹(reward), which are N(0, 1);
 * and ratings 1 to 5, drawn so that their mean is 1 + 4·reward (of the two nearest levels, standard deviation at most ½).
 */
public final class Judgements {
    /** ν of the comparisons. */
    static final double TIE_PREVALENCE = 0.5;

    private static final int STEPS = 4;

    private final Rewards rewards;
    private final int candidates;
    private final long comparedKey;
    private final long rankedKey;
    private final long ratedKey;

    public Judgements(PopulationSpec population) {
        rewards = new Rewards(population);
        candidates = population.size().candidatesPerPrompt();
        comparedKey = Streams.key(population.seed(), Purpose.COMPARED);
        rankedKey = Streams.key(population.seed(), Purpose.RANKED);
        ratedKey = Streams.key(population.seed(), Purpose.RATED);
    }

    /**
     * A comparison of two random candidates.
     *
     * @param outcome a, b or tie
     */
    public record Comparison(int a, int b, String outcome) {}

    /** The k-th comparison. */
    public Comparison comparison(long agent, long prompt, int k) {
        long stream = stream(comparedKey, agent, prompt, k);
        int a = (int) Streams.below(Streams.key(stream, 0), candidates);
        int b = (int) ((a + 1 + Streams.below(Streams.key(stream, 1), candidates - 1)) % candidates);
        double strength = StrictMath.exp((rewards.utility(agent, prompt, a) - rewards.utility(agent, prompt, b)) / 2);
        double draw = Streams.uniform(Streams.key(stream, 2)) * (strength + 1 / strength + TIE_PREVALENCE);
        return new Comparison(a, b, draw < strength ? "a" : draw < strength + 1 / strength ? "b" : "tie");
    }

    /** The k-th ranking, of all candidates, best first: in the order of utility plus Gumbel noise. */
    public int[] ranking(long agent, long prompt, int k) {
        long stream = stream(rankedKey, agent, prompt, k);
        double[] noisy = new double[candidates];
        for (int x = 0; x < candidates; x++) {
            double uniform = Streams.uniform(Streams.key(stream, x));
            noisy[x] = rewards.utility(agent, prompt, x) - StrictMath.log(-StrictMath.log(uniform));
        }
        return IntStream.range(0, candidates)
                .boxed()
                .sorted((x, y) -> Double.compare(noisy[y], noisy[x]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The k-th rating, 1 … 5, of candidate k mod K. */
    public double rating(long agent, long prompt, int k) {
        double uniform = Streams.uniform(stream(ratedKey, agent, prompt, k));
        return 1 + Math.floor(STEPS * rewards.reward(agent, prompt, rated(k)) + uniform);
    }

    /** The candidate of the k-th rating. */
    public int rated(int k) {
        return k % candidates;
    }

    private static long stream(long purpose, long agent, long prompt, int k) {
        return Streams.key(Streams.key(Streams.key(purpose, agent), prompt), k);
    }
}
