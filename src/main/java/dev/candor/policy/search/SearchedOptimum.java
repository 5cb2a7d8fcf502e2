package dev.candor.policy.search;

import dev.candor.optim.CurvatureFactor;
import dev.candor.optim.SolveStatus;
import java.io.Serializable;

/** A local maximum of ASW(θ) − ½ridge‖θ‖² over log-linear policies, as found. */
public final class SearchedOptimum implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double[] theta;
    private final double welfare;
    private final double[] residual;
    private final CurvatureFactor curvature;
    private final double gap;
    private final SolveStatus status;

    SearchedOptimum(
            double[] theta,
            double welfare,
            double[] residual,
            CurvatureFactor curvature,
            double gap,
            SolveStatus status) {
        this.theta = theta;
        this.welfare = welfare;
        this.residual = residual;
        this.curvature = curvature;
        this.gap = gap;
        this.status = status;
    }

    /** θ*, length d. */
    public double[] theta() {
        return theta.clone();
    }

    /** ASW(θ*) − ½ridge‖θ*‖². */
    public double welfare() {
        return welfare;
    }

    /** The slopes left at θ*, length d; not to be changed. */
    double[] residual() {
        return residual;
    }

    /** The metric of steps away from θ*: the curvature there where it is positive. */
    CurvatureFactor curvature() {
        return curvature;
    }

    /** ½⟨∇,H⁻¹∇⟩: about what is left to be gained near θ*. No bound on the maximum. */
    public double gap() {
        return gap;
    }

    public SolveStatus status() {
        return status;
    }
}
