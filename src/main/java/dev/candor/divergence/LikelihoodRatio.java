package dev.candor.divergence;

/**
 * The divergences D = Σ π0·f(π/π0) with a smooth conjugate that no root in closed form serves: π* = π0·h(u),
 * u = (S−ν)/λ, h = (f′)⁻¹ convex and increasing. {@code dual} is the likelihood ratio ρ = π* / π0 = h(u), or for Jensen–Shannon a function of it.
 *
 * <p>Without the agent u becomes u + t, t_x = −(d_x/λ + η), and κp = min over η of λ Σ π0·B_{f*}(u+t‖u): each summand
 * is ≥ 0, and since η is a minimiser its error enters the payment only squared. η is the root of the convex falling
 * R(η) = Σ π0·[h(u+t) − h(u)], found by Newton's method in increments, so that it is accurate relative to d however
 * small d is beside S.
 */
abstract class LikelihoodRatio implements Regulariser {
    private static final long serialVersionUID = 1L;

    private static final int MAX_STEPS = 200;
    /** Relative size of the last Newton step: the payment's relative error is about its square. */
    private static final double STEP_TOLERANCE = 1e-9;

    private final double lambda;

    LikelihoodRatio(double lambda) {
        this.lambda = lambda;
    }

    @Override
    public double lambda() {
        return lambda;
    }

    /** h(u+t) − h(u), given the dual of u. */
    abstract double increment(double dual, double t);

    /** h′(u+t), given the dual of u. */
    abstract double slope(double dual, double t);

    /** B_{f*}(u+t‖u) ≥ 0, given the dual of u. */
    abstract double bregman(double dual, double t);

    /** The t > 0 at which π0·h(u+t) = 2. No counterfactual lies beyond 1; the slack keeps rounding away from the bound. */
    abstract double headroom(double dual, double ref);

    /** Integrand f(ρ) ≥ 0 of the divergence with f(1) = f′(1) = 0. */
    abstract double generator(double ratio);

    @Override
    public double divergence(double[] ref, double[] prob) {
        double sum = 0;
        for (int x = 0; x < ref.length; x++) {
            sum += ref[x] * generator(prob[x] / ref[x]);
        }
        return sum;
    }

    @Override
    public double charge(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        if (workspace.spread(policy, prompt, r, scale / lambda)) {
            return 0;
        }
        int offset = policy.offset(prompt);
        int candidates = policy.candidates(prompt);
        double[] shift = workspace.shift;
        double eta = eta(policy, offset, shift, candidates);
        double sum = 0;
        for (int x = 0; x < candidates; x++) {
            sum += policy.ref[offset + x] * bregman(policy.dual[offset + x], -(shift[x] + eta));
        }
        return lambda * sum;
    }

    private double eta(PolicyBlock policy, int offset, double[] shift, int candidates) {
        double[] ref = policy.ref;
        double[] dual = policy.dual;
        double lowest = Double.NEGATIVE_INFINITY;
        double curvature = 0;
        double weighted = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int x = 0; x < candidates; x++) {
            double at = dual[offset + x];
            double pi0 = ref[offset + x];
            double omega = pi0 * slope(at, 0);
            curvature += omega;
            weighted += omega * shift[x];
            lowest = Math.max(lowest, -shift[x] - headroom(at, pi0));
            least = Math.min(least, shift[x]);
            most = Math.max(most, shift[x]);
        }
        double eta = Math.max(-weighted / curvature, lowest);
        double tolerance = STEP_TOLERANCE * (most - least);
        for (int step = 0; step < MAX_STEPS; step++) {
            double residual = 0;
            double fall = 0;
            for (int x = 0; x < candidates; x++) {
                double t = -(shift[x] + eta);
                residual += ref[offset + x] * increment(dual[offset + x], t);
                fall += ref[offset + x] * slope(dual[offset + x], t);
            }
            double next = Math.max(eta + residual / fall, lowest);
            boolean done = Math.abs(next - eta) <= tolerance;
            eta = next;
            if (done) {
                return eta;
            }
        }
        throw new IllegalStateException(
                "Newton's method for a counterfactual did not converge in " + MAX_STEPS + " steps");
    }
}
