package dev.candor.study;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The π that maximises n·s·min_i v_i(π) − λKL(π‖π0): egalitarian welfare, as MaxMin-RLHF has it (Chakraborty et al. 2024,
 * arXiv 2402.08925) with KL in place of its penalty. In place of Σ w v, which λ is priced against, stands as many times
 * the worst-off value; reported sizes do not enter. Followed along the central path to a gap of {@value #GAP}·s an agent.
 *
 * @param lambda λ, in units of reward × size
 * @param typicalSize s, a constant that is known beforehand
 */
public record MaxMin(double lambda, double typicalSize) implements TrainingRule {
    private static final double GAP = 1e-11;
    private static final double SHRINK = 0.05;

    @Override
    public String name() {
        return "max-min";
    }

    @Override
    public double precision() {
        return 1e-6;
    }

    @Override
    public double[] policy(Game reported) {
        int n = reported.agents();
        double[][] reward = IntStream.range(0, n).mapToObj(reported::reward).toArray(double[][]::new);
        double[] price = new double[n];
        Arrays.fill(price, typicalSize);
        WelfareDual dual = new WelfareDual(reported.logRef(), reward, lambda, price);
        double[] mu = new double[n];
        for (double level = typicalSize / 10; level > GAP * typicalSize; level *= SHRINK) {
            Arrays.fill(mu, level);
            dual.minimise(mu, true);
        }
        return dual.policy();
    }
}
