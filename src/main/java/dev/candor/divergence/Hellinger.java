package dev.candor.divergence;

/** λ Σ (√π−√π0)²: h(u) = (1−u)⁻², so π* = π0·(λ/(μ + gap))² with μ = λ + ν − S_best > 0. */
public final class Hellinger extends LikelihoodRatio {
    private static final long serialVersionUID = 1L;

    public Hellinger(double lambda) {
        super(lambda);
    }

    @Override
    public void solve(double[] logRef, double[] gap, double[] prob, double[] dual) {
        PowerLaw.solve(logRef, gap, lambda(), 2, prob, dual);
    }

    @Override
    double increment(double ratio, double t) {
        double y = t * StrictMath.sqrt(ratio);
        return ratio * y * (2 - y) / ((1 - y) * (1 - y));
    }

    @Override
    double slope(double ratio, double t) {
        double c = 1 / StrictMath.sqrt(ratio) - t;
        return 2 / (c * c * c);
    }

    @Override
    double bregman(double ratio, double t) {
        return t * t * ratio / (1 / StrictMath.sqrt(ratio) - t);
    }

    @Override
    double headroom(double ratio, double ref) {
        return 1 / StrictMath.sqrt(ratio) - StrictMath.sqrt(ref / 2);
    }

    @Override
    double generator(double ratio) {
        double excess = (ratio - 1) / (StrictMath.sqrt(ratio) + 1);
        return excess * excess;
    }
}
