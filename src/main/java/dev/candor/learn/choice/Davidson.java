package dev.candor.learn.choice;

import dev.candor.numeric.Exponential;

/**
 * One comparison with ties (Davidson 1970, eq. 2.3) as a function of d = u_a − u_b:
 *
 * <pre>
 * P(a) = e^{d/2} / Z,   P(b) = e^{−d/2} / Z,   P(tie) = ν / Z,   Z = e^{d/2} + e^{−d/2} + ν
 * </pre>
 *
 * For ν → 0 this is Bradley–Terry in which a tie counts as half a win of each. Everything is written in half = e^{−|d|/2}.
 */
public final class Davidson {
    private Davidson() {}

    /** e^{−|d|/2}. */
    public static double half(double d) {
        return Exponential.of(-Math.abs(d) / 2);
    }

    /** log Z. */
    public static double logZ(double d, double nu) {
        double half = half(d);
        return Math.abs(d) / 2 + StrictMath.log1p(half * (half + nu));
    }

    /** P(a) − P(b) = 2·∂log Z/∂d. */
    public static double lead(double d, double half, double nu) {
        double z = 1 + half * (half + nu);
        double stronger = 1 / z;
        double weaker = half * half / z;
        return d >= 0 ? stronger - weaker : weaker - stronger;
    }

    /** ∂²log Z/∂d² = ¼(P(a) + P(b) − (P(a) − P(b))²), the square taken apart: nothing cancels when one of them is near 1. */
    public static double curvature(double half, double nu) {
        double z = 1 + half * (half + nu);
        double stronger = 1 / z;
        double weaker = half * half / z;
        return (4 * stronger * weaker + (stronger + weaker) * half * nu / z) / 4;
    }
}
