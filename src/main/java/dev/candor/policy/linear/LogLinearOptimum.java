package dev.candor.policy.linear;

import dev.candor.divergence.References;
import dev.candor.numeric.Compensated;
import dev.candor.numeric.ExactSums;
import dev.candor.numeric.Stable;

/**
 * The optimum of linear rewards r_i = β_i·φ under λ·KL: π* ∝ π0·exp(θ·φ) with θ = Σ_i κ_i w_i β_i / λ, which no policy
 * at all betters. Its welfare is G = λ Σ_c q_c log E_π0[exp(θ·φ)].
 */
public final class LogLinearOptimum {
    private static final double U = 0x1p-53;
    /** log π* below which a candidate is no candidate to any charge: what it could add is lost in underflow. */
    private static final double GONE = -700;
    /** Below this a sum of squares has lost digits to underflow. */
    private static final double SMALLEST_SQUARE = 1e-280;

    private final PreciseVector theta;

    private LogLinearOptimum(PreciseVector theta) {
        this.theta = theta;
    }

    /** With coefficients θ, length d. */
    public LogLinearOptimum(double[] theta) {
        this(PreciseVector.of(theta));
    }

    /** θ = aggregate/λ, the aggregate Σ_i κ_i w_i β_i in exact sums of {@link AgentBatch#addTo}. */
    public static LogLinearOptimum of(ExactSums aggregate, double lambda) {
        return new LogLinearOptimum(PreciseVector.quotient(aggregate, lambda));
    }

    /** θ to the nearest doubles, length d. */
    public double[] theta() {
        return theta.rounded();
    }

    /** λθ·φ of each candidate of the block, off by u of itself: S, when θ is that of all agents. Length M. */
    public double[] rewards(FeatureBlock block, double lambda) {
        double[] rewards = new double[block.candidates()];
        Compensated product = new Compensated();
        for (int c = 0; c < block.prompts(); c++) {
            double[] feature = block.features(c);
            for (int x = block.start(c); x < block.start(c + 1); x++) {
                theta.times(feature, (x - block.start(c)) * theta.length(), product);
                rewards[x] = lambda * product.value();
            }
        }
        return rewards;
    }

    /** Solves the prompts of the block and adds them to {@code sums}. */
    public SolvedFeatures solve(FeatureBlock block, OptimumSums sums) {
        if (block.features() != theta.length() || sums.features() != theta.length()) {
            throw new IllegalArgumentException("cannot solve: " + block.features() + " features in the block, "
                    + sums.features() + " in the sums, " + theta.length() + " coefficients");
        }
        SolvedFeatures solved = new SolvedFeatures(theta.length(), block.starts(), block.promptWeights());
        for (int c = 0; c < block.prompts(); c++) {
            solve(block, c, solved, sums);
        }
        return solved;
    }

    private void solve(FeatureBlock block, int prompt, SolvedFeatures solved, OptimumSums sums) {
        double[] logRef = block.logRefs(prompt);
        double[] feature = block.features(prompt);
        double[] gap = new double[logRef.length];
        int mode = gaps(theta, feature, logRef, gap);
        double[] prob = new double[gap.length];
        double[] logProb = new double[gap.length];
        softmax(logRef, gap, mode, prob, logProb);
        int from = block.start(prompt);
        System.arraycopy(prob, 0, solved.prob, from, prob.length);
        System.arraycopy(logProb, 0, solved.logProb, from, prob.length);
        solved.mode[prompt] = mode;
        solved.error[prompt] = error(feature, logRef, gap, mode, logProb);
        double weight = block.promptWeight(prompt);
        centre(feature, prob, mode, weight, solved, from, sums);
        measure(solved, prompt, prob.length, sums);
        Compensated ofMode = new Compensated();
        theta.times(feature, mode * theta.length(), ofMode);
        double[] ref = References.probabilities(logRef);
        double logMoment = logMoment(logRef, ref, gap);
        sums.addMoment(weight, ofMode.high);
        sums.addMoment(weight, ofMode.low);
        sums.addMoment(weight, logMoment);
        sums.addPrompt(weight * divergence(ref, prob, gap, logMoment), solved.error[prompt], prob.length);
    }

    /**
     * gap_x = θ·φ_m − θ·φ_x by products of twice the precision, m a candidate where log π0 + θ·φ is largest; returns m.
     */
    public static int gaps(PreciseVector theta, double[] feature, double[] logRef, double[] gap) {
        int d = theta.length();
        double[] low = new double[gap.length];
        Compensated product = new Compensated();
        int mode = 0;
        for (int x = 0; x < gap.length; x++) {
            theta.times(feature, x * d, 0, product);
            gap[x] = product.high;
            low[x] = product.low;
            mode = (logRef[x] - logRef[mode]) + ((gap[x] - gap[mode]) + (low[x] - low[mode])) > 0 ? x : mode;
        }
        double high = gap[mode];
        double lowOfMode = low[mode];
        for (int x = 0; x < gap.length; x++) {
            gap[x] = (high - gap[x]) + (lowOfMode - low[x]);
        }
        return mode;
    }

    /** π* and log π*, counted from the mode; π* sums to 1 within 2u, however many candidates there are. */
    private static void softmax(double[] logRef, double[] gap, int mode, double[] prob, double[] logProb) {
        for (int x = 0; x < gap.length; x++) {
            logProb[x] = (logRef[x] - logRef[mode]) - gap[x];
        }
        double normaliser = Stable.logSumExp(logProb, 0, logProb.length);
        for (int x = 0; x < gap.length; x++) {
            logProb[x] -= normaliser;
            prob[x] = StrictMath.exp(logProb[x]);
        }
        double mass = Compensated.sum(prob, 0, prob.length);
        double logMass = StrictMath.log1p(mass - 1);
        for (int x = 0; x < prob.length; x++) {
            prob[x] /= mass;
            logProb[x] -= logMass;
        }
    }

    /** Bound on the relative error of π*, of candidates with log π* ≥ {@link #GONE}. */
    private double error(double[] feature, double[] logRef, double[] gap, int mode, double[] logProb) {
        int d = theta.length();
        double most = 0;
        for (int x = 0; x < gap.length; x++) {
            if (logProb[x] >= GONE) {
                double missed = theta.missed() / U * theta.size(feature, x * d, 0);
                double from = Math.abs(logRef[x] - logRef[mode]);
                most = Math.max(most, missed + 2 * (from + Math.abs(gap[x]) + Math.abs(logProb[x])) + 8);
            }
        }
        double logarithm = 2 * U * (most + theta.missed() / U * theta.size(feature, mode * d, 0));
        return logarithm <= 1 ? StrictMath.expm1(logarithm) : Double.MAX_VALUE;
    }

    /**
     * Writes φ − E_π*[φ], off by at most 8u of |φ − φ_m| and |E_π*[φ] − φ_m|: first φ less that of the likeliest candidate m,
     * then less the mean of that. Features that are constant on the prompt become exact zeros.
     */
    private void centre(
            double[] feature,
            double[] prob,
            int mode,
            double weight,
            SolvedFeatures solved,
            int from,
            OptimumSums sums) {
        int d = theta.length();
        Compensated sum = new Compensated();
        for (int j = 0; j < d; j++) {
            double origin = feature[mode * d + j];
            double squares = 0;
            sum.clear();
            for (int x = 0; x < prob.length; x++) {
                double away = feature[x * d + j] - origin;
                sum.add(prob[x], away);
                sum.low += prob[x] * PreciseVector.lost(feature[x * d + j], origin, away);
                squares += prob[x] * away * away;
            }
            double mean = sum.value();
            for (int x = 0; x < prob.length; x++) {
                solved.centred[(from + x) * solved.stride + j] = (feature[x * d + j] - origin) - mean;
            }
            sums.addMean(j, weight, origin);
            sums.addMean(j, weight, sum.high);
            sums.addMean(j, weight, sum.low);
            sums.addSquare(j, weight * squares);
        }
    }

    /** Sets the prompt's radius and widens the ranges. */
    private void measure(SolvedFeatures solved, int prompt, int candidates, OptimumSums sums) {
        int d = theta.length();
        double radius = 0;
        for (int x = 0; x < candidates; x++) {
            int row = (solved.start[prompt] + x) * solved.stride;
            double squares = 0;
            double sizes = 0;
            for (int j = 0; j < d; j++) {
                double size = Math.abs(solved.centred[row + j]);
                squares += size * size;
                sizes += size;
                sums.widen(j, size);
            }
            radius = Math.max(radius, squares < SMALLEST_SQUARE ? sizes : Math.sqrt(squares));
        }
        solved.radius[prompt] = radius;
        sums.widenRadius(radius);
    }

    /** log E_π0[exp(−gap)]. */
    public static double logMoment(double[] logRef, double[] ref, double[] gap) {
        double least = 0;
        double most = 0;
        for (double value : gap) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        if (Math.max(-least, most) <= JensenGap.SMALL) {
            double[] y = negated(gap);
            double mean = JensenGap.mean(ref, y);
            return mean + JensenGap.of(ref, y, mean);
        }
        if (least >= -JensenGap.SMALL) {
            Compensated excess = new Compensated();
            for (int x = 0; x < gap.length; x++) {
                excess.add(ref[x], Stable.expm1(-gap[x]));
            }
            if (excess.value() >= -0.5) {
                return StrictMath.log1p(excess.value());
            }
        }
        double[] exponent = new double[gap.length];
        for (int x = 0; x < gap.length; x++) {
            exponent[x] = logRef[x] - gap[x];
        }
        return Stable.logSumExp(exponent, 0, gap.length);
    }

    /**
     * KL(π* ‖ π0) as a sum of terms ≥ 0, π·L − π + π0 with L = −gap − {@code logMoment}; for close candidates as
     * log E_π*[exp(gap)] − E_π*[gap], for π0 ∝ π*·exp(gap).
     */
    private static double divergence(double[] ref, double[] prob, double[] gap, double logMoment) {
        double largest = 0;
        for (double value : gap) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (largest <= JensenGap.SMALL) {
            return JensenGap.of(prob, gap, JensenGap.mean(prob, gap));
        }
        double sum = 0;
        for (int x = 0; x < gap.length; x++) {
            double logRatio = -gap[x] - logMoment;
            if (Math.abs(logRatio) <= 1) {
                sum += ref[x] * Stable.entropyExcess(Stable.expm1(logRatio));
            } else {
                sum += ref[x] + (prob[x] > 0 ? prob[x] * (logRatio - 1) : 0);
            }
        }
        return sum;
    }

    private static double[] negated(double[] gap) {
        double[] y = new double[gap.length];
        for (int x = 0; x < y.length; x++) {
            y[x] = -gap[x];
        }
        return y;
    }
}
