package dev.candor.study;

import dev.candor.model.Divergence;
import java.util.Arrays;

/**
 * The policy of SW-Max under KL for n·s times the coordinate-wise median of the rewards: m(x) is the ⌈n/2⌉-th smallest of
 * r_1(x) … r_n(x), each agent counted once. No report moves m(x) nearer to one's own r(x) (Moulin 1980), which is
 * strategy-proofness for agents who want m to be like r. Agents who want π to be good by r are others: they can gain.
 *
 * @param lambda λ, in units of reward × size
 * @param typicalSize s, a constant that is known beforehand
 */
public record RewardMedian(double lambda, double typicalSize) implements TrainingRule {

    @Override
    public String name() {
        return "reward-median";
    }

    @Override
    public double precision() {
        return 1e-12;
    }

    @Override
    public double[] policy(Game reported) {
        double[] median = medians(reported);
        double factor = typicalSize * reported.agents();
        WelfareMaximising rule = WelfareMaximising.of(Divergence.KL, lambda);
        return rule.optimum(
                        reported.logRef(),
                        Arrays.stream(median).map(m -> factor * m).toArray())
                .prob();
    }

    /** m, length K. */
    static double[] medians(Game reported) {
        double[] median = new double[reported.candidates()];
        double[] column = new double[reported.agents()];
        for (int x = 0; x < median.length; x++) {
            for (int i = 0; i < column.length; i++) {
                column[i] = reported.reward(i)[x];
            }
            Arrays.sort(column);
            median[x] = column[(column.length - 1) / 2];
        }
        return median;
    }
}
