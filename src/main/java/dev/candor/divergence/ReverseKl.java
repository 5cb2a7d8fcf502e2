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

    @Override
    double increment(double ratio, double t) {
        return ratio * (ratio * t) / (1 - ratio * t);
    }

    @Override
    double slope(double ratio, double t) {
        double moved = ratio / (1 - ratio * t);
        return moved * moved;
    }

    @Override
    double bregman(double ratio, double t) {
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
