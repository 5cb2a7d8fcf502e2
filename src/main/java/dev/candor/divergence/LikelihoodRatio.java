package dev.candor.divergence;

/**
 * The divergences D = Σ π0·f(π/π0) with a smooth conjugate that no root in closed form serves: π* = π0·h(u),
 * u = (S−ν)/λ, h = (f′)⁻¹ convex and increasing. What is kept of u is its <i>state</i>, the likelihood ratio
 * ρ = π* / π0 = h(u) or a function of it, made of {@code dual} once an agent and prompt.
 *
 * <p>Without the agent u becomes u + t, t_x = −(d_x/λ + η), and κp = min over η of λ Σ π0·B_{f*}(u+t‖u): each summand
 * is ≥ 0, and since η is a minimiser its error enters the payment only squared. η is the root of the convex falling
 * R(η) = Σ π0·[h(u+t) − h(u)], found by Newton's method in increments, so that it is accurate relative to d however
 * small d is beside S. The method starts at the root of the linear part, where R ≥ 0 by convexity, and rises from there.
 *
 * <p>It stops when the payment no longer sees the error. After a step δ the error is e ≈ δ²·½R″/|R′|, as long as h′ keeps
 * its size over δ (δ·h″/h′ ≤ ⅕ everywhere). It adds ½|R′|e² to a payment of about ½|R′|·V, V = Σ π0·h′·t²/|R′|, both over
 * λ: relatively e²/V, and that is held below 1e-18. For an agent that moves little one step is enough.
 */
abstract class LikelihoodRatio implements Regulariser {
    private static final long serialVersionUID = 1L;

    private static final int MAX_STEPS = 200;
    /** e²/V, the payment's relative error, at which Newton's method may stop. */
    private static final double PAYMENT_TOLERANCE = 1e-18;
    /** δ·½h″/h′ up to which the error of a step is what its second order says. */
    private static final double LOCAL = 0.1;
    /** Relative size of the last Newton step, where rounding keeps the other rule from being met. */
    private static final double STEP_TOLERANCE = 1e-9;
    /** While largest state × range of d/λ is below this, no t of the iteration comes near a pole of h. */
    private static final double FAR_FROM_POLE = 0.25;

    private final double lambda;

    LikelihoodRatio(double lambda) {
        this.lambda = lambda;
    }

    @Override
    public double lambda() {
        return lambda;
    }

    /** The state of u. */
    abstract double state(double dual, double prob, double ref);

    /** What the other functions need to know of the move from u to u + t. */
    abstract double step(double dual, double state, double t);

    /** The state of u + t. */
    abstract double moved(double state, double step);

    /** h(u+t) − h(u). */
    abstract double increment(double state, double step, double t);

    /** h′, from the state. */
    abstract double slope(double state);

    /** ½h″/h′, from the state. */
    abstract double sharpness(double state);

    /** B_{f*}(u+t‖u) ≥ 0. */
    abstract double bregman(double dual, double state, double t);

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
    public void curvature(double[] ref, double[] prob, double[] dual, double[] curvature) {
        for (int x = 0; x < ref.length; x++) {
            curvature[x] = ref[x] * slope(state(dual[x], prob[x], ref[x]));
        }
    }

    @Override
    public double assess(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        workspace.value = policy.value(prompt, r);
        return charge(policy, prompt, r, scale, workspace);
    }

    @Override
    public double charge(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        if (workspace.spread(policy, prompt, r, scale / lambda)) {
            return 0;
        }
        int offset = policy.offset(prompt);
        int candidates = policy.candidates(prompt);
        double[] shift = workspace.shift;
        double[] state = workspace.state;
        for (int x = 0; x < candidates; x++) {
            state[x] = state(policy.dual[offset + x], policy.prob[offset + x], policy.ref[offset + x]);
        }
        double eta = eta(policy, offset, workspace, candidates);
        double sum = 0;
        for (int x = 0; x < candidates; x++) {
            sum += policy.ref[offset + x] * bregman(policy.dual[offset + x], state[x], -(shift[x] + eta));
        }
        return lambda * sum;
    }

    private double eta(PolicyBlock policy, int offset, Workspace workspace, int candidates) {
        double[] ref = policy.ref;
        double[] dual = policy.dual;
        double[] shift = workspace.shift;
        double[] state = workspace.state;
        double range = range(shift, candidates);
        double lowest = lowest(policy, offset, workspace, candidates, range);
        double eta = Math.max(linearRoot(ref, offset, workspace, candidates), lowest);
        for (int step = 0; step < MAX_STEPS; step++) {
            double residual = 0;
            double fall = 0;
            double bend = 0;
            double spread = 0;
            double sharpest = 0;
            for (int x = 0; x < candidates; x++) {
                double t = -(shift[x] + eta);
                double pi0 = ref[offset + x];
                double move = step(dual[offset + x], state[x], t);
                double moved = moved(state[x], move);
                double omega = pi0 * slope(moved);
                double sharpness = sharpness(moved);
                residual += pi0 * increment(state[x], move, t);
                fall += omega;
                bend += omega * sharpness;
                spread += omega * (t * t);
                sharpest = Math.max(sharpest, sharpness);
            }
            double next = Math.max(eta + residual / fall, lowest);
            double size = Math.abs(next - eta);
            double error = size * (size * (bend / fall));
            eta = next;
            if (size <= STEP_TOLERANCE * range
                    || (size * sharpest <= LOCAL && error * error * fall <= PAYMENT_TOLERANCE * spread)) {
                return eta;
            }
        }
        throw new IllegalStateException(
                "Newton's method for a counterfactual did not converge in " + MAX_STEPS + " steps");
    }

    /** The root of Σ π0·h′(u)·t. */
    private double linearRoot(double[] ref, int offset, Workspace workspace, int candidates) {
        double curvature = 0;
        double weighted = 0;
        for (int x = 0; x < candidates; x++) {
            double omega = ref[offset + x] * slope(workspace.state[x]);
            curvature += omega;
            weighted += omega * workspace.shift[x];
        }
        return -weighted / curvature;
    }

    /** A bound below η that keeps every t off the poles of h; −∞ where none is near. */
    private double lowest(PolicyBlock policy, int offset, Workspace workspace, int candidates, double range) {
        double largest = 0;
        for (int x = 0; x < candidates; x++) {
            largest = Math.max(largest, workspace.state[x]);
        }
        double lowest = Double.NEGATIVE_INFINITY;
        if (largest * range <= FAR_FROM_POLE) {
            return lowest;
        }
        for (int x = 0; x < candidates; x++) {
            lowest = Math.max(lowest, -workspace.shift[x] - headroom(policy.dual[offset + x], policy.ref[offset + x]));
        }
        return lowest;
    }

    private static double range(double[] shift, int candidates) {
        double least = shift[0];
        double most = shift[0];
        for (int x = 1; x < candidates; x++) {
            least = Math.min(least, shift[x]);
            most = Math.max(most, shift[x]);
        }
        return most - least;
    }
}
