package dev.candor.policy.search;

import dev.candor.divergence.Kl;
import dev.candor.divergence.LogRatioDivergence;
import dev.candor.divergence.References;
import dev.candor.numeric.Compensated;
import dev.candor.policy.linear.FeatureBlock;
import dev.candor.policy.linear.LogLinearOptimum;
import dev.candor.policy.linear.PreciseVector;

/** One prompt under π_θ ∝ π0·exp(θ·ψ): the policy, what it is worth and where that rises. Arrays of length K. */
final class PromptPoint {
    private static final Kl UNIT = new Kl(1);
    private static final double U = 0x1p-53;

    /** π0. */
    final double[] ref;
    /** π_θ. */
    final double[] prob;
    /** h − E_π[h], h = S − λ·∂D/∂π; 0 where π has underflowed. */
    final double[] pull;
    /** ⟨π_θ,S⟩. */
    final double value;

    PromptPoint(
            LogRatioDivergence divergence, double lambda, double[] theta, FeatureBlock block, int prompt, double[] s) {
        double[] logRef = block.logRefs(prompt);
        double[] gap = new double[logRef.length];
        LogLinearOptimum.gaps(PreciseVector.of(theta), block.features(prompt), new double[gap.length], gap);
        prob = new double[gap.length];
        UNIT.solve(logRef, gap, prob, new double[gap.length]);
        ref = References.probabilities(logRef);
        pull = new double[gap.length];
        int from = block.start(prompt);
        double logMoment = LogLinearOptimum.logMoment(logRef, ref, gap);
        double worth = 0;
        double mean = 0;
        for (int x = 0; x < gap.length; x++) {
            worth += prob[x] * s[from + x];
            if (prob[x] > 0) {
                pull[x] = (s[from + x] - s[from]) - lambda * divergence.slope(ref[x], -gap[x] - logMoment);
                mean += prob[x] * pull[x];
            }
        }
        for (int x = 0; x < gap.length; x++) {
            pull[x] = prob[x] > 0 ? pull[x] - mean : 0;
        }
        value = worth;
    }

    /** φ_j − E_π[φ_j] of the K candidates, feature by feature: [d][K]. Constant features become exact zeros. */
    double[][] centred(FeatureBlock block, int prompt) {
        int d = block.features();
        double[] feature = block.features(prompt);
        double[][] centred = new double[d][prob.length];
        int mode = mode();
        Compensated sum = new Compensated();
        for (int j = 0; j < d; j++) {
            double origin = feature[mode * d + j];
            sum.clear();
            for (int x = 0; x < prob.length; x++) {
                sum.add(prob[x], feature[x * d + j] - origin);
            }
            double mean = sum.value();
            for (int x = 0; x < prob.length; x++) {
                centred[j][x] = (feature[x * d + j] - origin) - mean;
            }
        }
        return centred;
    }

    /**
     * How far rounding may have moved each π_x, length K: π_x·u·(K + 32 + 4(|ℓ_x| + |ℓ_m| + |log π0_x|)) and an underflow,
     * u = 2⁻⁵³, ℓ = log(π/π0), m the likeliest candidate. θ·(ψ_m − ψ_x) is a product of twice the precision.
     */
    double[] blur(FeatureBlock block, int prompt) {
        double[] ratio = new double[prob.length];
        for (int x = 0; x < prob.length; x++) {
            ratio[x] = prob[x] > 0 ? Math.abs(StrictMath.log(prob[x] / ref[x])) : 0;
        }
        double[] blur = new double[prob.length];
        int from = block.start(prompt);
        int mode = mode();
        for (int x = 0; x < prob.length; x++) {
            double units = prob.length + 32 + 4 * (ratio[x] + ratio[mode] - block.logRef(from + x));
            blur[x] = prob[x] * units * U + Double.MIN_VALUE;
        }
        return blur;
    }

    private int mode() {
        int mode = 0;
        for (int x = 1; x < prob.length; x++) {
            mode = prob[x] > prob[mode] ? x : mode;
        }
        return mode;
    }
}
