package dev.candor.divergence;

/**
 * λ Σ (√π−√π0)²: h(u) = (1−u)⁻², so π* = π0·(λ/(μ + gap))² with μ = λ + ν − S_best > 0. {@code dual} and state are
 * √ρ = 1/(1−u).
 */
final class Hellinger extends LikelihoodRatio {
    private static final long serialVersionUID = 1L;

    Hellinger(double lambda) {
        super(lambda);
    }

    @Override
    public void solve(double[] logRef, double[][] gap, double[] prob, double[] dual) {
        PowerLaw.solve(logRef, gap, lambda(), 2, prob, dual);
    }

    @Override
    double state(double root, double prob, double ref) {
        return root;
    }

    /** What √ρ is multiplied by. */
    @Override
    double step(double dual, double root, double t) {
        return 1 / (1 - root * t);
    }

    @Override
    double moved(double root, double step) {
        return root * step;
    }

    @Override
    double increment(double root, double step, double t) {
        double y = root * t;
        double moved = root * step;
        return moved * (moved * y) * (2 - y);
    }

    @Override
    double mass(double ref, double root) {
        return ref * root * root;
    }

    @Override
    double curvature(double ref, double root) {
        return 2 * (ref * root * root) * root;
    }

    @Override
    double sharpness(double root) {
        return 1.5 * root;
    }

    /** ρt²/(1/√ρ − t), where 1/(1/√ρ − t) is the state after. */
    @Override
    double bregman(double dual, double root, double moved, double t) {
        double y = root * t;
        return moved * (y * y);
    }

    @Override
    double without(PolicyBlock policy, int offset, int candidates, Workspace workspace) {
        return PowerLaw.without(policy, offset, candidates, 2, workspace);
    }

    @Override
    double acuity(double root) {
        return 2;
    }

    @Override
    DecimalPrompt decimal(PolicyBlock policy, int prompt) {
        return new DecimalPowerLaw(2, lambda(), policy, prompt);
    }

    @Override
    double generator(double ratio) {
        double excess = (ratio - 1) / (StrictMath.sqrt(ratio) + 1);
        return excess * excess;
    }
}
