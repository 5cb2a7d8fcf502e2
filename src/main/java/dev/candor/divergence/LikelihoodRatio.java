package dev.candor.divergence;

/**
 * The divergences D = Σ π0·f(π/π0) with a smooth conjugate that no root in closed form serves: π* = π0·h(u),
 * u = (S−ν)/λ, h = (f′)⁻¹ convex and increasing. What is kept of u is its <i>state</i>, the likelihood ratio
 * ρ = π* / π0 = h(u) or a function of it, made of {@code dual} once an agent and prompt.
 *
 * <p>Without the agent u becomes u + t, t_x = −(d_x/λ + η), and κp = min over η of λ Σ π0·B_{f*}(u+t‖u): each summand
 * is ≥ 0, and since η is a minimiser its error enters the payment only squared. Three ways lead there:
 *
 * <ol>
 *   <li><b>Near</b>: while no t comes near a pole of h, η is the root of the convex falling R(η) = Σ π0·[h(u+t) − h(u)], by
 *       Newton's method in increments: accurate relative to d however small d is beside S.
 *   <li><b>Far</b>: otherwise the policy without the agent is solved like the policy itself, in a variable in which its
 *       equation has no pole.
 *   <li><b>Decimal</b>: the far way adds up what rounding can have done. Where that is more than 1e-10 of the payment (an
 *       agent some 10⁵ times λ in size, a policy about to change its best candidate), {@link DecimalPrompt} computes it.
 * </ol>
 *
 * <p>What rounding can do: a payment's derivative by u_x + t_x is π_{−i} − π*, so that an error δ_x of t costs
 * Σ |Δπ_x|·δ_x, and δ_x is at most some units in the last place of what t is a difference of.
 */
abstract class LikelihoodRatio implements Regulariser {
    private static final long serialVersionUID = 1L;

    /** Relative rounding of a few operations: sixteen halves of a unit in the last place. */
    static final double ROUNDING = 0x1p-49;
    /** A root's condition above which doubles give it to 2e-12 of itself. */
    static final double WELL_CONDITIONED = 1e-3;
    /** What rounding may do to a payment, relatively, before decimal arithmetic takes over. */
    static final double TOLERANCE = 1e-10;

    private static final int MAX_STEPS = 60;
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

    /** π0·h. */
    abstract double mass(double ref, double state);

    /** ω = π0·h′. */
    abstract double curvature(double ref, double state);

    /** ½h″/h′, from the state. */
    abstract double sharpness(double state);

    /** B_{f*}(u+t‖u) ≥ 0. */
    abstract double bregman(double dual, double state, double moved, double t);

    /**
     * The policy without the agent: writes {@link Workspace#moved} and {@link Workspace#move}, and in
     * {@link Workspace#common} what the moves' common part was computed from.
     *
     * @return what the root's error can add to the payment over λ, at most
     */
    abstract double without(PolicyBlock policy, int offset, int candidates, Workspace workspace);

    /** What |t| is multiplied by for the error that the rounding of u makes: 1, or 2 + |dual|. */
    abstract double acuity(double dual);

    /** The prompt in decimal arithmetic. */
    abstract DecimalPrompt decimal(PolicyBlock policy, int prompt);

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
            curvature[x] = curvature(ref[x], state(dual[x], prob[x], ref[x]));
        }
    }

    @Override
    public double assess(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        workspace.value = policy.value(prompt, r);
        return charge(policy, prompt, r, scale, workspace);
    }

    @Override
    public double charge(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        int offset = policy.offset(prompt);
        int candidates = policy.candidates(prompt);
        workspace.ensure(candidates);
        double largest = 0;
        double heaviest = -1;
        int centre = 0;
        for (int x = 0; x < candidates; x++) {
            double ref = policy.ref[offset + x];
            double state = state(policy.dual[offset + x], policy.prob[offset + x], ref);
            workspace.state[x] = state;
            largest = Math.max(largest, state);
            double curvature = curvature(ref, state);
            if (curvature > heaviest) {
                heaviest = curvature;
                centre = x;
            }
        }
        if (workspace.spread(policy, prompt, r, scale / lambda, centre)) {
            return 0;
        }
        double range = range(workspace.shift, candidates);
        double charge = largest * range <= FAR_FROM_POLE ? near(policy, offset, workspace, candidates, range) : -1;
        if (charge < 0 && range < Double.POSITIVE_INFINITY) {
            charge = far(policy, offset, workspace, candidates, largest);
        }
        return charge >= 0 ? lambda * charge : decimal(policy, prompt).charge(policy, prompt, r, scale, workspace);
    }

    /** The payment over λ by increments; −1 where Newton's method has not converged. */
    private double near(PolicyBlock policy, int offset, Workspace workspace, int candidates, double range) {
        double eta = eta(policy, offset, workspace, candidates, range);
        double[] state = workspace.state;
        double sum = 0;
        for (int x = 0; x < candidates; x++) {
            double dual = policy.dual[offset + x];
            double t = -(workspace.shift[x] + eta);
            double moved = moved(state[x], step(dual, state[x], t));
            sum += policy.ref[offset + x] * bregman(dual, state[x], moved, t);
        }
        return Double.isNaN(eta) ? -1 : sum;
    }

    /** The payment over λ from the policy without the agent; −1 where doubles do not resolve it. */
    private double far(PolicyBlock policy, int offset, Workspace workspace, int candidates, double largest) {
        double ofRoot = without(policy, offset, candidates, workspace);
        double sum = 0;
        double blur = 0;
        double weighted = 0;
        double curvature = 0;
        for (int x = 0; x < candidates; x++) {
            double ref = policy.ref[offset + x];
            double dual = policy.dual[offset + x];
            double state = workspace.state[x];
            double moved = workspace.moved[x];
            double t = workspace.move[x];
            sum += ref * bregman(dual, state, moved, t);
            double change = Math.abs(mass(ref, moved) - mass(ref, state));
            blur += change * (Math.abs(workspace.shift[x]) + workspace.common + acuity(dual) * Math.abs(t));
            double omega = curvature(ref, state);
            weighted += omega * t;
            curvature += omega;
        }
        // The error of u that all candidates share: of the root by which the policy itself was solved.
        double common = Math.abs(weighted) * Math.min(1 / curvature, 1e3 / largest);
        return sum < Double.MAX_VALUE && ROUNDING * (blur + common) + ofRoot <= TOLERANCE * sum ? sum : -1;
    }

    /**
     * The root of R. Newton's method starts at the root of the linear part, where R ≥ 0 by convexity, and rises from there.
     *
     * <p>It stops when the payment no longer sees the error. After a step δ the error is e ≈ δ²·½R″/|R′|, as long as h′
     * keeps its size over δ (δ·h″/h′ ≤ ⅕ everywhere). It adds ½|R′|e² to a payment of about ½|R′|·V, V = Σ π0·h′·t²/|R′|,
     * both over λ: relatively e²/V, and that is held below 1e-18. For an agent that moves little one step is enough.
     *
     * @return NaN when it has not converged
     */
    private double eta(PolicyBlock policy, int offset, Workspace workspace, int candidates, double range) {
        double[] ref = policy.ref;
        double[] dual = policy.dual;
        double[] shift = workspace.shift;
        double[] state = workspace.state;
        double eta = linearRoot(ref, offset, workspace, candidates);
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
                double omega = curvature(pi0, moved);
                double sharpness = sharpness(moved);
                residual += pi0 * increment(state[x], move, t);
                fall += omega;
                bend += omega * sharpness;
                spread += omega * (t * t);
                sharpest = Math.max(sharpest, sharpness);
            }
            double next = eta + residual / fall;
            double size = Math.abs(next - eta);
            double error = size * (size * (bend / fall));
            eta = next;
            if (size <= STEP_TOLERANCE * range
                    || (size * sharpest <= LOCAL && error * error * fall <= PAYMENT_TOLERANCE * spread)) {
                return eta;
            }
        }
        return Double.NaN;
    }

    /** The root of Σ π0·h′(u)·t. */
    private double linearRoot(double[] ref, int offset, Workspace workspace, int candidates) {
        double curvature = 0;
        double weighted = 0;
        for (int x = 0; x < candidates; x++) {
            double omega = curvature(ref[offset + x], workspace.state[x]);
            curvature += omega;
            weighted += omega * workspace.shift[x];
        }
        return -weighted / curvature;
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
