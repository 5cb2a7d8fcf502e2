package dev.candor.policy.linear;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.model.Divergence;
import dev.candor.policy.ChargeInterval;
import dev.candor.policy.search.SearchedCharges;
import dev.candor.policy.search.SearchedGame;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Agents whose coefficients and features cancel on every prompt owe exactly nothing, beside whomever; one unit in the last
 * place of one feature is a difference.
 */
class IndifferenceTest {
    private static final int AGENTS = 4;
    private static final int FEATURES = 3;

    @Provide
    Arbitrary<String> divergences() {
        return Arbitraries.of(Divergence.smoothNames());
    }

    /**
     * A game in which the first agent is indifferent: on a prompt, φ = common + n·(β_1, −β_0, 0)/2¹⁰ + m·(0, β_2, −β_1)/2¹⁰ with
     * small integers n and m and coefficients of 20 bits, so that every feature and every difference is a double.
     */
    private static final class Drawn {
        final double lambda;
        final int[] start;
        final double[] weight;
        final double[] logRef;
        final double[] feature;
        final AgentBatch batch;

        Drawn(Random random) {
            lambda = StrictMath.pow(10, 4 * random.nextDouble() - 2);
            FeatureBlock drawn = LinearGame.block(random, 3, 5, FEATURES);
            start = drawn.starts();
            weight = drawn.promptWeights();
            logRef = LinearGame.refs(drawn);
            double[] own = new double[FEATURES];
            for (int j = 0; j < FEATURES; j++) {
                own[j] = (random.nextInt(1 << 20) + 1) * (random.nextBoolean() ? 0x1p-18 : -0x1p-18);
            }
            feature = new double[logRef.length * FEATURES];
            for (int c = 0; c < weight.length; c++) {
                double[] common = IntStream.range(0, FEATURES)
                        .mapToDouble(j -> random.nextInt(1 << 12))
                        .toArray();
                for (int x = start[c]; x < start[c + 1]; x++) {
                    double n = (random.nextInt(1 << 10) - (1 << 9)) * 0x1p-10;
                    double m = (random.nextInt(1 << 10) - (1 << 9)) * 0x1p-10;
                    feature[x * FEATURES] = common[0] + n * own[1];
                    feature[x * FEATURES + 1] = common[1] - n * own[0] + m * own[2];
                    feature[x * FEATURES + 2] = common[2] - m * own[1];
                }
            }
            double[] beta = random.doubles(AGENTS * FEATURES, -1, 1).toArray();
            System.arraycopy(own, 0, beta, 0, FEATURES);
            double[] boost = random.doubles(AGENTS, 0.1, 3).toArray();
            double[] size = IntStream.range(0, AGENTS)
                    .mapToDouble(i -> lambda * StrictMath.pow(10, -3 * random.nextDouble()))
                    .toArray();
            batch = new AgentBatch(FEATURES, beta, boost, size);
        }

        FeatureBlock block(double[] features) {
            return new FeatureBlock(FEATURES, start, weight, logRef, features);
        }

        /** The candidates with the first feature of one that is not alone on its prompt moved to the next double. */
        double[] moved(Random random) {
            double[] moved = feature.clone();
            int[] company = IntStream.range(0, weight.length)
                    .filter(c -> start[c + 1] - start[c] > 1)
                    .toArray();
            if (company.length == 0) {
                return null;
            }
            int c = company[random.nextInt(company.length)];
            int at = (start[c] + random.nextInt(start[c + 1] - start[c])) * FEATURES;
            moved[at] = Math.nextUp(moved[at]);
            return moved;
        }

        SearchedCharges searched(String divergence, double ridge, FeatureBlock policy, double[] features) {
            SearchedGame game = new SearchedGame(divergence, lambda, ridge * lambda, policy, block(features), batch);
            return game.charges(game.optimum(), batch);
        }

        ChargeInterval[] solved(double[] features) {
            LinearGame game = new LinearGame(lambda, block(features), batch);
            OptimumSums sums = new OptimumSums(FEATURES);
            return game.certified(game.optimum().solve(game.block, sums), sums);
        }
    }

    /** Under every divergence, with a ridge or without, whether policies are made of the same features or of others. */
    @Property(tries = 120)
    void searchedPolicies(@ForAll("divergences") String divergence, @ForAll long seed) {
        Random random = new Random(seed);
        Drawn drawn = new Drawn(random);
        double ridge = random.nextBoolean() ? 0.5 : 1e-3;
        FeatureBlock policy = random.nextBoolean()
                ? drawn.block(drawn.feature)
                : drawn.block(random.doubles(drawn.feature.length, -1, 1).toArray());
        SearchedCharges charges = drawn.searched(divergence, ridge, policy, drawn.feature);
        assertThat(new double[] {charges.charge(0), charges.lower(0), charges.upper(0), charges.gap(0)})
                .containsOnly(0);
        double[] moved = drawn.moved(random);
        if (moved != null) {
            assertThat(drawn.searched(divergence, ridge, policy, moved).upper(0))
                    .isPositive();
        }
    }

    /** The optimum of all policies. */
    @Property(tries = 300)
    void exactPolicies(@ForAll long seed) {
        Random random = new Random(seed);
        Drawn drawn = new Drawn(random);
        assertThat(drawn.solved(drawn.feature)[0]).isEqualTo(new ChargeInterval(0, 0, 0));
        double[] moved = drawn.moved(random);
        if (moved != null) {
            assertThat(drawn.solved(moved)[0].upper()).isPositive();
        }
    }

    /** Prompts of weight 0 count for nothing; candidates that differ on another do. */
    @Example
    void promptsThatCount() {
        double[] feature = {1, 0, 0, 1, 1, 1, 2, 2};
        AgentBatch batch = new AgentBatch(2, new double[] {3, 3, 1, 0, 0, 0}, new double[] {1, 1, 1});
        double[] logRef = new double[4];
        Arrays.fill(logRef, StrictMath.log(0.5));
        int[] start = {0, 2, 4};
        Indifference most =
                new Indifference(new FeatureBlock[] {new FeatureBlock(2, start, new double[] {1, 0}, logRef, feature)});
        assertThat(most.of(batch, 0)).isTrue();
        assertThat(most.of(batch, 1)).isFalse();
        assertThat(most.of(batch, 2)).isTrue();
        Indifference all = new Indifference(
                new FeatureBlock[] {new FeatureBlock(2, start, new double[] {0.5, 0.5}, logRef, feature)});
        assertThat(all.of(batch, 0)).isFalse();
    }

    /** Products that underflow are differences, for all that is known. */
    @Example
    void underflowIsNoIndifference() {
        double[] logRef = {StrictMath.log(0.5), StrictMath.log(0.5)};
        FeatureBlock block =
                new FeatureBlock(1, new int[] {0, 2}, new double[] {1}, logRef, new double[] {1e-200, 2e-200});
        AgentBatch batch = new AgentBatch(1, new double[] {1e-200}, new double[] {1e300});
        assertThat(new Indifference(new FeatureBlock[] {block}).of(batch, 0)).isFalse();
    }
}
