package dev.candor.learn.linear;

import java.util.Arrays;

/** Ratings as a function of β: positions t ~ N(β·φ, sd²), independent. */
final class LinearRatings extends LinearLikelihood {
    private final double precision;
    private final FeatureRows rows;
    private final double[] mean = new double[FeatureRows.WIDTH];
    private final double[] slope = new double[FeatureRows.WIDTH];
    private final double[] curvature = new double[FeatureRows.WIDTH];

    LinearRatings(JudgedItems judged, double[] phi, int d, double deviation) {
        super(judged, phi, d);
        this.precision = 1 / (deviation * deviation);
        this.rows = new FeatureRows(d);
        Arrays.fill(curvature, precision);
    }

    @Override
    public double value(double[] beta) {
        double sum = 0;
        for (int k = from; k < to; k++) {
            double off = judged.position(k) - utility(beta, judged.item(k));
            sum -= precision * off * off / 2;
        }
        return sum;
    }

    @Override
    public void addDerivatives(double[] beta, double[] gradient, double[] information) {
        for (int first = from; first < to; first += FeatureRows.WIDTH) {
            int count = Math.min(FeatureRows.WIDTH, to - first);
            if (count < FeatureRows.WIDTH) {
                rows.clear();
                Arrays.fill(slope, 0);
            }
            for (int r = 0; r < count; r++) {
                rows.set(r, phi, judged.item(first + r) * d);
            }
            rows.products(beta, mean);
            for (int r = 0; r < count; r++) {
                slope[r] = precision * (judged.position(first + r) - mean[r]);
            }
            rows.add(slope, curvature, gradient, information);
        }
    }

    @Override
    public boolean terms(double[] beta, Terms terms) {
        for (int k = from; k < to; k++) {
            int at = judged.item(k) * d;
            double[] x = Arrays.copyOfRange(phi, at, at + d);
            terms.add(x, precision * (judged.position(k) - utility(beta, judged.item(k))), precision);
        }
        return true;
    }

    @Override
    void addExpectedDerivatives(double[] beta, double[] covariance, double[] gradient, double[] information) {
        // The gradient is linear, the information the same everywhere.
        addDerivatives(beta, gradient, information);
    }
}
