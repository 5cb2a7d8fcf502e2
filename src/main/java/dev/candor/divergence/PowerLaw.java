package dev.candor.divergence;

import dev.candor.numeric.Stable;

/**
 * Optima of the form π* = π0·(λ/(μ + gap))ᵏ, μ > 0: reverse KL (k = 1) and Hellinger (k = 2). The state of a candidate is
 * the k-th root λ/(μ + gap) of its likelihood ratio.
 *
 * <p>In m = μ/λ > 0 no equation has a pole: the power mean F(m) = (Σ π0·(m + gap/λ)⁻ᵏ)^(−1/k) is concave and increasing, so
 * that Newton's method from the left rises to the root of F = 1 and never passes it.
 */
final class PowerLaw {
    private static final int MAX_STEPS = 200;

    private PowerLaw() {}

    /**
     * Solves one prompt.
     *
     * @param prob receives π*
     * @param root receives λ/(μ+gap), the k-th root of π* / π0
     */
    static void solve(double[] logRef, double[][] gap, double lambda, int k, double[] prob, double[] root) {
        double[] ref = References.probabilities(logRef);
        int candidates = ref.length;
        double[] behind = new double[candidates];
        for (int x = 0; x < candidates; x++) {
            behind[x] = gap[0][x] / lambda;
        }
        Root solved = Root.of(ref, 0, behind, candidates, k);
        if (solved.condition < LikelihoodRatio.WELL_CONDITIONED) {
            new DecimalPowerLaw(k, lambda, ref, gap).solve(root);
        } else {
            for (int x = 0; x < candidates; x++) {
                root[x] = 1 / (solved.level + behind[x]);
            }
        }
        for (int x = 0; x < candidates; x++) {
            prob[x] = k == 1 ? ref[x] * root[x] : ref[x] * root[x] * root[x];
        }
    }

    /**
     * The policy without the agent: writes its states and the moves t of u, whose common part is chosen by the root.
     *
     * @return what the root's error can add to the payment over λ, at most
     */
    static double without(PolicyBlock policy, int offset, int candidates, int k, Workspace workspace) {
        double[] behind = workspace.behind;
        double[] shift = workspace.shift;
        double[] state = workspace.state;
        int best = 0;
        for (int x = 0; x < candidates; x++) {
            behind[x] = 1 / state[x] + shift[x];
            best = behind[x] < behind[best] ? x : best;
        }
        for (int x = 0; x < candidates; x++) {
            double pole = 1 / state[x] - 1 / state[best];
            workspace.move[x] = shift[x] - shift[best];
            workspace.moved[x] = Math.max(0, pole + workspace.move[x]);
        }
        Root root = Root.of(policy.ref, offset, workspace.moved, candidates, k);
        double moveOfBest = 1 / state[best] - root.level;
        double curvature = 0;
        for (int x = 0; x < candidates; x++) {
            double moved = 1 / (root.level + workspace.moved[x]);
            workspace.moved[x] = moved;
            workspace.move[x] = moveOfBest - workspace.move[x];
            double mass = policy.ref[offset + x] * moved;
            curvature += k == 1 ? mass * moved : 2 * (mass * moved) * moved;
        }
        workspace.common = Math.abs(shift[best]) + Math.abs(moveOfBest);
        return curvature * root.error() * root.error();
    }

    /** −log(1 − ρt) − ρt for reverse KL, from the state after where the difference 1 − ρt would cancel. */
    static double logBregman(double ratio, double moved, double t) {
        double z = -ratio * t;
        return Math.abs(z) <= 0.5 ? Stable.logDeficit(z) : z + StrictMath.log(moved / ratio);
    }

    /** m with F(m) = 1. */
    private static final class Root {
        private final double level;
        /** d log F / d log m: how many times the equation's rounding is smaller than that of m, at most 1. */
        private final double condition;

        private final double lastStep;

        private Root(double level, double condition, double lastStep) {
            this.level = level;
            this.condition = condition;
            this.lastStep = lastStep;
        }

        static Root of(double[] ref, int offset, double[] behind, int candidates, int k) {
            double best = 0;
            for (int x = 0; x < candidates; x++) {
                best += behind[x] == 0 ? ref[offset + x] : 0;
            }
            double level = k == 1 ? best : StrictMath.sqrt(best);
            double condition = 1;
            double step = 0;
            for (int i = 0; i < MAX_STEPS; i++) {
                double sum = 0;
                double steep = 0;
                for (int x = 0; x < candidates; x++) {
                    double rho = 1 / (level + behind[x]);
                    double term = k == 1 ? ref[offset + x] * rho : ref[offset + x] * rho * rho;
                    sum += term;
                    steep += term * rho;
                }
                double mean = k == 1 ? 1 / sum : 1 / StrictMath.sqrt(sum);
                condition = steep / sum * level;
                step = (1 - mean) / (mean * (steep / sum));
                if (!(step > 2e-16 * level)) {
                    break;
                }
                level += step;
            }
            return new Root(level, condition, Math.abs(step));
        }

        /** Of the level, at most. */
        double error() {
            return Math.max(lastStep, LikelihoodRatio.ROUNDING * level / condition);
        }
    }
}
