package dev.candor.study;

import java.util.Arrays;

/**
 * Two candidates are drawn from π0, and the one that more agents like better is the answer; ties are split. So for each pair
 * the sign of the median of r(x) − r(y) decides: a coordinate-wise median where each coordinate is a choice of its own, as
 * in policy classes that are boxes (Buening et al. 2025, arXiv 2503.09561). A report moves each pair's outcome towards what
 * it says of that pair and no other, so truth is dominant without any payment: a mixture of duple rules (Gibbard 1977).
 * Strengths, sizes and λ do not enter; that is what it costs.
 */
public record PairMedian() implements TrainingRule {

    @Override
    public String name() {
        return "pair-median";
    }

    @Override
    public double precision() {
        return 1e-12;
    }

    @Override
    public double[] policy(Game reported) {
        double[] ref =
                Arrays.stream(reported.logRef()).map(l -> StrictMath.exp(l)).toArray();
        double[] prob = new double[ref.length];
        for (int x = 0; x < ref.length; x++) {
            prob[x] += ref[x] * ref[x];
            for (int y = 0; y < x; y++) {
                int ahead = 0;
                for (int i = 0; i < reported.agents(); i++) {
                    ahead += Double.compare(reported.reward(i)[x] + 0.0, reported.reward(i)[y] + 0.0);
                }
                double pair = 2 * ref[x] * ref[y];
                double share = (1 + Integer.signum(ahead)) / 2.0;
                prob[x] += pair * share;
                prob[y] += pair * (1 - share);
            }
        }
        return prob;
    }
}
