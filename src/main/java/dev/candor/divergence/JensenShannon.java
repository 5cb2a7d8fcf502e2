package dev.candor.divergence;

import dev.candor.numeric.Stable;

/**
 * λ·(½KL(π‖m) + ½KL(π0‖m)), m = (π+π0)/2: h(u) = e²ᵘ/(2−e²ᵘ) = 1/(exp(−v) − 1) with v = 2u − log 2 < 0, which is what
 * {@code dual} holds: a likelihood ratio would underflow where v does not. A candidate behind the best by gap has
 * v = v_best − 2·gap/λ, or in ratios ρ·exp(−2·gap/λ)/(1−ρs), s = expm1(−2·gap/λ) ≤ 0: nothing cancels.
 */
public final class JensenShannon extends LikelihoodRatio {
    private static final long serialVersionUID = 1L;

    private static final int MAX_STEPS = 400;

    /** Below exp of this, likelihood ratios leave the normal doubles and weigh nothing. */
    private static final double LOG_OF_NOTHING = -680;

    /** Below this a probability has lost digits to underflow. */
    private static final double UNDERFLOW = 1e-280;

    public JensenShannon(double lambda) {
        super(lambda);
    }

    /** Solves Σ π0·ρ_x(ρ) = 1, concave and increasing in the best ratio ρ, by Newton's method from the left, ρ = 1. */
    @Override
    public void solve(double[] logRef, double[] gap, double[] prob, double[] dual) {
        double[] ref = References.probabilities(logRef);
        double[] behind = new double[ref.length];
        double[] decay = new double[ref.length];
        for (int x = 0; x < ref.length; x++) {
            behind[x] = StrictMath.expm1(-2 * gap[x] / lambda());
            decay[x] = StrictMath.exp(-2 * gap[x] / lambda());
        }
        double best = 1;
        for (int step = 0; step < MAX_STEPS; step++) {
            double missing = 1;
            double rise = 0;
            for (int x = 0; x < ref.length; x++) {
                double spread = 1 - best * behind[x];
                missing -= ref[x] * best * decay[x] / spread;
                rise += ref[x] * decay[x] / (spread * spread);
            }
            double next = best + missing / rise;
            boolean done = Math.abs(next - best) <= 2e-16 * best;
            best = next;
            if (done) {
                break;
            }
        }
        for (int x = 0; x < ref.length; x++) {
            prob[x] = ref[x] * (best * decay[x] / (1 - best * behind[x]));
            dual[x] = -StrictMath.log1p(1 / best) - 2 * gap[x] / lambda();
        }
    }

    /** ρ, where π* has not underflowed as the quotient it is. */
    @Override
    double state(double v, double prob, double ref) {
        return prob > UNDERFLOW ? prob / ref : ratio(v);
    }

    /** h(u+t) − h(u); for small t as ρ(1+ρ)·s/(1−ρs), s = expm1(2t). */
    @Override
    double step(double v, double ratio, double t) {
        if (Math.abs(t) > 0.5) {
            return ratio(v + 2 * t) - ratio;
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
    double slope(double ratio) {
        return 2 * ratio * (1 + ratio);
    }

    @Override
    double sharpness(double ratio) {
        return 1 + 2 * ratio;
    }

    /** −½·log((1 − exp(v+2t))/(1 − exp v)) − ρt; for small t as two terms of one sign. */
    @Override
    double bregman(double v, double ratio, double t) {
        if (v + 2 * Math.max(t, 0) < LOG_OF_NOTHING) {
            return 0;
        }
        if (Math.abs(t) > 0.5) {
            return (logComplement(v) - logComplement(v + 2 * t)) / 2 - ratio * t;
        }
        double psi = Stable.psi(2 * t);
        return (Stable.logDeficit(-ratio * (2 * t + psi)) + ratio * psi) / 2;
    }

    @Override
    double headroom(double v, double ref) {
        return (-v - StrictMath.log1p(ref / 2)) / 2;
    }

    @Override
    double generator(double ratio) {
        double middle = (1 + ratio) / 2;
        double half = (ratio - 1) / 2;
        return middle * (Stable.entropyExcess(half / middle) + Stable.entropyExcess(-half / middle)) / 2;
    }

    /** ρ = 1/(exp(−v) − 1). */
    private static double ratio(double v) {
        return 1 / Stable.expm1(-v);
    }

    /** log(1 − exp v) for v < 0. */
    private static double logComplement(double v) {
        return v > -1 ? StrictMath.log(-StrictMath.expm1(v)) : StrictMath.log1p(-StrictMath.exp(v));
    }
}
