package dev.candor.learn;

/** Comparisons as a function of β: {@link Davidson}'s with d = β·(φ_a − φ_b). */
final class LinearComparisons extends LinearLikelihood {
    private static final double MOST = 300;

    private final double nu;
    /** φ_a − φ_b. */
    private final double[] x;

    LinearComparisons(JudgedItems judged, double[] phi, int d, double nu) {
        super(judged, phi, d);
        this.nu = nu;
        this.x = new double[d];
    }

    /** Sets x and returns β·x; a is the winner, unless they tied. */
    private double lead(double[] beta, int comparison) {
        int a = judged.item(2 * comparison) * d;
        int b = judged.item(2 * comparison + 1) * d;
        double lead = 0;
        for (int j = 0; j < d; j++) {
            x[j] = phi[a + j] - phi[b + j];
            lead += beta[j] * x[j];
        }
        return lead;
    }

    @Override
    public double value(double[] beta) {
        double sum = 0;
        for (int k = from; k < to; k++) {
            double lead = lead(beta, k);
            sum += (judged.tied(k) ? 0 : lead / 2) - Davidson.logZ(lead, nu);
        }
        return sum;
    }

    @Override
    public void addDerivatives(double[] beta, double[] gradient, double[] information) {
        for (int k = from; k < to; k++) {
            double lead = lead(beta, k);
            double half = Davidson.half(lead);
            double slope = ((judged.tied(k) ? 0 : 1) - Davidson.lead(lead, half, nu)) / 2;
            add(x, slope, Davidson.curvature(half, nu), gradient, information);
        }
    }

    @Override
    void addExpectedDerivatives(double[] beta, double[] covariance, double[] gradient, double[] information) {
        for (int k = from; k < to; k++) {
            double odds = exp(lead(beta, k) / 2);
            double deviation = Math.sqrt(Math.max(0, form(covariance, x)));
            double slope = judged.tied(k) ? 0 : 0.5;
            double curvature = 0;
            for (int node = 0; node < GaussHermite.NODES; node++) {
                double weight = GaussHermite.weight(node);
                double away = exp(GaussHermite.node(node) * deviation / 2);
                for (int side = node == 0 ? 1 : 0; side < 2; side++) {
                    double at = side == 0 ? odds / away : odds * away;
                    double half = Math.min(at, 1 / at);
                    slope -= weight * Davidson.lead(at - 1, half, nu) / 2;
                    curvature += weight * Davidson.curvature(half, nu);
                }
            }
            add(x, slope, curvature, gradient, information);
        }
    }

    /** eˣ, far from over- and underflow: beyond, one of the candidates always wins. */
    private static double exp(double x) {
        return StrictMath.exp(Math.min(MOST, Math.max(-MOST, x)));
    }
}
