package dev.candor.numeric;

/**
 * Elementary functions in the forms payments need: differences that would cancel are written as sums of one sign.
 * StrictMath or plain arithmetic throughout, so that every machine returns the same bits.
 */
public final class Stable {
    /** 1/k! for k = 2 … 19. */
    private static final double[] INVERSE_FACTORIAL = inverseFactorials();

    private Stable() {}

    private static double[] inverseFactorials() {
        double[] inverse = new double[18];
        double factorial = 1;
        for (int k = 2; k < 20; k++) {
            factorial *= k;
            inverse[k - 2] = 1 / factorial;
        }
        return inverse;
    }

    /** ψ(u) = eᵘ − 1 − u ≥ 0, to full relative accuracy; no exp is spent when |u| ≤ 1. */
    public static double psi(double u) {
        double size = Math.abs(u);
        if (size <= 0x1p-10) {
            return u * u * (0.5 + u * (1.0 / 6 + u * (1.0 / 24 + u * (1.0 / 120 + u * (1.0 / 720)))));
        }
        if (size <= 0x1p-3) {
            return u * u * series(u, 9);
        }
        if (size <= 1) {
            return u * u * series(u, 17);
        }
        return StrictMath.expm1(u) - u;
    }

    /** Σ_{k=0..last} uᵏ/(k+2)!, by Horner's rule. */
    private static double series(double u, int last) {
        double sum = INVERSE_FACTORIAL[last];
        for (int k = last - 1; k >= 0; k--) {
            sum = sum * u + INVERSE_FACTORIAL[k];
        }
        return sum;
    }

    /**
     * z − log(1 + z) ≥ 0 for z > −1, to full relative accuracy.
     *
     * <p>With s = z/(2+z): log(1+z) = 2·artanh(s) and z − 2s = s·z, so the difference is s·z − 2(s³/3 + s⁵/5 + …).
     */
    public static double logDeficit(double z) {
        if (Math.abs(z) > 0.4) {
            return z - StrictMath.log1p(z);
        }
        double s = z / (2 + z);
        double square = s * s;
        double tail = 0;
        for (int k = 27; k >= 3; k -= 2) {
            tail = tail * square + 1.0 / k;
        }
        return s * z - 2 * s * square * tail;
    }

    /** (1 + e)·log(1 + e) − e ≥ 0 for e ≥ −1: the integrand of KL at likelihood ratio 1 + e. */
    public static double entropyExcess(double e) {
        if (e <= -1) {
            return 1;
        }
        if (Math.abs(e) > 0.4) {
            return (1 + e) * StrictMath.log1p(e) - e;
        }
        return e * e - (1 + e) * logDeficit(e);
    }

    /** log Σ exp(x_k) over k in [from, to). */
    public static double logSumExp(double[] x, int from, int to) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = from; k < to; k++) {
            largest = Math.max(largest, x[k]);
        }
        if (Double.isInfinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (int k = from; k < to; k++) {
            sum += StrictMath.exp(x[k] - largest);
        }
        return largest + StrictMath.log(sum);
    }
}
