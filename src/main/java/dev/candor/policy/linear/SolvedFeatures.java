package dev.candor.policy.linear;

import java.io.Serializable;

/**
 * The solved prompts of a {@link FeatureBlock}: π* and the features less their mean under it, φ − E_π*[φ]. With these an
 * agent's Y = d − E_π*[d] is κw·β·(φ − E_π*[φ]), one matrix product in which the mean no longer cancels.
 */
public final class SolvedFeatures implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Rows of {@link #centred} are padded with zeros to a multiple of this. */
    static final int LANE = 4;

    final int features;
    /** Length of a row of {@link #centred}. */
    final int stride;
    /** Length P + 1. */
    final int[] start;
    /** q_c, length P. */
    final double[] promptWeight;
    /** π*, length M. */
    final double[] prob;
    /** log π*, length M. */
    final double[] logProb;
    /** φ − E_π*[φ], length M·stride. */
    final double[] centred;
    /** max_x ‖φ − E_π*[φ]‖₂, length P. */
    final double[] radius;
    /** The likeliest candidate, counted within its prompt, length P. */
    final int[] mode;
    /** Bound on the relative error of π*, length P. */
    final double[] error;

    SolvedFeatures(int features, int[] start, double[] promptWeight) {
        int candidates = start[start.length - 1];
        this.features = features;
        this.stride = padded(features);
        this.start = start;
        this.promptWeight = promptWeight;
        this.prob = new double[candidates];
        this.logProb = new double[candidates];
        this.centred = new double[Math.multiplyExact(candidates, stride)];
        this.radius = new double[promptWeight.length];
        this.mode = new int[promptWeight.length];
        this.error = new double[promptWeight.length];
    }

    static int padded(int features) {
        return (features + LANE - 1) / LANE * LANE;
    }

    int prompts() {
        return promptWeight.length;
    }

    /** π* of the candidate. */
    public double prob(int candidate) {
        return prob[candidate];
    }

    /** φ_j − E_π*[φ_j] of the candidate. */
    public double centred(int candidate, int j) {
        return centred[candidate * stride + j];
    }
}
