package dev.candor.policy.mixture;

import dev.candor.divergence.MixtureDivergence;
import java.util.Arrays;

/** How π at an agent's mixture lies to π*: what carries bounds from the one to the other ({@code docs/mixture.md}). */
final class MixtureSpan {
    private static final double UNIT_ROUNDOFF = 0x1p-53;
    private static final double MOST_HESSIAN_ERROR = 1e-2;

    /** τ tried for the bound that needs no stretching. */
    private static final double[] RISES = {1.0 / 64, 1.0 / 8, 1};

    private final MixtureDivergence divergence;
    private final MixtureUncertainty uncertainty;
    private final double[] ratio;
    private final double lowest;
    /** The Hessian at the agent's mixture is at least this times the one of the quadratic program. */
    private final double curvature;
    /** √(H* over the quadratic program's Hessian), at most. */
    private final double noiseFactor;
    /** Relative, of the quadratic program's Hessian; an agent's own is summed over the candidates as it comes. */
    private final double hessianError;

    /**
     * Of one agent.
     *
     * @param ratio R_k at θ*, length K
     * @param lowest the least (π−π*)/π* over the candidates
     * @param highest the largest
     * @param ownRoundings sums of the agent's own Hessian, where the quadratic program has it; 0 where it has the common one
     */
    MixtureSpan(
            MixtureDivergence divergence,
            MixtureUncertainty uncertainty,
            double[] ratio,
            double lowest,
            double highest,
            int ownRoundings) {
        this.divergence = divergence;
        this.uncertainty = uncertainty;
        this.ratio = ratio;
        this.lowest = lowest;
        double left = divergence.curvatureLeft(highest);
        this.curvature = ownRoundings > 0 ? 1 : left;
        this.noiseFactor = ownRoundings > 0 ? 1 / Math.sqrt(left) : 1;
        double summed = ownRoundings > 0 ? UNIT_ROUNDOFF * ownRoundings * uncertainty.condition() : 0;
        this.hessianError = Math.min(MOST_HESSIAN_ERROR, uncertainty.hessianError() + summed);
    }

    /**
     * max F_{−i} − F_{−i}(at) ≤ this: the least of the quadratic bound stretched, the quadratic bound where it shows
     * by itself that no better mixture is far, and Frank–Wolfe's.
     *
     * @param bound of the quadratic program, with the agent's own Hessian or the common one
     * @param noise E
     * @param flat what noise can do along directions in which experts are almost alike
     */
    double above(double bound, double[] slope, double[] at, double noise, double flat) {
        double root = Math.sqrt(bound) + noiseFactor * noise / Math.sqrt(2);
        double quadratic = root * root / curvature;
        double stretched = quadratic * divergence.stretch(farthestRise());
        double farthest = riseOf(4.01 * Math.sqrt(2 * bound + noiseFactor * noise * (noiseFactor * noise)));
        for (double rise : RISES) {
            double left = divergence.curvatureLeft(rise);
            if (farthest < rise * left * curvature) {
                stretched = Math.min(stretched, quadratic / left);
            }
        }
        stretched /= 1 - hessianError;
        double steepest = Arrays.stream(slope).max().orElse(0);
        double frankWolfe = noise * uncertainty.diameter();
        for (int k = 0; k < at.length; k++) {
            frankWolfe += at[k] * (steepest - slope[k]);
        }
        frankWolfe *= 1 + 4 * (at.length + 4) * UNIT_ROUNDOFF;
        return (stretched < frankWolfe ? stretched : frankWolfe) + flat;
    }

    /** T: no mixture raises a probability by more, relative to itself. */
    private double farthestRise() {
        double most = 0;
        for (double r : ratio) {
            most = Math.max(most, r);
        }
        return Math.max(most / (1 + lowest) - 1, 0);
    }

    /** A step of this length raises no probability by more. */
    private double riseOf(double length) {
        return length * noiseFactor * uncertainty.riseOfUnit() / (1 + lowest);
    }
}
