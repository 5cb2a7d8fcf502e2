package dev.candor.divergence;

import dev.candor.numeric.Stable;

/** λ·KL(π0‖π) = λ Σ π0 log(π0/π): h(u) = −1/u, so π* = λπ0/(μ + gap) with μ = ν − S_best > 0. */
final class ReverseKl extends LikelihoodRatio {
    private static final long serialVersionUID = 1L;

    /** A π0 whose term π0·log(π0/π) is below 1e-200 for every π > 0 that a double can be. */
    private static final double WEIGHTLESS = 1e-204;

    ReverseKl(double lambda) {
        super(lambda);
    }

    @Override
    public void solve(double[] logRef, double[][] gap, double[] prob, double[] dual) {
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
    double mass(double ref, double ratio) {
        return ref * ratio;
    }

    @Override
    double curvature(double ref, double ratio) {
        return ref * ratio * ratio;
    }

    @Override
    double sharpness(double ratio) {
        return ratio;
    }

    @Override
    double bregman(double dual, double ratio, double moved, double t) {
        return PowerLaw.logBregman(ratio, moved, t);
    }

    @Override
    double without(PolicyBlock policy, int offset, int candidates, Workspace workspace) {
        return PowerLaw.without(policy, offset, candidates, 1, workspace);
    }

    @Override
    double acuity(double ratio) {
        return 1;
    }

    @Override
    DecimalPrompt decimal(PolicyBlock policy, int prompt) {
        return new DecimalPowerLaw(1, lambda(), policy, prompt);
    }

    /** ρ − 1 − log ρ; where π has underflowed beside a π0 that weighs nothing, nothing. */
    @Override
    double generator(double ratio) {
        return ratio < 0.5 ? ratio - 1 - StrictMath.log(ratio) : Stable.logDeficit(ratio - 1);
    }

    @Override
    public double divergence(double[] ref, double[] prob) {
        double sum = 0;
        for (int x = 0; x < ref.length; x++) {
            sum += prob[x] == 0 && ref[x] < WEIGHTLESS ? 0 : ref[x] * generator(prob[x] / ref[x]);
        }
        return sum;
    }
}
