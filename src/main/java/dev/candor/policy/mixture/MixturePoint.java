package dev.candor.policy.mixture;

import dev.candor.optim.SimplexQuadratic;
import java.util.Arrays;

/** A mixture that the solver has evaluated, with all it knows of it. */
final class MixturePoint {
    /** F is known to this, relative to its terms. */
    private static final double ROUNDING = 1e-13;

    final Evaluation evaluation;
    final double[] theta;
    /** s_k − s_pivot, s = A − ∇C; length K. */
    final double[] slack;
    /** F(θ); −∞ where a candidate is left without mass. */
    final double welfare;
    /** F may be off by this. */
    final double blur;
    /** Frank–Wolfe's: F* − F(θ) is at most this. */
    final double gap;
    /** To the maximiser of the quadratic model on the simplex, length K. */
    final double[] move;
    /** The rise of the quadratic model along the move. */
    final double promised;

    private final double size;

    /** What {@code evaluation} says under A = {@code values}. */
    MixturePoint(Evaluation evaluation, MixtureValues values) {
        this.evaluation = evaluation;
        theta = evaluation.theta();
        int experts = theta.length;
        double value = 0;
        double terms = 0;
        for (int k = 0; k < experts; k++) {
            value += values.value(0, k) * theta[k];
            double slope = evaluation.isInterior() ? evaluation.gradient(k) : 0;
            terms = Math.max(terms, theta[k] * (Math.abs(values.value(0, k)) + Math.abs(slope)));
        }
        double cost = evaluation.value();
        size = Math.max(Math.abs(value), Math.abs(cost));
        blur = Math.max(ROUNDING * Math.max(size, terms), slopeError());
        if (!evaluation.isInterior()) {
            welfare = Double.NEGATIVE_INFINITY;
            slack = new double[experts];
            gap = Double.POSITIVE_INFINITY;
            move = new double[experts];
            promised = Double.POSITIVE_INFINITY;
            return;
        }
        welfare = value - cost;
        slack = evaluation.slack(values, MixtureSolver.largest(theta));
        double best = Arrays.stream(slack).max().orElse(0);
        double sum = 0;
        for (int k = 0; k < experts; k++) {
            sum += theta[k] * (best - slack[k]);
        }
        gap = sum;
        SimplexQuadratic model = new SimplexQuadratic(evaluation.hessian(), experts);
        model.solve(theta, slack);
        move = model.move();
        promised = model.objective();
    }

    /** What the rounding of ∇C can do to ⟨∇C,θ⟩: E·√(θᵀ∇²C θ). */
    private double slopeError() {
        double[] hessian = evaluation.hessian();
        double squared = 0;
        for (int at = 0; at < hessian.length; at++) {
            squared += theta[at / theta.length] * hessian[at] * theta[at % theta.length];
        }
        return evaluation.noise() * Math.sqrt(squared);
    }

    boolean isInterior() {
        return evaluation.isInterior();
    }

    /** Whether the gap is within {@link MixtureSolver#RELATIVE_GAP}, or within the rounding of F where that is larger. */
    boolean isConverged() {
        return gap <= Math.max(MixtureSolver.RELATIVE_GAP * Math.max(Math.abs(welfare), size), blur);
    }

    /** Whether what the model has to gain is below the rounding of the gradient. */
    boolean isExhausted() {
        double noise = evaluation.noise();
        return promised <= 1e-4 * noise * noise || gap == 0;
    }
}
