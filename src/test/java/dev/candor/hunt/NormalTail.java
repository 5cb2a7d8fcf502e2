package dev.candor.hunt;

/** Quantiles of the normal distribution from its density alone. */
final class NormalTail {
    private static final int STEPS = 4000;
    private static final double FAR = 14;

    private NormalTail() {}

    /** z with 2Φ(z) − 1 = confidence^(1/errors); 0 of no errors. */
    static double simultaneous(double confidence, long errors) {
        if (errors == 0) {
            return 0;
        }
        double beyond = -StrictMath.expm1(StrictMath.log(confidence) / errors);
        double low = 0;
        double high = FAR;
        for (int k = 0; k < 60; k++) {
            double middle = (low + high) / 2;
            if (2 * above(middle) > beyond) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** P(Z > z) by Simpson's rule. */
    private static double above(double z) {
        double step = FAR / STEPS;
        double sum = 0;
        for (int k = 0; k <= STEPS; k++) {
            double t = z + k * step;
            int times = k == 0 || k == STEPS ? 1 : k % 2 == 1 ? 4 : 2;
            sum += times * StrictMath.exp(-t * t / 2);
        }
        return sum * step / 3 / Math.sqrt(2 * Math.PI);
    }
}
