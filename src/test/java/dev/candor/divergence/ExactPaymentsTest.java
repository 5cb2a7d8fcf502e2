package dev.candor.divergence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.model.Divergence;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every payment is right to 1e-9 of itself, as are D(π*‖π0), and what the welfare is below S of the best
 * candidate, to that or to 1e-20 (times λ): reference probabilities down to 1e-280, weights from 1e-12 to 1e12 in one
 * game, λ from 1e-9 to 1e9, offsets of 1e8, ties, games drawn to lie at the very points where a policy changes its best
 * candidate. Held against {@link ExactGame}.
 */
@Tag("long")
class ExactPaymentsTest {
    private static final int GAMES = Integer.getInteger("candor.exact.games", 3000);
    private static final String ONLY = System.getProperty("candor.exact.only", "");
    private static final long SEED = Long.getLong("candor.exact.seed", 20261201);

    /** Below this a payment as a double has lost digits, or is 0. */
    private static final double SMALLEST = 1e-290;

    /** A smaller divergence is right to 1e-9 of this: nobody pays by it. */
    private static final double SMALL_COST = 1e-11;

    @Test
    void paymentsAreRightToABillionth() {
        System.out.println("ExactPaymentsTest: " + GAMES + " games a divergence, seed " + SEED);
        Map<String, Tally> tallies = new ConcurrentSkipListMap<>();
        Divergence.names().stream()
                .filter(n -> ONLY.isEmpty() || n.equals(ONLY))
                .parallel()
                .forEach(divergence -> {
                    Tally tally = new Tally();
                    tallies.put(divergence, tally);
                    for (int g = 0; g < GAMES; g++) {
                        long seed = SEED + 1_000_003L * g;
                        new Drawn(divergence, seed, candidates(g)).check(tally);
                    }
                    System.out.println("  " + divergence + ": " + tally);
                });
        assertThat(tallies.values().stream().mapToInt(t -> t.wrong).sum())
                .as(tallies.toString())
                .isZero();
    }

    /** Six at most, or as many as this. */
    private static int candidates(int game) {
        return game % 500 == 499 ? 1000 : game % 100 == 99 ? 7 + game * 7 % 94 : 6;
    }

    private static final class Tally {
        private int payments;
        private int wrong;
        private int decimal;
        private double largest;
        private double largestPolicy;
        private double largestDivergence;
        private double largestWelfare;
        private String first = "";

        @Override
        public String toString() {
            return payments + " payments (" + decimal + " decimal), largest relative error " + largest
                    + ", of the policy " + largestPolicy + ", of the divergence " + largestDivergence
                    + ", of the welfare " + largestWelfare + ", wrong " + wrong + " " + first;
        }
    }

    private static final class Drawn {
        final String divergence;
        final long seed;
        final double lambda;
        final double[] logRef;
        final double[][] rewards;
        final double[] scale;

        Drawn(String divergence, long seed, int most) {
            Random random = new Random(seed);
            this.divergence = divergence;
            this.seed = seed;
            int candidates = most > 6 ? most : 1 + random.nextInt(most);
            int agents = most > 100 ? 1 : 1 + random.nextInt(3);
            lambda = random.nextInt(3) == 0 ? 1 : power(random, -9, 9);
            double deep = random.nextInt(12) == 0 ? 640 : new double[] {2, 20, 60}[random.nextInt(3)];
            logRef = IntStream.range(0, candidates)
                    .mapToDouble(x -> random.nextInt(4) == 0 ? 0 : -deep * random.nextDouble())
                    .toArray();
            rewards = new double[agents][candidates];
            scale = new double[agents];
            int kind = random.nextInt(6);
            for (int i = 0; i < agents; i++) {
                scale[i] = switch (kind) {
                    case 0 -> power(random, -12, 12);
                    case 1 -> lambda * power(random, -2, 2);
                    case 2 -> lambda;
                    case 3 -> lambda * power(random, -12, 0);
                    case 4 -> lambda * power(random, 0, 12);
                    default -> i == 0 ? 1e12 * Math.min(lambda, 1) : power(random, -3, 3);
                };
                double offset = random.nextInt(5) == 0 ? 1e8 * random.nextInt(3) + 0.3 : 0;
                for (int x = 0; x < candidates; x++) {
                    double r = switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(3);
                        case 1 -> random.nextDouble() * 1e-7;
                        case 2 -> Math.rint(random.nextDouble() * 10) / 10;
                        default -> random.nextDouble() * 2 - 1;
                    };
                    rewards[i][x] = offset + r;
                }
            }
            if (candidates > 1 && random.nextInt(4) == 0) {
                atTransition(random);
            }
        }

        /** Makes the last agent's report bring a gap to λ, where reverse KL and total variation change their best. */
        private void atTransition(Random random) {
            int last = rewards.length - 1;
            scale[last] = 1;
            double nudge = random.nextBoolean() ? 0 : lambda * power(random, -18, -3);
            for (int x = 0; x < logRef.length; x++) {
                rewards[last][x] = x == 0 ? lambda + nudge : 0;
            }
            for (int i = 0; i < last; i++) {
                double unit = Math.scalb(1.0, Math.getExponent(scale[i]));
                scale[i] = unit;
                Arrays.setAll(rewards[i], x -> random.nextInt(2) * lambda / unit);
            }
        }

        private static double power(Random random, double from, double to) {
            return StrictMath.pow(10, from + (to - from) * random.nextDouble());
        }

        void check(Tally tally) {
            SmallGame game = new SmallGame(Divergences.of(Divergence.of(divergence), lambda), logRef, rewards, scale);
            double range = Arrays.stream(logRef).max().orElseThrow()
                    - Arrays.stream(logRef).min().orElseThrow();
            int bits = 350 + (int) (1.5 * range);
            Binary[][] d = new Binary[rewards.length][logRef.length];
            Binary[] aggregate = new Binary[logRef.length];
            Arrays.fill(aggregate, Binary.ZERO);
            for (int i = 0; i < rewards.length; i++) {
                for (int x = 0; x < logRef.length; x++) {
                    d[i][x] = Binary.of(scale[i], bits).times(Binary.of(rewards[i][x], bits));
                    aggregate[x] = aggregate[x].plus(d[i][x]);
                }
            }
            ExactGame exact = new ExactGame(divergence, lambda, logRef, aggregate, bits);
            Binary[] policy = exact.policy();
            Binary cost = exact.divergence(policy);
            for (int x = 0; x < policy.length; x++) {
                double error =
                        Math.abs(policy[x].minus(Binary.of(game.prob[x], bits)).doubleValue());
                tally.largestPolicy = Math.max(tally.largestPolicy, error);
            }
            check(tally, game, cost, exact.welfare(policy, cost), aggregate);
            for (int i = 0; i < rewards.length; i++) {
                ExactGame without = exact.without(d[i]);
                Binary[] counterfactual = without.policy();
                Binary best = without.welfare(counterfactual, without.divergence(counterfactual));
                double expected = best.minus(without.welfare(policy, cost)).doubleValue();
                Workspace workspace = new Workspace();
                double found = game.charge(i, workspace);
                double size = Math.max(Math.abs(expected), SMALLEST);
                double noise =
                        best.abs().max(Binary.of(1, bits)).halved(bits - 60).doubleValue();
                double error = Math.max(0, Math.abs(found - expected) - noise) / size;
                tally.payments++;
                tally.decimal += workspace.decimal;
                tally.largest = Math.max(tally.largest, error);
                if (!(error <= 1e-9)) {
                    tally.wrong++;
                    System.out.println("WRONG " + seed + " agent " + i + " found " + found + " expected " + expected
                            + (workspace.decimal > 0 ? " (decimal) " : " ") + this);
                    if (tally.first.isEmpty()) {
                        tally.first = " first: seed " + seed + " agent " + i + " found " + found + " expected "
                                + expected + (workspace.decimal > 0 ? " (decimal)" : "") + " " + this;
                    }
                }
            }
        }

        /** D and the welfare, as a settlement adds them up. */
        private void check(Tally tally, SmallGame game, Binary cost, Binary welfare, Binary[] aggregate) {
            double divergence = game.optimalDivergence();
            double trueCost = cost.doubleValue();
            double ofCost = Math.abs(divergence - trueCost) / Math.max(trueCost, SMALL_COST);
            tally.largestDivergence = Math.max(tally.largestDivergence, ofCost);
            Binary best = Arrays.stream(aggregate).reduce(Binary::max).orElseThrow();
            // The welfare is S_best less what the policy and the divergence cost: what is lost is relative to that.
            double lost = best.minus(welfare).doubleValue();
            double found = game.lostWelfare();
            double ofWelfare = Math.abs(found - lost) / Math.max(lost, SMALL_COST * lambda);
            tally.largestWelfare = Math.max(tally.largestWelfare, ofWelfare);
            if (!(ofCost <= 1e-9) || !(ofWelfare <= 1e-9)) {
                tally.wrong++;
                System.out.println("WRONG " + seed + " divergence " + divergence + " expected " + trueCost
                        + ", lost welfare " + found + " expected " + lost + " " + this);
            }
        }

        @Override
        public String toString() {
            return divergence + " lambda=" + lambda
                    + (logRef.length > 10
                            ? " K=" + logRef.length
                            : " logRef=" + Arrays.toString(logRef) + " rewards=" + Arrays.deepToString(rewards))
                    + " scale="
                    + Arrays.toString(scale);
        }
    }
}
