package dev.candor.learn;

/** Ratings as a function of β: positions t ~ N(β·φ, sd²), independent. */
final class LinearRatings extends LinearLikelihood {
    private final double precision;
    private final double[] x;

    LinearRatings(JudgedItems judged, double[] phi, int d, double deviation) {
        super(judged, phi, d);
        this.precision = 1 / (deviation * deviation);
        this.x = new double[d];
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
        for (int k = from; k < to; k++) {
            int item = judged.item(k);
            System.arraycopy(phi, item * d, x, 0, d);
            add(x, precision * (judged.position(k) - utility(beta, item)), precision, gradient, information);
        }
    }

    @Override
    void addExpectedDerivatives(double[] beta, double[] covariance, double[] gradient, double[] information) {
        // The gradient is linear, the information the same everywhere.
        addDerivatives(beta, gradient, information);
    }
}
