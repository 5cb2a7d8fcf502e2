package dev.candor.study;

import dev.candor.numeric.ExactSums;
import dev.candor.policy.Catalog;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The paper's two tables of three groups (helpfulness, harmlessness, humor), in which the first says it is α times its size:
 * the catalog class on four checkpoints without a cost. The menu was solved back from the tables, which it gives within 0.016.
 */
final class PaperMenu {
    /** Values of the checkpoints A, B, C, F by group. */
    private static final double[][] VALUE = {{0, .2625, .8855, 1}, {1, .578, .1145, 0}, {.504, 1, .19, 0}};

    private static final int[] CHECKPOINTS = IntStream.range(0, VALUE[0].length).toArray();

    private static final double[] ALPHA = {0.2, 0.5, 1, 1.5, 2, 3};
    private static final double[][] SIZES = {{3, 2, 1}, {4, 5, 3}};
    /** Of each sizes: valuation and utility of the first group and welfare, by α, as printed. */
    private static final double[][][] PRINTED = {
        {{0, .79, 2.66, 3, 3, 3}, {0, .44, .57, .5, .5, .5}, {2.51, 2.94, 3.08, 3, 3, 3}},
        {{0, 0, 1.05, 1.05, 3.54, 4}, {0, 0, .43, .43, -1.83, -2.51}, {6.51, 6.51, 6.94, 6.94, 4.68, 4}}
    };

    private PaperMenu() {}

    /**
     * One cell of the three rows of a table, ours and as printed.
     *
     * @param sizes as in 3:2:1
     */
    record Line(
            String sizes,
            double alpha,
            double valuation,
            double utility,
            double welfare,
            double printedValuation,
            double printedUtility,
            double printedWelfare) {}

    /** Both tables, α by α. */
    static List<Line> lines() {
        return IntStream.range(0, SIZES.length)
                .boxed()
                .flatMap(t -> IntStream.range(0, ALPHA.length).mapToObj(k -> line(SIZES[t], ALPHA[k], PRINTED[t], k)))
                .toList();
    }

    private static Line line(double[] size, double alpha, double[][] printed, int k) {
        ExactSums sums = new ExactSums(CHECKPOINTS.length);
        for (int i = 0; i < size.length; i++) {
            sums.addProducts((i == 0 ? alpha : 1) * size[i], CHECKPOINTS, VALUE[i], 0, CHECKPOINTS.length, 0);
        }
        Catalog catalog = Catalog.of(sums, new double[CHECKPOINTS.length], 1);
        int chosen = catalog.chosen();
        double payment = catalog.charging().loss(CHECKPOINTS, VALUE[0], 0, CHECKPOINTS.length, alpha * size[0]);
        double valuation = size[0] * VALUE[0][chosen];
        double welfare = IntStream.range(0, size.length)
                .mapToDouble(i -> size[i] * VALUE[i][chosen])
                .sum();
        return new Line(
                (int) size[0] + ":" + (int) size[1] + ":" + (int) size[2],
                alpha,
                valuation,
                valuation - payment,
                welfare,
                printed[0][k],
                printed[1][k],
                printed[2][k]);
    }
}
