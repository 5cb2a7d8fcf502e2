package dev.candor.divergence;

/**
 * λ Σ (π−π0)²/π0: π* = π0·max(0, A), A = 1 + (S−ν)/2λ ({@code dual}).
 *
 * <p>While nothing is clipped with or without the agent, κp = Var_π0(d)/4λ, in time proportional to the agent's rewards;
 * otherwise see {@link WaterLevel}.
 */
record ChiSquared(double lambda) implements Regulariser {
    /** A above which rounding does not decide whether a candidate is dropped. */
    private static final double CLEAR = 16 * WaterLevel.ROUNDING;

    @Override
    public void solve(double[] logRef, double[][] gap, double[] prob, double[] dual) {
        double[] ref = References.probabilities(logRef);
        WaterLevel.solve(ref, new double[ref.length], gap, lambda, dual);
        for (int x = 0; x < ref.length; x++) {
            prob[x] = ref[x] * Math.max(0, dual[x]);
        }
    }

    @Override
    public double divergence(double[] ref, double[] prob) {
        double sum = 0;
        for (int x = 0; x < ref.length; x++) {
            double excess = prob[x] - ref[x];
            sum += excess * (excess / ref[x]);
        }
        return sum;
    }

    /** π0/2 where nothing is clipped. */
    @Override
    public void curvature(double[] ref, double[] prob, double[] dual, double[] curvature) {
        for (int x = 0; x < ref.length; x++) {
            curvature[x] = dual[x] > 0 ? ref[x] / 2 : 0;
        }
    }

    @Override
    public double charge(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        return assess(policy, prompt, r, scale, workspace);
    }

    @Override
    public double assess(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        if (policy.isComplete(prompt, r)) {
            return complete(policy, prompt, r, scale, workspace);
        }
        workspace.value = policy.value(prompt, r);
        return partial(policy, prompt, r, scale, workspace);
    }

    /**
     * κp of an agent that reports every candidate: entry i of the window is slot i + ahead of the block. Nothing is
     * clipped when even √Σy² is too small for it, y = r − E_π0[r]; the long way decides the rest, with the same bits.
     */
    private double complete(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        double[] ref = policy.ref;
        double[] prob = policy.prob;
        double[] reward = r.reward;
        int ahead = policy.offset(prompt) - r.from;
        double centre = reward[r.from + policy.refMode(prompt)];
        double mean = 0;
        double value = 0;
        for (int i = r.from; i < r.to; i++) {
            mean += ref[i + ahead] * (reward[i] - centre);
            value += prob[i + ahead] * reward[i];
        }
        workspace.value = value;
        double half = scale / (2 * lambda);
        double variance = 0;
        double squares = 0;
        for (int i = r.from; i < r.to; i++) {
            double y = reward[i] - centre - mean;
            variance += ref[i + ahead] * y * y;
            squares += y * y;
        }
        double lowest = policy.lowestDual(prompt);
        return lowest > CLEAR && squares * (half * half) < (lowest - CLEAR) * (lowest - CLEAR)
                ? scale * (scale / (4 * lambda)) * variance
                : partial(policy, prompt, r, scale, workspace);
    }

    /** κp of an agent that may leave candidates out, or whose absence may clip one. */
    double partial(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        double[] ref = policy.ref;
        double centre = policy.reward(prompt, r, policy.refMode(prompt));
        double reported = 0;
        double mean = 0;
        for (int i = r.from; i < r.to; i++) {
            double m = ref[policy.index(r.slot[i])];
            reported += m;
            mean += m * (r.reward[i] - centre);
        }
        double rest = policy.restOfRef(prompt, r, reported);
        mean -= rest * centre;
        double half = scale / (2 * lambda);
        double lowest = policy.lowestDual(prompt);
        double variance = rest * (mean + centre) * (mean + centre);
        boolean clipped = lowest < CLEAR || (rest > 0 && lowest + (mean + centre) * half < CLEAR);
        for (int i = r.from; i < r.to; i++) {
            int x = policy.index(r.slot[i]);
            double y = r.reward[i] - centre - mean;
            variance += ref[x] * y * y;
            clipped |= !(policy.dual[x] - y * half >= CLEAR);
        }
        if (!clipped) {
            return scale * (scale / (4 * lambda)) * variance;
        }
        return WaterLevel.charge(ref, policy, prompt, r, scale, lambda, workspace);
    }
}
