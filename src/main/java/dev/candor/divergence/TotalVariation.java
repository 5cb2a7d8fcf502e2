package dev.candor.divergence;

import java.util.Arrays;

/**
 * λ·½Σ|π−π0|: each candidate that is more than λ behind the best gives it all its mass, the others keep π0.
 * {@code dual} is the gap S_best − S, with the next double above λ where the exact gap is above λ and its double is not.
 * G(S) = Σ π0·max(S, S_best − λ), a maximum of linear functions: most agents move nothing and pay exactly 0.
 */
record TotalVariation(double lambda) implements Regulariser {

    @Override
    public void solve(double[] logRef, double[][] gap, double[] prob, double[] dual) {
        double[] ref = References.probabilities(logRef);
        double moved = 0;
        int best = -1;
        for (int x = 0; x < ref.length; x++) {
            dual[x] = gap[0][x];
            if (gap[0][x] == lambda && gap.length > 1 && gap[1][x] != 0) {
                dual[x] = gap[1][x] > 0 ? Math.nextUp(lambda) : Math.nextDown(lambda);
            }
            if (best < 0 && gap[0][x] == 0) {
                best = x;
            }
            boolean moves = dual[x] > lambda;
            prob[x] = moves ? 0 : ref[x];
            moved += moves ? ref[x] : 0;
        }
        prob[best] += moved;
        if (Arrays.stream(prob).filter(p -> p > 0).count() == 1) {
            prob[best] = 1;
        }
    }

    /** The mass that candidates lost: what the best one won has been rounded with what it had. */
    @Override
    public double divergence(double[] ref, double[] prob) {
        double sum = 0;
        for (int x = 0; x < ref.length; x++) {
            sum += Math.max(0, ref[x] - prob[x]);
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
     * a candidate that gave its mass to b gets S′_b − λ, the others keep S′_x. Decimal arithmetic takes over where rounding
     * could decide what is larger, or be more than 1e-10 of the payment.
     */
    @Override
    public double charge(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        int offset = policy.offset(prompt);
        int candidates = policy.candidates(prompt);
        double[] gap = policy.dual;
        int best = 0;
        while (gap[offset + best] != 0) {
            best++;
        }
        if (workspace.spread(policy, prompt, r, scale, best)) {
            return 0;
        }
        double[] d = workspace.shift;
        double lead = 0;
        int leader = best;
        double size = lambda;
        double ofLead = 0;
        for (int x = 0; x < candidates; x++) {
            double ahead = -d[x] - gap[offset + x];
            double rounding = LikelihoodRatio.ROUNDING * (Math.abs(d[x]) + gap[offset + x]);
            if (x != best && ahead >= -rounding) {
                ofLead = Math.max(ofLead, rounding);
            }
            if (ahead > lead) {
                lead = ahead;
                leader = x;
                size = lambda + Math.abs(d[x]) + gap[offset + x];
            }
        }
        double sum = 0;
        double blur = 0;
        for (int x = 0; x < candidates; x++) {
            double rounding = LikelihoodRatio.ROUNDING * (size + Math.abs(d[x]) + gap[offset + x]);
            double gain;
            if (gap[offset + x] > lambda) {
                double stays = (lambda - gap[offset + x]) - d[x];
                gain = Math.max(stays, lead);
                blur += policy.ref[offset + x] * (gain > 0 || stays >= -rounding ? rounding : ofLead);
            } else {
                double goes = (gap[offset + x] - gap[offset + leader]) + (d[x] - d[leader]) - lambda;
                gain = Math.max(0, goes);
                blur += goes >= -rounding ? policy.ref[offset + x] * rounding : 0;
            }
            sum += policy.ref[offset + x] * gain;
        }
        return blur <= LikelihoodRatio.TOLERANCE * sum
                ? sum
                : new DecimalTotalVariation(lambda, policy, prompt).charge(policy, prompt, r, scale, workspace);
    }
}
