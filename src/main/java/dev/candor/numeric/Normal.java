package dev.candor.numeric;

/** The standard normal distribution, the same bits on every machine. */
public final class Normal {
    /** Below this probability the quantile's central approximation gives way to that of the tail. */
    private static final double TAIL = 0.02425;

    private static final double ROOT_TWO_PI = 2.5066282746310002;

    private Normal() {}

    /** Φ⁻¹(p) for p in (0, 1); P. J. Acklam's rational approximation, relative error below 1.2e-9. */
    public static double quantile(double p) {
        if (p < TAIL) {
            return tail(p);
        }
        return p > 1 - TAIL ? -tail(1 - p) : centre(p - 0.5);
    }

    private static double centre(double q) {
        double r = q * q;
        double top = -3.969683028665376e+01;
        top = top * r + 2.209460984245205e+02;
        top = top * r - 2.759285104469687e+02;
        top = top * r + 1.383577518672690e+02;
        top = top * r - 3.066479806614716e+01;
        top = top * r + 2.506628277459239e+00;
        double bottom = -5.447609879822406e+01;
        bottom = bottom * r + 1.615858368580409e+02;
        bottom = bottom * r - 1.556989798598866e+02;
        bottom = bottom * r + 6.680131188771972e+01;
        bottom = bottom * r - 1.328068155288572e+01;
        return q * top / (bottom * r + 1);
    }

    private static double tail(double p) {
        double q = Math.sqrt(-2 * StrictMath.log(p));
        double top = -7.784894002430293e-03;
        top = top * q - 3.223964580411365e-01;
        top = top * q - 2.400758277161838e+00;
        top = top * q - 2.549732539343734e+00;
        top = top * q + 4.374664141464968e+00;
        top = top * q + 2.938163982698783e+00;
        double bottom = 7.784695709041462e-03;
        bottom = bottom * q + 3.224671290700398e-01;
        bottom = bottom * q + 2.445134137142996e+00;
        bottom = bottom * q + 3.754408661907416e+00;
        return top / (bottom * q + 1);
    }

    /** Φ(z); Hart's algorithm 5666 as given by G. West (2005), absolute error below 1e-14. */
    public static double cdf(double z) {
        double x = Math.abs(z);
        double upper = x > 37 ? 0 : StrictMath.exp(-0.5 * x * x) * (x < 7.07106781186547 ? ratio(x) : fraction(x));
        return z > 0 ? 1 - upper : upper;
    }

    private static double ratio(double x) {
        double top = 3.52624965998911e-02;
        top = top * x + 0.700383064443688;
        top = top * x + 6.37396220353165;
        top = top * x + 33.912866078383;
        top = top * x + 112.079291497871;
        top = top * x + 221.213596169931;
        top = top * x + 220.206867912376;
        double bottom = 8.83883476483184e-02;
        bottom = bottom * x + 1.75566716318264;
        bottom = bottom * x + 16.064177579207;
        bottom = bottom * x + 86.7807322029461;
        bottom = bottom * x + 296.564248779674;
        bottom = bottom * x + 637.333633378831;
        bottom = bottom * x + 793.826512519948;
        bottom = bottom * x + 440.413735824752;
        return top / bottom;
    }

    private static double fraction(double x) {
        return 1 / (x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))))) / ROOT_TWO_PI;
    }
}
