package dev.candor.divergence;

import java.util.Arrays;

/**
 * λ·½Σ|π−π0|: each candidate that is more than λ behind the best gives it all its mass, the others keep π0.
 * {@code dual} is the gap S_best − S. G(S) = Σ π0·max(S, S_best − λ), a maximum of linear functions: most agents move
 * nothing and pay exactly 0.
 */
public record TotalVariation(double lambda) implements Regulariser {

    @Override
    public void solve(double[] logRef, double[] gap, double[] prob, double[] dual) {
        double[] ref = References.probabilities(logRef);
        double moved = 0;
        int best = -1;
        for (int x = 0; x < ref.length; x++) {
            dual[x] = gap[x];
            if (best < 0 && gap[x] == 0) {
                best = x;
            }
            boolean moves = gap[x] > lambda;
            prob[x] = moves ? 0 : ref[x];
            moved += moves ? ref[x] : 0;
        }
        prob[best] += moved;
        if (Arrays.stream(prob).filter(p -> p > 0).count() == 1) {
            prob[best] = 1;
        }
    }

    @Override
    public double divergence(double[] ref, double[] prob) {
        double sum = 0;
        for (int x = 0; x < ref.length; x++) {
            sum += Math.max(0, prob[x] - ref[x]);
        }
        return sum;
    }

    @Override
    public void curvature(double[] ref, double[] prob, double[] dual, double[] curvature) {
        Arrays.fill(curvature, 0, ref.length, 0);
    }

    @Override
    public double assess(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        workspace.value = policy.value(prompt, r);
        return charge(policy, prompt, r, scale, workspace);
    }

    /**
     * Σ π0·[max(S′_x, S′_max − λ) − (what π* makes of x under S′)] with S′ = S − d, each summand ≥ 0:
     * a candidate that gave its mass to b gets S′_b − λ, the others keep S′_x.
     */
    @Override
    public double charge(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        if (workspace.spread(policy, prompt, r, scale)) {
            return 0;
        }
        int offset = policy.offset(prompt);
        int candidates = policy.candidates(prompt);
        double[] d = workspace.shift;
        double[] gap = policy.dual;
        int best = 0;
        while (gap[offset + best] != 0) {
            best++;
        }
        double lead = 0;
        int leader = best;
        for (int x = 0; x < candidates; x++) {
            double ahead = (d[best] - d[x]) - gap[offset + x];
            if (ahead > lead) {
                lead = ahead;
                leader = x;
            }
        }
        double sum = 0;
        for (int x = 0; x < candidates; x++) {
            double gain = gap[offset + x] > lambda
                    ? Math.max((lambda - gap[offset + x]) + (d[best] - d[x]), lead)
                    : Math.max(0, (gap[offset + x] - gap[offset + leader]) + (d[x] - d[leader]) - lambda);
            sum += policy.ref[offset + x] * gain;
        }
        return sum;
    }
}
