package dev.candor.policy;

import dev.candor.divergence.Kl;
import dev.candor.divergence.References;
import dev.candor.numeric.ExactSums;
import dev.candor.numeric.Stable;

/**
 * The optimum of linear rewards r_i = β_i·φ under λ·KL: π* ∝ π0·exp(θ·φ) with θ = Σ_i κ_i w_i β_i / λ, which no policy
 * at all betters. Its welfare is G = λ Σ_c q_c log E_π0[exp(θ·φ)].
 */
public final class LogLinearOptimum {
    private static final double U = 0x1p-53;

    private final double[] theta;
    private final Kl unit = new Kl(1);

    /** With coefficients θ, length d. */
    public LogLinearOptimum(double[] theta) {
        this.theta = theta.clone();
    }

    /** θ = aggregate/λ, the aggregate Σ_i κ_i w_i β_i in exact sums of {@link AgentBatch#addTo}. */
    public static LogLinearOptimum of(ExactSums aggregate, double lambda) {
        double[] theta = new double[aggregate.count()];
        for (int j = 0; j < theta.length; j++) {
            theta[j] = aggregate.value(j) / lambda;
        }
        return new LogLinearOptimum(theta);
    }

    /** θ, length d. */
    public double[] theta() {
        return theta.clone();
    }

    /** Solves the prompts of the block and adds them to {@code sums}. */
    public SolvedFeatures solve(FeatureBlock block, OptimumSums sums) {
        if (block.features() != theta.length || sums.features() != theta.length) {
            throw new IllegalArgumentException("cannot solve: " + block.features() + " features in the block, "
                    + sums.features() + " in the sums, " + theta.length + " coefficients");
        }
        SolvedFeatures solved = new SolvedFeatures(theta.length, block.starts(), block.promptWeights());
        for (int c = 0; c < block.prompts(); c++) {
            solve(block, c, solved, sums);
        }
        return solved;
    }

    private void solve(FeatureBlock block, int prompt, SolvedFeatures solved, OptimumSums sums) {
        double[] logRef = block.logRefs(prompt);
        double[] feature = block.features(prompt);
        double[] gap = new double[logRef.length];
        double best = gaps(theta, feature, gap);
        double[] prob = new double[gap.length];
        double[] logProb = new double[gap.length];
        unit.solve(logRef, gap, prob, logProb);
        normalise(prob, logProb);
        int from = block.start(prompt);
        System.arraycopy(prob, 0, solved.prob, from, prob.length);
        System.arraycopy(logProb, 0, solved.logProb, from, prob.length);
        double weight = block.promptWeight(prompt);
        centre(feature, prob, weight, solved, from, sums);
        double reach = measure(solved, prompt, prob.length, sums);
        double widest = largest(gap);
        double error = 2 * U * (8 * reach + 4 * widest + 4 * largest(logProb) + 8) + missed(feature);
        boolean close = widest <= JensenGap.SMALL;
        sums.addPrompt(
                weight * (best + logMoment(logRef, gap)),
                weight * (close ? divergenceClose(prob, gap) : unit.divergence(refs(logRef), prob)),
                error,
                prob.length);
    }

    /** gap_x = max θ·φ − θ·φ_x ≥ 0 from dot products in twice the precision; returns the maximum. */
    static double gaps(double[] theta, double[] feature, double[] gap) {
        int d = theta.length;
        double[] low = new double[gap.length];
        int best = 0;
        Compensated dot = new Compensated();
        for (int x = 0; x < gap.length; x++) {
            dot.clear().dot(theta, 0, feature, x * d, d);
            gap[x] = dot.high;
            low[x] = dot.low;
            best = (gap[x] - gap[best]) + (low[x] - low[best]) > 0 ? x : best;
        }
        double high = gap[best];
        double lowOfBest = low[best];
        for (int x = 0; x < gap.length; x++) {
            gap[x] = Math.max(0, (high - gap[x]) + (lowOfBest - low[x]));
        }
        return high + lowOfBest;
    }

    /** Makes π* sum to 1 within 2u, however many candidates there are. */
    private static void normalise(double[] prob, double[] logProb) {
        double mass = Compensated.sum(prob, 0, prob.length);
        double logMass = StrictMath.log1p(mass - 1);
        for (int x = 0; x < prob.length; x++) {
            prob[x] /= mass;
            logProb[x] -= logMass;
        }
    }

    /**
     * Writes φ − E_π*[φ], off by at most 8u·R_j: first φ less that of the likeliest candidate, then less the mean of
     * that. Features that are constant on the prompt become exact zeros.
     */
    private void centre(
            double[] feature, double[] prob, double weight, SolvedFeatures solved, int from, OptimumSums sums) {
        int d = theta.length;
        int mode = 0;
        for (int x = 1; x < prob.length; x++) {
            mode = prob[x] > prob[mode] ? x : mode;
        }
        Compensated sum = new Compensated();
        for (int j = 0; j < d; j++) {
            double origin = feature[mode * d + j];
            sum.clear();
            for (int x = 0; x < prob.length; x++) {
                sum.add(prob[x], feature[x * d + j] - origin);
            }
            double mean = sum.value();
            for (int x = 0; x < prob.length; x++) {
                solved.centred[(from + x) * solved.stride + j] = (feature[x * d + j] - origin) - mean;
            }
            sums.addMean(j, weight * (origin + mean));
        }
    }

    /** Sets the prompt's radius, widens the ranges; returns max_x Σ_j |θ_j|·|φ_j − E_π*[φ_j]|. */
    private double measure(SolvedFeatures solved, int prompt, int candidates, OptimumSums sums) {
        int d = theta.length;
        double reach = 0;
        double radius = 0;
        for (int x = 0; x < candidates; x++) {
            int row = (solved.start[prompt] + x) * solved.stride;
            double squares = 0;
            double sizes = 0;
            for (int j = 0; j < d; j++) {
                double size = Math.abs(solved.centred[row + j]);
                squares += size * size;
                sizes += Math.abs(theta[j]) * size;
                sums.widen(j, size);
            }
            reach = Math.max(reach, sizes);
            radius = Math.max(radius, squares);
        }
        solved.radius[prompt] = Math.sqrt(radius);
        sums.widenRadius(solved.radius[prompt]);
        return reach;
    }

    /** What dot products in twice the precision miss of θ·φ: 4d²u²·max_x Σ_j |θ_j·φ_j|. */
    private double missed(double[] feature) {
        int d = theta.length;
        double most = 0;
        for (int x = 0; x < feature.length; x += d) {
            double sizes = 0;
            for (int j = 0; j < d; j++) {
                sizes += Math.abs(theta[j] * feature[x + j]);
            }
            most = Math.max(most, sizes);
        }
        return 4.0 * d * d * U * U * most;
    }

    /** log E_π0[exp(−gap)]; for close candidates as E_π0[−gap] and an excess, accurate relative to the gaps. */
    static double logMoment(double[] logRef, double[] gap) {
        return largest(gap) <= JensenGap.SMALL ? logMomentClose(logRef, gap) : logMomentFar(logRef, gap);
    }

    private static double logMomentFar(double[] logRef, double[] gap) {
        double[] exponent = new double[gap.length];
        for (int x = 0; x < gap.length; x++) {
            exponent[x] = logRef[x] - gap[x];
        }
        return Stable.logSumExp(exponent, 0, gap.length);
    }

    private static double logMomentClose(double[] logRef, double[] gap) {
        double[] ref = refs(logRef);
        double[] y = negated(gap);
        double mean = JensenGap.mean(ref, y);
        return mean + JensenGap.of(ref, y, mean);
    }

    /** KL(π* ‖ π0) = log E_π*[exp(gap)] − E_π*[gap], as π0 ∝ π*·exp(gap). */
    private static double divergenceClose(double[] prob, double[] gap) {
        return JensenGap.of(prob, gap, JensenGap.mean(prob, gap));
    }

    private static double[] refs(double[] logRef) {
        return References.probabilities(logRef);
    }

    private static double[] negated(double[] gap) {
        double[] y = new double[gap.length];
        for (int x = 0; x < y.length; x++) {
            y[x] = -gap[x];
        }
        return y;
    }

    private static double largest(double[] x) {
        double largest = 0;
        for (double value : x) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
