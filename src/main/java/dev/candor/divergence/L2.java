package dev.candor.divergence;

/** λ Σ (π−π0)²: projection onto the simplex, π* = max(0, A), A = π0 + (S−ν)/2λ ({@code dual}); see {@link WaterLevel}. */
record L2(double lambda) implements Regulariser {

    @Override
    public void solve(double[] logRef, double[][] gap, double[] prob, double[] dual) {
        double[] ref = References.probabilities(logRef);
        WaterLevel.solve(null, ref, gap, lambda, dual);
        for (int x = 0; x < ref.length; x++) {
            prob[x] = Math.max(0, dual[x]);
        }
    }

    @Override
    public double divergence(double[] ref, double[] prob) {
        double sum = 0;
        for (int x = 0; x < ref.length; x++) {
            sum += (prob[x] - ref[x]) * (prob[x] - ref[x]);
        }
        return sum;
    }

    /** ½ where nothing is clipped. */
    @Override
    public void curvature(double[] ref, double[] prob, double[] dual, double[] curvature) {
        for (int x = 0; x < ref.length; x++) {
            curvature[x] = dual[x] > 0 ? 0.5 : 0;
        }
    }

    @Override
    public double assess(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        workspace.value = policy.value(prompt, r);
        return charge(policy, prompt, r, scale, workspace);
    }

    @Override
    public double charge(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        return WaterLevel.charge(null, policy, prompt, r, scale, lambda, workspace);
    }
}
