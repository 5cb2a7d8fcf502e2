package dev.candor.divergence;

import dev.candor.numeric.Stable;

/** λ·KL(π0‖π) = λ Σ π0 log(π0/π): h(u) = −1/u, so π* = λπ0/(μ + gap) with μ = ν − S_best > 0. */
public final class ReverseKl extends LikelihoodRatio {
    private static final long serialVersionUID = 1L;

    public ReverseKl(double lambda) {
        super(lambda);
    }

    @Override
    public void solve(double[] logRef, double[] gap, double[] prob, double[] dual) {
        PowerLaw.solve(logRef, gap, lambda(), 1, prob, dual);
    }

    /** ρ, the dual itself. */
    @Override
    double state(double ratio, double prob, double ref) {
        return ratio;
    }

    /** What ρ is multiplied by. */
    @Override
    double step(double dual, double ratio, double t) {
        return 1 / (1 - ratio * t);
    }

    @Override
    double moved(double ratio, double step) {
        return ratio * step;
    }

    @Override
    double increment(double ratio, double step, double t) {
        return ratio * step * (ratio * t);
    }

    @Override
    double slope(double ratio) {
        return ratio * ratio;
    }

    @Override
    double sharpness(double ratio) {
        return ratio;
    }

    @Override
    double bregman(double dual, double ratio, double t) {
        return Stable.logDeficit(-ratio * t);
    }

    @Override
    double headroom(double ratio, double ref) {
        return 1 / ratio - ref / 2;
    }

    @Override
    double generator(double ratio) {
        return Stable.logDeficit(ratio - 1);
    }
}
