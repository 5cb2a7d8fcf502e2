package dev.candor.numeric;

import java.util.stream.IntStream;

/**
 * Elementary functions in the forms payments need: differences that would cancel are written as sums of one sign.
 * StrictMath or plain arithmetic throughout, so that every machine returns the same bits.
 */
public final class Stable {
    /** Ck = 1/k! to the nearest double: every factorial up to 19! is a double. */
    private static final double C2 = 1.0 / 2;

    private static final double C3 = 1.0 / 6;
    private static final double C4 = 1.0 / 24;
    private static final double C5 = 1.0 / 120;
    private static final double C6 = 1.0 / 720;
    private static final double C7 = 1.0 / 5040;
    private static final double C8 = 1.0 / 40320;
    private static final double C9 = 1.0 / 362880;
    private static final double C10 = 1.0 / 3628800;
    private static final double C11 = 1.0 / 39916800;
    private static final double C12 = 1.0 / 479001600;
    private static final double C13 = 1.0 / 6227020800L;
    private static final double C14 = 1.0 / 87178291200L;
    private static final double C15 = 1.0 / 1307674368000L;
    private static final double C16 = 1.0 / 20922789888000L;
    private static final double C17 = 1.0 / 355687428096000L;
    private static final double C18 = 1.0 / 6402373705728000L;
    private static final double C19 = 1.0 / 121645100408832000L;

    /** 1/(2k+3) for k = 0 … 12. */
    private static final double[] INVERSE_ODD =
            IntStream.range(0, 13).mapToDouble(k -> 1.0 / (2 * k + 3)).toArray();

    /** log 2 as a sum whose first part has 33 bits. */
    private static final double LOG_2_HIGH = 0x1.62e42feep-1;

    private static final double LOG_2_LOW = 0x1.a39ef35793c76p-33;
    private static final double LOG_2 = 0x1.62e42fefa39efp-1;

    private Stable() {}

    /**
     * ψ(u) = eᵘ − 1 − u ≥ 0, to full relative accuracy; no library function is called while |u| ≤ 40.
     *
     * <p>The series u²·Σ uᵏ/(k+2)! stops after n terms when |u| ≤ b and the first term left out, 2bⁿ/(n+2)! of the sum, is
     * below 2⁻⁵⁵: n = 5, 7, 14, 18 for b = 2⁻⁹, 2⁻⁶, 2⁻¹, 1.
     */
    public static double psi(double u) {
        double size = Math.abs(u);
        if (size <= 0x1p-9) {
            return u * u * (C2 + u * (C3 + u * (C4 + u * (C5 + u * C6))));
        }
        if (size <= 1) {
            return u * u * psiSeries(u, size);
        }
        return size <= 40 ? expm1Reduced(u) - u : StrictMath.expm1(u) - u;
    }

    /** eᵘ − 1 to two units in the last place, by {@link #psi} or the reduction below; no library function while |u| ≤ 40. */
    public static double expm1(double u) {
        double size = Math.abs(u);
        if (size <= 0.5) {
            return u + u * u * psiSeries(u, size);
        }
        return size <= 40 ? expm1Reduced(u) : StrictMath.expm1(u);
    }

    /** ψ(u)/u² for {@code size} = |u| ≤ 1. */
    private static double psiSeries(double u, double size) {
        if (size <= 0x1p-6) {
            return C2 + u * (C3 + u * (C4 + u * (C5 + u * (C6 + u * (C7 + u * C8)))));
        }
        return size <= 0.5 ? psiSeries14(u) : psiSeries18(u);
    }

    /** Σ uᵏ/(k+2)!, k = 0 … 13, even and odd powers apart: two short chains instead of a long one. */
    private static double psiSeries14(double u) {
        double v = u * u;
        double even = C2 + v * (C4 + v * (C6 + v * (C8 + v * (C10 + v * (C12 + v * C14)))));
        double odd = C3 + v * (C5 + v * (C7 + v * (C9 + v * (C11 + v * (C13 + v * C15)))));
        return even + u * odd;
    }

    /** Σ uᵏ/(k+2)!, k = 0 … 17. */
    private static double psiSeries18(double u) {
        double v = u * u;
        double even = C2 + v * (C4 + v * (C6 + v * (C8 + v * (C10 + v * (C12 + v * (C14 + v * (C16 + v * C18)))))));
        double odd = C3 + v * (C5 + v * (C7 + v * (C9 + v * (C11 + v * (C13 + v * (C15 + v * (C17 + v * C19)))))));
        return even + u * odd;
    }

    /**
     * eᵘ − 1 for ½ ≤ |u| ≤ 40: with u = k·log 2 + r, |r| ≤ 0.35, it is 2ᵏ·(eʳ − 1) + (2ᵏ − 1). k times the upper part of
     * log 2 is exact (k < 2⁶, 33 bits), r is off by 2⁻⁵³ of itself and 2⁻⁵⁸ of 1, so the result by two units in the last
     * place.
     */
    private static double expm1Reduced(double u) {
        double k = Math.rint(u * (1 / LOG_2));
        double r = (u - k * LOG_2_HIGH) - k * LOG_2_LOW;
        double power = Double.longBitsToDouble((long) (k + 1023) << 52);
        return power * (r + r * r * psiSeries14(r)) + (power - 1);
    }

    /**
     * z − log(1 + z) ≥ 0 for z > −1, to full relative accuracy.
     *
     * <p>With s = z/(2+z): log(1+z) = 2·artanh(s) and z − 2s = s·z, so the difference is s·z − 2(s³/3 + s⁵/5 + …).
     */
    public static double logDeficit(double z) {
        double size = Math.abs(z);
        if (size > 0.4) {
            return z - StrictMath.log1p(z);
        }
        double s = z / (2 + z);
        double square = s * s;
        return s * z - 2 * s * square * artanhTail(square, size);
    }

    /**
     * log(1 + e) for e ≥ 0 to two units in the last place; no library function is called while e ≤ 0.4.
     *
     * <p>Up to 2⁻²⁰ the power series: what it leaves out is e³/4 ≤ 2⁻⁶² of the result. Up to 0.4, 2·artanh(s) with
     * s = e/(2+e).
     */
    public static double log1pOfExcess(double e) {
        if (e <= 0x1p-20) {
            return e - e * e * (0.5 - e * (1.0 / 3));
        }
        if (e > 0.4) {
            return StrictMath.log1p(e);
        }
        double s = e / (2 + e);
        double square = s * s;
        return 2 * s + 2 * s * square * artanhTail(square, e);
    }

    /**
     * (artanh(s) − s)/s³ = 1/3 + s²/5 + s⁴/7 + … for s = z/(2+z), {@code size} = |z| ≤ 0.4.
     *
     * <p>n terms leave out 3·s²ⁿ/(2n+3) of it, which is below 2⁻⁵⁵ for n = 4 while |z| ≤ 2⁻⁶ (|s| ≤ 2⁻⁶·⁹⁸), for n = 7
     * while |z| ≤ 2⁻³ (|s| ≤ 2⁻³·⁹), and for n = 13 while |z| ≤ 0.4 (|s| ≤ ¼).
     */
    private static double artanhTail(double square, double size) {
        if (size <= 0x1p-6) {
            return 1.0 / 3 + square * (1.0 / 5 + square * (1.0 / 7 + square * (1.0 / 9)));
        }
        int last = size <= 0x1p-3 ? 6 : 12;
        double tail = INVERSE_ODD[last];
        for (int k = last - 1; k >= 0; k--) {
            tail = tail * square + INVERSE_ODD[k];
        }
        return tail;
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

    /** a + b − sum for {@code sum} = a + b rounded: exactly (Knuth's TwoSum). */
    public static double sumRest(double a, double b, double sum) {
        double tail = sum - a;
        return (a - (sum - tail)) + (b - tail);
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
