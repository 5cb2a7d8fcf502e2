package dev.candor.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.numeric.ExactSums;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Laws of a catalog against its definition in exact decimals. */
class CatalogTest {

    /** n agents, M checkpoints; d[i][m] = κ w a_im. */
    private static final class Game {
        private final double[][] d;
        private final double[] divergence;
        private final double lambda;

        Game(double[][] d, double[] divergence, double lambda) {
            this.d = d;
            this.divergence = divergence;
            this.lambda = lambda;
        }

        static Game random(long seed) {
            Random random = new Random(seed);
            int agents = 1 + random.nextInt(6);
            int checkpoints = 1 + random.nextInt(7);
            double[][] d = new double[agents][checkpoints];
            boolean coarse = random.nextBoolean();
            for (double[] row : d) {
                double scale = Math.pow(10, random.nextInt(13) - 9);
                Arrays.setAll(row, m -> random.nextInt(4) == 0 ? 0 : scale * reward(random, coarse));
            }
            double[] divergence = new double[checkpoints];
            Arrays.setAll(divergence, m -> random.nextInt(3) == 0 ? 0 : random.nextDouble());
            return new Game(d, divergence, random.nextDouble() * 2);
        }

        /** Few different ones, so that totals tie. */
        private static double reward(Random random, boolean coarse) {
            return coarse ? random.nextInt(4) - 1 : random.nextDouble() * 2 - 0.5;
        }

        Catalog solve() {
            ExactSums sums = new ExactSums(divergence.length);
            for (double[] row : d) {
                for (int m = 0; m < row.length; m++) {
                    sums.add(m, row[m]);
                }
            }
            return Catalog.of(sums, divergence, lambda);
        }

        double loss(Catalog catalog, int agent, boolean sparse) {
            int[] checkpoint = new int[divergence.length];
            double[] reward = new double[divergence.length];
            int size = 0;
            for (int m = 0; m < divergence.length; m++) {
                if (!sparse || d[agent][m] != 0) {
                    checkpoint[size] = m;
                    reward[size++] = d[agent][m];
                }
            }
            return catalog.charging().loss(checkpoint, reward, 0, size, 1);
        }

        /** ASW of checkpoint m without agent {@code absent}, −1 = with all. */
        BigDecimal welfare(int m, int absent) {
            BigDecimal sum = new BigDecimal(lambda)
                    .multiply(new BigDecimal(divergence[m]))
                    .negate();
            for (int i = 0; i < d.length; i++) {
                sum = i == absent ? sum : sum.add(new BigDecimal(d[i][m]));
            }
            return sum;
        }

        /** The first of those with the largest welfare. */
        int best(int absent) {
            int best = 0;
            for (int m = 1; m < divergence.length; m++) {
                best = welfare(m, absent).compareTo(welfare(best, absent)) > 0 ? m : best;
            }
            return best;
        }
    }

    @Property(tries = 2000)
    void choosesAndChargesByTheDefinition(@ForAll long seed) {
        Game game = Game.random(seed);
        Catalog catalog = game.solve();
        assertThat(catalog.chosen()).isEqualTo(game.best(-1));
        assertThat(catalog.welfare())
                .isEqualTo(game.welfare(catalog.chosen(), -1).doubleValue());
        for (int i = 0; i < game.d.length; i++) {
            double exact = game.welfare(game.best(i), i)
                    .subtract(game.welfare(catalog.chosen(), i))
                    .doubleValue();
            double loss = game.loss(catalog, i, false);
            assertThat(loss).isNotNegative().isCloseTo(exact, Offset.offset(4e-16 * exact));
            assertThat(game.loss(catalog, i, true)).isEqualTo(loss);
        }
    }

    /** Weights, boosts and values as they are told: nothing is rounded but the payment. */
    private static final class Told {
        private final double[] weight;
        private final double[] boost;
        private final double[][] value;
        private final double[] divergence;
        private final double lambda;

        private Told(double[] weight, double[] boost, double[][] value, double[] divergence, double lambda) {
            this.weight = weight;
            this.boost = boost;
            this.value = value;
            this.divergence = divergence;
            this.lambda = lambda;
        }

        /** Offsets of 1e8 and more, whales and dust, λ of any size, ties and near ties. */
        static Told random(long seed) {
            Random random = new Random(seed);
            int agents = 1 + random.nextInt(6);
            int checkpoints = 1 + random.nextInt(6);
            double spread = random.nextInt(3) * 6;
            double[] weight = random.doubles(agents)
                    .map(e -> StrictMath.pow(10, spread * (2 * e - 1)))
                    .toArray();
            double[] boost = random.doubles(agents, 0, 1)
                    .map(b -> random.nextBoolean() ? 1 : 0.1 + 3 * b)
                    .toArray();
            double[] offset = {0, 0, 1e8, 1e9, -3e8, 1e15};
            double[][] value = new double[agents][];
            for (int i = 0; i < agents; i++) {
                double base = offset[random.nextInt(offset.length)];
                int digits = random.nextInt(4);
                value[i] = random.doubles(checkpoints)
                        .map(v -> base + Math.rint(v * 10) / 10 + (digits == 0 ? 1e-9 * v : 0))
                        .toArray();
                if (random.nextInt(6) == 0) {
                    Arrays.fill(value[i], base + 0.7);
                }
                if (i > 0 && random.nextInt(4) == 0) {
                    value[i] = Arrays.stream(value[i - 1]).map(v -> -v).toArray();
                    weight[i] = random.nextBoolean() ? weight[i - 1] : Math.nextUp(weight[i - 1]);
                    boost[i] = boost[i - 1];
                }
            }
            double[] divergence = random.doubles(checkpoints)
                    .map(d -> random.nextInt(3) == 0 ? 0 : d)
                    .toArray();
            return new Told(weight, boost, value, divergence, StrictMath.pow(10, 18 * random.nextDouble() - 9));
        }

        Catalog solve() {
            ExactSums sums = new ExactSums(divergence.length);
            for (int i = 0; i < weight.length; i++) {
                double scale = weight[i] * boost[i];
                int[] all = all();
                sums.addProducts(scale, all, value[i], 0, all.length, 0);
                sums.addProducts(Math.fma(weight[i], boost[i], -scale), all, value[i], 0, all.length, 0);
            }
            return Catalog.of(sums, divergence, lambda);
        }

        private int[] all() {
            return IntStream.range(0, divergence.length).toArray();
        }

        private BigDecimal[] welfares(int absent) {
            return IntStream.range(0, divergence.length)
                    .mapToObj(m -> IntStream.range(0, weight.length)
                            .filter(i -> i != absent)
                            .mapToObj(i -> new BigDecimal(weight[i])
                                    .multiply(new BigDecimal(boost[i]))
                                    .multiply(new BigDecimal(value[i][m])))
                            .reduce(new BigDecimal(lambda).multiply(new BigDecimal(-divergence[m])), BigDecimal::add))
                    .toArray(BigDecimal[]::new);
        }

        void check() {
            Catalog catalog = solve();
            BigDecimal[] all = welfares(-1);
            int chosen = Arrays.asList(all).indexOf(Collections.max(Arrays.asList(all)));
            assertThat(catalog.chosen()).isEqualTo(chosen);
            assertThat(catalog.welfare()).isEqualTo(all[chosen].doubleValue());
            for (int m = 0; m < all.length; m++) {
                assertThat(catalog.margin(m))
                        .isEqualTo(all[chosen].subtract(all[m]).doubleValue());
            }
            Catalog.Charging charging = catalog.charging();
            for (int i = 0; i < weight.length; i++) {
                BigDecimal[] others = welfares(i);
                double exact = Collections.max(Arrays.asList(others))
                        .subtract(others[chosen])
                        .doubleValue();
                assertThat(charging.loss(all(), value[i], null, 0, all.length, weight[i], boost[i]))
                        .isCloseTo(exact, Offset.offset(2.3e-16 * exact));
            }
        }
    }

    /** Every digit of the textbook's difference of two welfares, in exact decimals; 0 where it is 0. */
    @Property(tries = 3000)
    void chargesAreExactToRounding(@ForAll long seed) {
        Told.random(seed).check();
    }

    /** No misreport of values and size gains: utility is the true d at what is chosen less the payment for the lie. */
    @Property(tries = 2000)
    void noMisreportGains(@ForAll long seed) {
        Game game = Game.random(seed);
        Random random = new Random(seed ^ 0x5DEECE66DL);
        int liar = random.nextInt(game.d.length);
        Catalog truth = game.solve();
        double honest = game.d[liar][truth.chosen()] - game.loss(truth, liar, false);
        double[][] told = game.d.clone();
        double size = random.nextDouble() * 3;
        told[liar] = Arrays.stream(game.d[liar])
                .map(d -> size * (d + (random.nextBoolean() ? 0 : random.nextGaussian())))
                .toArray();
        Game lie = new Game(told, game.divergence, game.lambda);
        Catalog outcome = lie.solve();
        double lying = game.d[liar][outcome.chosen()] - lie.loss(outcome, liar, false);
        double magnitude = Arrays.stream(told[liar]).map(Math::abs).max().orElse(0) + Math.abs(honest);
        assertThat(lying).isLessThanOrEqualTo(honest + 1e-15 * (1 + magnitude));
    }

    /** A payment of 1e-13 of the welfare keeps its digits: a difference of welfares would not. */
    @Test
    void aTinyPayerAmongMillions() {
        ExactSums sums = new ExactSums(2);
        double tiny = 3e-9;
        double margin = 1e-9;
        sums.add(0, 1e7 / 3);
        sums.add(1, 1e7 / 3);
        sums.add(1, -margin);
        sums.add(0, 0);
        // The tiny agent alone makes checkpoint 0 lose by tiny − margin.
        sums.add(1, tiny);
        Catalog catalog = Catalog.of(sums, new double[2], 0.5);
        assertThat(catalog.chosen()).isEqualTo(1);
        double loss = catalog.charging().loss(new int[] {1}, new double[] {tiny}, 0, 1, 1);
        assertThat(loss).isEqualTo(margin);
    }

    /** Table "Three groups" of the paper, every α, within the 0.016 to which the menu was solved back. */
    @Test
    void thePapersTablesOfThreeGroups() {
        double[] alpha = {0.2, 0.5, 1, 1.5, 2, 3};
        assertTable(new double[] {3, 2, 1}, alpha, new double[][] {
            {0, .79, 2.66, 3, 3, 3}, {0, .44, .57, .5, .5, .5}, {2.51, 2.94, 3.08, 3, 3, 3}
        });
        assertTable(new double[] {4, 5, 3}, alpha, new double[][] {
            {0, 0, 1.05, 1.05, 3.54, 4}, {0, 0, .43, .43, -1.83, -2.51}, {6.51, 6.51, 6.94, 6.94, 4.68, 4}
        });
    }

    /** @param expected value of group 1, its utility, and welfare, by α; all at the true weights */
    private static void assertTable(double[] weight, double[] alpha, double[][] expected) {
        // Helpfulness, harmlessness, humor at checkpoints A, B, C, F.
        double[][] value = {{0, .2625, .8855, 1}, {1, .578, .1145, 0}, {.504, 1, .19, 0}};
        for (int k = 0; k < alpha.length; k++) {
            double[][] d = new double[3][4];
            for (int i = 0; i < 3; i++) {
                double size = i == 0 ? alpha[k] * weight[0] : weight[i];
                for (int m = 0; m < 4; m++) {
                    d[i][m] = size * value[i][m];
                }
            }
            Game game = new Game(d, new double[4], 1);
            Catalog catalog = game.solve();
            int chosen = catalog.chosen();
            double mine = weight[0] * value[0][chosen];
            assertThat(mine).isCloseTo(expected[0][k], within());
            assertThat(mine - game.loss(catalog, 0, false)).isCloseTo(expected[1][k], within());
            assertThat(mine + weight[1] * value[1][chosen] + weight[2] * value[2][chosen])
                    .isCloseTo(expected[2][k], within());
        }
    }

    private static Offset<Double> within() {
        return Offset.offset(0.016);
    }
}
