package dev.candor.study;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The π that maximises Σ κ w log v(π) − λKL(π‖π0): the Nash product with sizes as exponents (Kaneko and Nakamura 1979; for
 * preference aggregation Park et al. 2024, arXiv 2405.00254). Rewards are ≥ 0; agents that want nothing are left out.
 * Not additive, so p^AFF does not belong to it.
 *
 * @param lambda λ, in units of size: log v has none
 */
public record NashWelfare(double lambda) implements TrainingRule {

    @Override
    public String name() {
        return "nash";
    }

    @Override
    public double precision() {
        return 1e-9;
    }

    @Override
    public double[] policy(Game reported) {
        int[] wanting = IntStream.range(0, reported.agents())
                .filter(i -> reported.size(i) > 0
                        && Arrays.stream(reported.reward(i)).anyMatch(r -> r > 0))
                .toArray();
        double[] exponent = Arrays.stream(wanting).mapToDouble(reported::scale).toArray();
        double[][] reward = Arrays.stream(wanting).mapToObj(reported::reward).toArray(double[][]::new);
        double[] ref =
                Arrays.stream(reported.logRef()).map(l -> StrictMath.exp(l)).toArray();
        double[] price = new double[wanting.length];
        for (int i = 0; i < wanting.length; i++) {
            price[i] = exponent[i] / reported.value(wanting[i], ref);
        }
        WelfareDual dual = new WelfareDual(reported.logRef(), reward, lambda, price);
        dual.minimise(exponent, false);
        return dual.policy();
    }
}
