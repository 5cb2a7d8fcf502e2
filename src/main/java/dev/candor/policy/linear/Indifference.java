package dev.candor.policy.linear;

import dev.candor.numeric.ExactSums;

/**
 * Whether all candidates of a prompt are worth the same to an agent, on every prompt that counts: β·(φ_x − φ_y) = 0 of the
 * numbers as told, without rounding. Coefficients and features may cancel: β = (3, 3) sees no difference between (1, 0) and
 * (0, 1).
 */
public final class Indifference {
    private static final double U = 0x1p-53;
    /** A product below it may not be the sum of two doubles: what it differs by is then taken for a difference. */
    private static final double LEAST = 0x1p-900;

    private final FeatureBlock[] blocks;
    private final ExactSums difference = new ExactSums(1);

    /** Over all candidates, with φ. */
    public Indifference(FeatureBlock[] blocks) {
        this.blocks = blocks;
    }

    /** Whether the agent is. */
    public boolean of(AgentBatch batch, int agent) {
        for (FeatureBlock block : blocks) {
            for (int c = 0; c < block.prompts(); c++) {
                int first = block.start(c);
                for (int x = first + 1; block.promptWeight(c) > 0 && x < block.start(c + 1); x++) {
                    if (differ(block, first, x, batch, agent)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private boolean differ(FeatureBlock block, int from, int to, AgentBatch batch, int agent) {
        int d = batch.features();
        double sum = 0;
        double size = 0;
        for (int j = 0; j < d; j++) {
            double term = batch.beta(agent, j) * (block.feature(to, j) - block.feature(from, j));
            sum += term;
            size += Math.abs(term);
        }
        // Where rounding alone cannot have made the sum, exact arithmetic need not be asked.
        boolean open = Math.abs(sum) <= 2 * (d + 4) * U * size + d * Double.MIN_VALUE && size <= Double.MAX_VALUE;
        return !open || differExactly(block, from, to, batch, agent);
    }

    private boolean differExactly(FeatureBlock block, int from, int to, AgentBatch batch, int agent) {
        difference.clear();
        for (int j = 0; j < batch.features(); j++) {
            double a = block.feature(to, j);
            double b = block.feature(from, j);
            double coefficient = batch.beta(agent, j);
            if (a != b && coefficient != 0) {
                if (isTiny(coefficient, a) || isTiny(coefficient, b)) {
                    return true;
                }
                difference.addProduct(0, coefficient, a);
                difference.addProduct(0, -coefficient, b);
            }
        }
        return difference.value(0) != 0;
    }

    private static boolean isTiny(double coefficient, double feature) {
        return feature != 0 && Math.abs(coefficient * feature) < LEAST;
    }
}
