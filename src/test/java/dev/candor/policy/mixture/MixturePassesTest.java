package dev.candor.policy.mixture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.optim.SolveStatus;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * How many passes θ* takes on games made hard: λ from thousandths of the rewards up, one game in five of point masses, so
 * that weights of 1e-20 and less alone cover a candidate.
 */
class MixturePassesTest {
    private static final int GAMES = 1500;

    @Test
    void theGapClosesWithinFifteenPasses() {
        Map<Integer, Integer> distribution = new TreeMap<>();
        for (MixtureDivergence divergence : MixtureDivergence.values()) {
            Random random = new Random(20261125);
            for (int i = 0; i < GAMES; i++) {
                int experts = 2 + random.nextInt(7);
                double lambda = StrictMath.pow(10, -2.5 * random.nextDouble());
                RandomMixture drawn = new RandomMixture(divergence, experts, lambda, random.nextLong());
                MixtureOptimum optimum = drawn.game().optimum;
                assertThat(optimum.status()).as(drawn.toString()).isEqualTo(SolveStatus.CONVERGED);
                distribution.merge(optimum.passes(), 1, Integer::sum);
            }
        }
        System.out.println("passes of " + 6 * GAMES + " hard games: " + distribution);
        int more = distribution.entrySet().stream()
                .filter(entry -> entry.getKey() > MixtureSolver.ENOUGH_PASSES)
                .mapToInt(Map.Entry::getValue)
                .sum();
        assertThat(more).isLessThanOrEqualTo(6 * GAMES / 1000);
        assertThat(distribution.keySet())
                .allSatisfy(passes -> assertThat(passes).isLessThanOrEqualTo(20));
    }
}
