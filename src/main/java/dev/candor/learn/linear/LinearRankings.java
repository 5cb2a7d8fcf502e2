package dev.candor.learn.linear;

import dev.candor.learn.choice.Rankings;
import java.util.Arrays;

/** Rankings as a function of β: the derivatives of {@link Rankings} at u = Φβ, Φ the m×d features of those ranked, through Φ. */
final class LinearRankings extends LinearLikelihood {
    /** A share of a variance that is rounding. */
    private static final double NOTHING = 1e-10;

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

    /** Term by term: entries of W cancel where choices are nearly certain, and features may be large. */
    @Override
    public void addDerivatives(double[] beta, double[] gradient, double[] information) {
        terms(beta, (x, slope, curvature) -> {
            for (int j = 0; j < d; j++) {
                gradient[j] += slope * x[j];
                double weighted = curvature * x[j];
                for (int k = 0; k <= j; k++) {
                    information[j * d + k] += weighted * x[k];
                }
            }
        });
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
    public boolean terms(double[] beta, Terms terms) {
        for (int ranking = from; ranking < to; ranking++) {
            int first = judged.start(ranking);
            int[] items = new int[judged.start(ranking + 1) - first];
            for (int k = 0; k < items.length; k++) {
                items[k] = judged.item(first + k);
            }
            Rankings.terms(utilities(beta, ranking), items, phi, d, 1, terms);
        }
        return true;
    }

    @Override
    void addExpectedDerivatives(double[] beta, double[] covariance, double[] gradient, double[] information) {
        for (int ranking = from; ranking < to; ranking++) {
            double[] u = utilities(beta, ranking);
            int first = judged.start(ranking);
            int m = u.length;
            double[] root = root(spread(first, m, covariance), m);
            double[] slope = new double[m];
            double[] w = new double[m * m];
            double[] at = new double[m];
            // The 2m points u ± √m·L_k, S = LLᵀ, have the mean and the covariance of N(u, S) (Stroud 1957).
            for (int k = 0; k < m; k++) {
                for (int sign = -1; sign <= 1; sign += 2) {
                    for (int s = 0; s < m; s++) {
                        at[s] = u[s] + sign * Math.sqrt(m) * root[s * m + k];
                    }
                    Rankings.add(at, places(m), 1.0 / (2 * m), slope, w, m);
                }
            }
            through(first, m, slope, w, gradient, information);
        }
    }

    /** L of S = LLᵀ, m×m; zero in columns of which S, positive semidefinite, has nothing left. */
    private static double[] root(double[] spread, int m) {
        double[] root = new double[m * m];
        for (int k = 0; k < m; k++) {
            for (int s = k; s < m; s++) {
                double rest = spread[s * m + k];
                for (int l = 0; l < k; l++) {
                    rest -= root[s * m + l] * root[k * m + l];
                }
                if (s == k && rest <= NOTHING * spread[k * m + k]) {
                    break;
                }
                root[s * m + k] = s == k ? Math.sqrt(rest) : rest / root[k * m + k];
            }
        }
        return root;
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
