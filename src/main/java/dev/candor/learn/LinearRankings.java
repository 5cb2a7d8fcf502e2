package dev.candor.learn;

import java.util.Arrays;

/** Rankings as a function of β: the derivatives of {@link Rankings} at u = Φβ, Φ the m×d features of those ranked, through Φ. */
final class LinearRankings extends LinearLikelihood {
    LinearRankings(JudgedItems judged, double[] phi, int d) {
        super(judged, phi, d);
    }

    private double[] utilities(double[] beta, int ranking) {
        int first = judged.start(ranking);
        double[] u = new double[judged.start(ranking + 1) - first];
        for (int k = 0; k < u.length; k++) {
            u[k] = utility(beta, judged.item(first + k));
        }
        return u;
    }

    private static int[] places(int count) {
        int[] places = new int[count];
        for (int k = 0; k < count; k++) {
            places[k] = k;
        }
        return places;
    }

    @Override
    public double value(double[] beta) {
        double sum = 0;
        for (int ranking = from; ranking < to; ranking++) {
            double[] u = utilities(beta, ranking);
            sum += Rankings.value(u, places(u.length));
        }
        return sum;
    }

    @Override
    public void addDerivatives(double[] beta, double[] gradient, double[] information) {
        for (int ranking = from; ranking < to; ranking++) {
            double[] u = utilities(beta, ranking);
            int m = u.length;
            double[] slope = new double[m];
            double[] w = new double[m * m];
            Rankings.add(u, places(m), 1, slope, w, m);
            through(judged.start(ranking), m, slope, w, gradient, information);
        }
    }

    /** Adds Φᵀ·slope and the lower triangle of ΦᵀWΦ. */
    private void through(int first, int m, double[] slope, double[] w, double[] gradient, double[] information) {
        double[] row = new double[d];
        for (int s = 0; s < m; s++) {
            Arrays.fill(row, 0);
            for (int t = 0; t < m; t++) {
                int other = judged.item(first + t) * d;
                for (int k = 0; k < d; k++) {
                    row[k] += w[s * m + t] * phi[other + k];
                }
            }
            int mine = judged.item(first + s) * d;
            for (int j = 0; j < d; j++) {
                gradient[j] += slope[s] * phi[mine + j];
                for (int k = 0; k <= j; k++) {
                    information[j * d + k] += phi[mine + j] * row[k];
                }
            }
        }
    }

    @Override
    void addSkewness(double[] beta, double[] covariance, double[] v) {
        for (int ranking = from; ranking < to; ranking++) {
            double[] u = utilities(beta, ranking);
            int first = judged.start(ranking);
            double[] w = Rankings.skewness(u, spread(first, u.length, covariance));
            for (int k = 0; k < w.length; k++) {
                int at = judged.item(first + k) * d;
                for (int j = 0; j < d; j++) {
                    v[j] += w[k] * phi[at + j];
                }
            }
        }
    }

    /** ΦCΦᵀ of the items ranked, m×m. */
    private double[] spread(int first, int m, double[] covariance) {
        double[] spread = new double[m * m];
        for (int s = 0; s < m; s++) {
            int at = judged.item(first + s) * d;
            double[] mine = Arrays.copyOfRange(phi, at, at + d);
            for (int t = 0; t <= s; t++) {
                spread[s * m + t] = form(covariance, mine, phi, judged.item(first + t) * d);
                spread[t * m + s] = spread[s * m + t];
            }
        }
        return spread;
    }
}
