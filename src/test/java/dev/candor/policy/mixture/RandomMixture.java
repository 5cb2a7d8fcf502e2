package dev.candor.policy.mixture;

import dev.candor.divergence.MixtureDivergence;
import java.util.Arrays;
import java.util.Random;

/** Random small mixtures: optima inside, on faces and at corners; duplicate and point-mass experts; agents of all sizes. */
record RandomMixture(MixtureDivergence divergence, int experts, double lambda, long seed) {

    MixtureGame game() {
        Random random = new Random(seed);
        int prompts = 1 + random.nextInt(4);
        int size = 2 + random.nextInt(4);
        double[] ref = new double[prompts * size];
        double[] weight = new double[prompts * size];
        double[] prob = new double[prompts * size * experts];
        double[] q = normal(random.doubles(prompts, 0.1, 1).toArray());
        boolean pointMasses = random.nextInt(5) == 0;
        boolean covered = divergence != MixtureDivergence.REVERSE_KL;
        int duplicate = experts > 2 && random.nextInt(4) == 0 ? 1 : 0;
        for (int c = 0; c < prompts; c++) {
            double[] here = normal(spread(random, size, 3));
            for (int x = 0; x < size; x++) {
                ref[c * size + x] = here[x];
                weight[c * size + x] = q[c];
            }
            for (int k = 0; k < experts; k++) {
                double[] policy = normal(spread(random, size, 4));
                if (pointMasses && covered) {
                    Arrays.fill(policy, 0);
                    policy[random.nextInt(size)] = 1;
                }
                for (int x = 0; x < size; x++) {
                    prob[(c * size + x) * experts + k] = policy[x];
                    if (duplicate == 1 && k == experts - 1) {
                        prob[(c * size + x) * experts + k] = prob[(c * size + x) * experts];
                    }
                }
            }
        }
        return new MixtureGame(
                divergence, lambda, new ExpertBlock(experts, prob, ref, weight), values(random, prob, weight));
    }

    /** b of a few agents, most of them small. */
    private double[] values(Random random, double[] prob, double[] weight) {
        int agents = 2 + random.nextInt(4);
        double[] b = new double[agents * experts];
        for (int i = 0; i < agents; i++) {
            double scale = StrictMath.pow(10, -6 * random.nextDouble() * random.nextDouble() * 1.3 + 0.7);
            boolean indifferent = random.nextInt(8) == 0;
            for (int x = 0; x < weight.length; x++) {
                double reward = indifferent ? 0 : random.nextDouble();
                for (int k = 0; k < experts; k++) {
                    b[i * experts + k] += scale * weight[x] * prob[x * experts + k] * reward;
                }
            }
        }
        return b;
    }

    private static double[] spread(Random random, int size, double decades) {
        return random.doubles(size, -decades, 0).map(e -> StrictMath.pow(10, e)).toArray();
    }

    private static double[] normal(double[] mass) {
        double sum = Arrays.stream(mass).sum();
        return Arrays.stream(mass).map(m -> m / sum).toArray();
    }
}
