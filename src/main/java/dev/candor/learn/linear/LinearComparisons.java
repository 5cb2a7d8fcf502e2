package dev.candor.learn.linear;

import dev.candor.learn.choice.Davidson;
import dev.candor.numeric.Exponential;
import java.util.Arrays;

/** Comparisons as a function of β: {@link Davidson}'s with d = β·(φ_a − φ_b), a few of them at a time. */
final class LinearComparisons extends LinearLikelihood {
    private static final int WIDTH = FeatureRows.WIDTH;
    /** Of d/2 and of how far nodes lie from it: beyond, one of the candidates always wins, and e^d stays finite. */
    private static final double MOST = 150;

    private final double nu;
    /** φ_a − φ_b; a is the winner, unless they tied. */
    private final FeatureRows rows;

    private final double[] lead = new double[WIDTH];
    private final double[] variance = new double[WIDTH];
    private final double[] slope = new double[WIDTH];
    private final double[] curvature = new double[WIDTH];

    LinearComparisons(JudgedItems judged, double[] phi, int d, double nu) {
        super(judged, phi, d);
        this.nu = nu;
        this.rows = new FeatureRows(d);
    }

    /** Sets rows and leads of the comparisons from {@code first} on; how many there are. */
    private int load(double[] beta, int first) {
        int count = Math.min(WIDTH, to - first);
        if (count < WIDTH) {
            rows.clear();
            Arrays.fill(slope, 0);
            Arrays.fill(curvature, 0);
        }
        for (int r = 0; r < count; r++) {
            int comparison = first + r;
            rows.setDifference(r, phi, judged.item(2 * comparison) * d, judged.item(2 * comparison + 1) * d);
        }
        rows.products(beta, lead);
        return count;
    }

    @Override
    public double value(double[] beta) {
        double sum = 0;
        for (int first = from; first < to; first += WIDTH) {
            int count = load(beta, first);
            for (int r = 0; r < count; r++) {
                sum += (judged.tied(first + r) ? 0 : lead[r] / 2) - Davidson.logZ(lead[r], nu);
            }
        }
        return sum;
    }

    @Override
    public void addDerivatives(double[] beta, double[] gradient, double[] information) {
        for (int first = from; first < to; first += WIDTH) {
            int count = load(beta, first);
            for (int r = 0; r < count; r++) {
                double half = Davidson.half(lead[r]);
                slope[r] = ((judged.tied(first + r) ? 0 : 1) - Davidson.lead(lead[r], half, nu)) / 2;
                curvature[r] = Davidson.curvature(half, nu);
            }
            rows.add(slope, curvature, gradient, information);
        }
    }

    @Override
    public boolean terms(double[] beta, Terms terms) {
        double[] x = new double[d];
        for (int first = from; first < to; first += WIDTH) {
            int count = load(beta, first);
            for (int r = 0; r < count; r++) {
                double half = Davidson.half(lead[r]);
                rows.copy(r, x);
                terms.add(
                        x,
                        ((judged.tied(first + r) ? 0 : 1) - Davidson.lead(lead[r], half, nu)) / 2,
                        Davidson.curvature(half, nu));
            }
        }
        return true;
    }

    @Override
    void addExpectedDerivatives(double[] beta, double[] covariance, double[] gradient, double[] information) {
        for (int first = from; first < to; first += WIDTH) {
            int count = load(beta, first);
            rows.forms(covariance, variance);
            for (int r = 0; r < count; r++) {
                expect(r, judged.tied(first + r) ? 0 : 1);
            }
            rows.add(slope, curvature, gradient, information);
        }
    }

    /** Slope and curvature of row r on average over leads d ~ N(lead, variance). */
    private void expect(int r, int won) {
        double farthest = Math.min(
                MOST, NormalQuadrature.REACH * NormalQuadrature.STEP * Math.sqrt(Math.max(0, variance[r])) / 2);
        double apart = Exponential.of(farthest / NormalQuadrature.REACH);
        // e^{d/2} at every node, from the lowest.
        double at = Exponential.of(Math.min(MOST, Math.max(-MOST, lead[r] / 2)) - farthest);
        double expectedLead = 0;
        double expectedCurvature = 0;
        for (int node = 0; node < NormalQuadrature.NODES; node++) {
            double weight = NormalQuadrature.weight(node);
            double weaker = 1 / (at * at + nu * at + 1);
            double stronger = at * at * weaker;
            expectedLead += weight * (stronger - weaker);
            expectedCurvature += weight * (4 * stronger * weaker + (stronger + weaker) * (nu * at * weaker));
            at *= apart;
        }
        slope[r] = (won - expectedLead) / 2;
        curvature[r] = expectedCurvature / 4;
    }
}
