package dev.candor.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.numeric.ExactSums;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
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
