package dev.candor.policy.linear;

import java.io.Serializable;
import java.util.Arrays;

/** P consecutive prompts with M candidates in all and d features φ a candidate, as flat arrays. */
public final class FeatureBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Largest d: covariances are d×d, tiles of agents d×64 doubles. */
    public static final int MAX_FEATURES = 512;

    private final int features;
    /** Offsets of the prompts' candidates, length P + 1. */
    private final int[] start;
    /** q_c, length P; sums to 1 over the whole run. */
    private final double[] promptWeight;
    /** log π0, length M; Σ exp = 1 on each prompt. */
    private final double[] logRef;
    /** φ_j of candidate x at x·d + j, length M·d. */
    private final double[] feature;

    /**
     * Takes the arrays without copying them.
     *
     * @param features d
     * @param start offsets of the prompts' candidates, length P + 1, from 0 to M, increasing
     * @param promptWeight q_c ≥ 0, length P
     * @param logRef log π0, length M
     * @param feature φ, length M·d, finite
     */
    public FeatureBlock(int features, int[] start, double[] promptWeight, double[] logRef, double[] feature) {
        if (features < 1 || features > MAX_FEATURES) {
            throw new IllegalArgumentException(
                    "cannot use " + features + " features: from 1 to " + MAX_FEATURES + " are possible");
        }
        if (start.length != promptWeight.length + 1
                || start[0] != 0
                || start[promptWeight.length] != logRef.length
                || feature.length != (long) logRef.length * features) {
            throw new IllegalArgumentException("cannot make a feature block: " + promptWeight.length + " prompts with "
                    + start.length + " offsets, " + logRef.length + " candidates with " + feature.length
                    + " values of " + features + " features");
        }
        for (int c = 0; c < promptWeight.length; c++) {
            if (start[c + 1] <= start[c]) {
                throw new IllegalArgumentException("cannot make a feature block: prompt " + c + " has no candidate");
            }
        }
        for (double value : feature) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("cannot use the feature value " + value + ": it must be finite");
            }
        }
        this.features = features;
        this.start = start;
        this.promptWeight = promptWeight;
        this.logRef = logRef;
        this.feature = feature;
    }

    /** d. */
    public int features() {
        return features;
    }

    /** P. */
    public int prompts() {
        return promptWeight.length;
    }

    /** M. */
    public int candidates() {
        return logRef.length;
    }

    /** Index of the prompt's first candidate; of prompt P, M. */
    public int start(int prompt) {
        return start[prompt];
    }

    /** q of the prompt. */
    public double promptWeight(int prompt) {
        return promptWeight[prompt];
    }

    /** log π0 of the candidate. */
    public double logRef(int candidate) {
        return logRef[candidate];
    }

    /** φ_j of the candidate. */
    public double feature(int candidate, int j) {
        return feature[candidate * features + j];
    }

    /** Widens {@code range}, length d, to what each feature ranges over on some prompt of the block. */
    public void widen(double[] range) {
        for (int c = 0; c < prompts(); c++) {
            for (int j = 0; j < features; j++) {
                double least = Double.POSITIVE_INFINITY;
                double most = Double.NEGATIVE_INFINITY;
                for (int x = start[c]; x < start[c + 1]; x++) {
                    least = Math.min(least, feature(x, j));
                    most = Math.max(most, feature(x, j));
                }
                range[j] = Math.max(range[j], most - least);
            }
        }
    }

    /**
     * The same block with features counted from the middle of their range on each prompt: no policy depends on that.
     *
     * @param mean receives, on top of what it holds, Σ_c q_c × those middles; length d
     */
    public FeatureBlock fromMiddle(double[] mean) {
        double[] centred = feature.clone();
        for (int c = 0; c < prompts(); c++) {
            for (int j = 0; j < features; j++) {
                double least = Double.POSITIVE_INFINITY;
                double most = Double.NEGATIVE_INFINITY;
                for (int x = start[c]; x < start[c + 1]; x++) {
                    least = Math.min(least, feature(x, j));
                    most = Math.max(most, feature(x, j));
                }
                double middle = least / 2 + most / 2;
                mean[j] += promptWeight[c] * middle;
                for (int x = start[c]; x < start[c + 1]; x++) {
                    centred[x * features + j] -= middle;
                }
            }
        }
        return new FeatureBlock(features, start, promptWeight, logRef, centred);
    }

    /** The same block with features in units of their own: φ_j / {@code unit}[j], d of them. */
    public FeatureBlock inUnits(double[] unit) {
        double[] scaled = feature.clone();
        for (int k = 0; k < scaled.length; k++) {
            scaled[k] /= unit[k % features];
        }
        return new FeatureBlock(features, start, promptWeight, logRef, scaled);
    }

    public double[] features(int prompt) {
        return Arrays.copyOfRange(feature, start[prompt] * features, start[prompt + 1] * features);
    }

    public double[] logRefs(int prompt) {
        return Arrays.copyOfRange(logRef, start[prompt], start[prompt + 1]);
    }

    public int[] starts() {
        return start;
    }

    public double[] promptWeights() {
        return promptWeight;
    }
}
