package dev.candor.divergence;

import dev.candor.numeric.Stable;

/**
 * λ·(½KL(π‖m) + ½KL(π0‖m)), m = (π+π0)/2: h(u) = e²ᵘ/(2−e²ᵘ) = 1/(exp(−v) − 1) with v = 2u − log 2 < 0, which is what
 * {@code dual} holds: a likelihood ratio would underflow where v does not. A candidate behind the best by gap has
 * v = v_best − 2·gap/λ, or in ratios ρ·exp(−2·gap/λ)/(1−ρs), s = expm1(−2·gap/λ) ≤ 0: nothing cancels.
 */
final class JensenShannon extends LikelihoodRatio {
    private static final long serialVersionUID = 1L;

    private static final int MAX_STEPS = 400;

    /** Below this a probability has lost digits to underflow. */
    private static final double UNDERFLOW = 1e-280;

    JensenShannon(double lambda) {
        super(lambda);
    }

    @Override
    public void solve(double[] logRef, double[][] gap, double[] prob, double[] dual) {
        double[] ref = References.probabilities(logRef);
        int candidates = ref.length;
        double[] behind = new double[candidates];
        for (int x = 0; x < candidates; x++) {
            behind[x] = 2 * (gap[0][x] / lambda());
        }
        Root root = Root.of(ref, 0, behind, candidates);
        if (root.condition < WELL_CONDITIONED) {
            double[] ratio = new double[candidates];
            new DecimalJensenShannon(lambda(), ref, gap).solve(ratio, dual);
            for (int x = 0; x < candidates; x++) {
                prob[x] = ref[x] * ratio[x];
            }
        } else {
            for (int x = 0; x < candidates; x++) {
                prob[x] = ref[x] * root.ratio(behind[x]);
                dual[x] = root.dual() - behind[x];
            }
        }
    }

    @Override
    double without(PolicyBlock policy, int offset, int candidates, Workspace workspace) {
        double[] behind = workspace.behind;
        double[] shift = workspace.shift;
        int best = 0;
        for (int x = 0; x < candidates; x++) {
            behind[x] = 2 * shift[x] - policy.dual[offset + x];
            best = behind[x] < behind[best] ? x : best;
        }
        double ahead = policy.dual[offset + best];
        for (int x = 0; x < candidates; x++) {
            workspace.move[x] = shift[x] - shift[best];
            workspace.moved[x] = Math.max(0, (ahead - policy.dual[offset + x]) + 2 * workspace.move[x]);
        }
        Root root = Root.of(policy.ref, offset, workspace.moved, candidates);
        double moveOfBest = (root.dual() - ahead) / 2;
        double curvature = 0;
        for (int x = 0; x < candidates; x++) {
            workspace.moved[x] = root.ratio(workspace.moved[x]);
            workspace.move[x] = moveOfBest - workspace.move[x];
            curvature += curvature(policy.ref[offset + x], workspace.moved[x]);
        }
        workspace.common = Math.abs(shift[best]) + Math.abs(moveOfBest);
        // An error of ρ, relatively ε, is one of v of ε/(1+ρ).
        double error = root.error() / (1 + root.best);
        return curvature * error * error;
    }

    /** The best candidate's ρ, to what doubles know of it. */
    static double ratioOfBest(double[] ref, double[] behind) {
        return Root.of(ref, 0, behind, ref.length).best;
    }

    /** ρ, where π* has not underflowed as the quotient it is. */
    @Override
    double state(double v, double prob, double ref) {
        return prob > UNDERFLOW ? prob / ref : 1 / Stable.expm1(-v);
    }

    /** h(u+t) − h(u); for small t as ρ(1+ρ)·s/(1−ρs), s = expm1(2t). */
    @Override
    double step(double v, double ratio, double t) {
        if (Math.abs(t) > 0.5) {
            return 1 / Stable.expm1(-(v + 2 * t)) - ratio;
        }
        double s = Stable.expm1(2 * t);
        return ratio * s * (1 + ratio) / (1 - ratio * s);
    }

    @Override
    double moved(double ratio, double step) {
        return Math.max(0, ratio + step);
    }

    @Override
    double increment(double ratio, double step, double t) {
        return step;
    }

    @Override
    double mass(double ref, double ratio) {
        return ref * ratio;
    }

    @Override
    double curvature(double ref, double ratio) {
        return 2 * (ref * ratio) * (1 + ratio);
    }

    @Override
    double sharpness(double ratio) {
        return 1 + 2 * ratio;
    }

    /** ½·log((1+ρ′)/(1+ρ)) − ρt; for small t as two terms of one sign. */
    @Override
    double bregman(double v, double ratio, double moved, double t) {
        if (Math.abs(t) > 0.5) {
            return (StrictMath.log1p(moved) - StrictMath.log1p(ratio)) / 2 - ratio * t;
        }
        double psi = Stable.psi(2 * t);
        double z = -ratio * (2 * t + psi);
        double deficit =
                Math.abs(z) <= 0.5 ? Stable.logDeficit(z) : z + StrictMath.log1p(moved) - StrictMath.log1p(ratio);
        return (deficit + ratio * psi) / 2;
    }

    @Override
    double acuity(double v) {
        return 2 - v;
    }

    @Override
    DecimalPrompt decimal(PolicyBlock policy, int prompt) {
        return new DecimalJensenShannon(lambda(), policy, prompt);
    }

    @Override
    double generator(double ratio) {
        double middle = (1 + ratio) / 2;
        double half = (ratio - 1) / 2;
        return middle * (Stable.entropyExcess(half / middle) + Stable.entropyExcess(-half / middle)) / 2;
    }

    /**
     * The best candidate's ρ, at which Σ π0·ρ_x(ρ) = 1: concave and increasing, so that Newton's method from the left, ρ = 1,
     * rises to the root and never passes it.
     */
    private static final class Root {
        private final double best;
        /** d log Σ / d log ρ: how many times the equation's rounding is smaller than that of ρ, at most 1. */
        private final double condition;

        private final double lastStep;

        private Root(double best, double condition, double lastStep) {
            this.best = best;
            this.condition = condition;
            this.lastStep = lastStep;
        }

        static Root of(double[] ref, int offset, double[] behind, int candidates) {
            double best = 1;
            double condition = 1;
            double step = 0;
            for (int i = 0; i < MAX_STEPS; i++) {
                double missing = 1;
                double rise = 0;
                for (int x = 0; x < candidates; x++) {
                    double decay = StrictMath.exp(-behind[x]);
                    double spread = 1 - best * Stable.expm1(-behind[x]);
                    double share = ref[offset + x] * decay / spread;
                    missing -= share * best;
                    rise += share / spread;
                }
                condition = rise * best / (1 - missing);
                step = missing / rise;
                if (!(step > 2e-16 * best)) {
                    break;
                }
                best += step;
            }
            return new Root(best, condition, Math.abs(step) / best);
        }

        /** ρ of a candidate that is behind by gap, {@code behind} = 2·gap/λ. */
        double ratio(double behind) {
            return best * StrictMath.exp(-behind) / (1 - best * Stable.expm1(-behind));
        }

        /** v of the best. */
        double dual() {
            return -StrictMath.log1p(1 / best);
        }

        /** Of ρ, relatively, at most. */
        double error() {
            return Math.max(lastStep, ROUNDING / condition);
        }
    }
}
