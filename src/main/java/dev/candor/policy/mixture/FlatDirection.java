package dev.candor.policy.mixture;

import dev.candor.optim.FaceFactor;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A direction z along which the mixture hardly changes, Σz = 0: one expert less those that are almost the same together.
 * The Hessian says nothing of it, for it squares what experts differ by.
 */
final class FlatDirection implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final double UNIT_ROUNDOFF = 0x1p-53;
    /** Each makes z good to what the Hessian's factor leaves of it: some 10⁻⁵ where experts are almost alike. */
    private static final int REFINEMENTS = 3;

    private final double[] z;
    private final double norm;

    private FlatDirection(double[] z, double norm) {
        this.z = z;
        this.norm = norm;
    }

    /**
     * One for each member of a face that its factor leaves out. Copies are no exception: equal doubles may have been told
     * apart.
     */
    static List<FlatDirection> of(MixtureCounterfactuals game, double[] hessian, long face, FaceFactor factor) {
        int experts = game.theta.length;
        int first = Long.numberOfTrailingZeros(face);
        List<FlatDirection> flats = new ArrayList<>();
        for (int k = 0; k < experts; k++) {
            if ((face >>> k & 1) == 1 && !factor.isIndependent(k)) {
                double[] edge = new double[experts];
                for (int l = 0; l < experts; l++) {
                    edge[l] = hessian[l * experts + k] - hessian[l * experts + first];
                }
                double[] z = new double[experts];
                factor.step(edge, z);
                for (int l = 0; l < experts; l++) {
                    z[l] = (l == k ? 1 : l == first ? -1 : 0) - z[l];
                }
                flats.add(new FlatDirection(z, shortened(game, factor, z)));
            }
        }
        return flats;
    }

    /** Makes z as short as the others can make it; at least ‖z‖. */
    private static double shortened(MixtureCounterfactuals game, FaceFactor factor, double[] z) {
        double[] slope = new double[z.length];
        double[] step = new double[z.length];
        double norm = norm(game, z, slope);
        for (int round = 0; round < REFINEMENTS; round++) {
            factor.step(slope, step);
            for (int l = 0; l < z.length; l++) {
                z[l] -= step[l];
            }
            norm = norm(game, z, slope);
        }
        return norm;
    }

    /** At least ‖z‖, candidate by candidate: nothing is squared before it is small. {@code slope} becomes Hz. */
    private static double norm(MixtureCounterfactuals game, double[] z, double[] slope) {
        Arrays.fill(slope, 0);
        double sum = 0;
        for (int x = 0; x < game.base.length; x++) {
            if (game.scale[x] > 0) {
                double change = 0;
                double size = 0;
                for (int k = 0; k < z.length; k++) {
                    double part = z[k] * game.block.prob[x * z.length + k];
                    change += part;
                    size += Math.abs(part);
                }
                double curvature = game.scale[x] * game.divergence.curvature(game.base[x], game.block.ref[x]);
                double most = Math.abs(change) + z.length * UNIT_ROUNDOFF * size;
                sum += curvature * most * most;
                for (int k = 0; k < z.length; k++) {
                    slope[k] += curvature * change * game.block.prob[x * z.length + k];
                }
            }
        }
        return Math.sqrt(sum);
    }

    /** ‖z‖. */
    double norm() {
        return norm;
    }

    /** Σ|z_k|. */
    double length() {
        double sum = 0;
        for (double part : z) {
            sum += Math.abs(part);
        }
        return sum;
    }

    /** ⟨r,z⟩. */
    double dot(double[] r) {
        double sum = 0;
        for (int k = 0; k < z.length; k++) {
            sum += r[k] * z[k];
        }
        return sum;
    }

    /** Σ|r_k z_k|. */
    double sizes(double[] r) {
        double sum = 0;
        for (int k = 0; k < z.length; k++) {
            sum += Math.abs(r[k] * z[k]);
        }
        return sum;
    }

    /**
     * What noise of slopes can gain along z: of known residuals, of errors up to {@code off}, and E‖z‖; entries of the Hessian
     * are at most {@code largest}.
     */
    double slack(double[] unclean, double[] off, double noise, double largest) {
        return Math.abs(dot(unclean)) + sizes(off) + noise * norm + largest * rounding();
    }

    /** What the rounding of a Hessian of entries up to 1 can make of ½zᵀHz. */
    private double rounding() {
        double length = length();
        return (z.length + 12) * UNIT_ROUNDOFF * length * length;
    }
}
