package dev.candor.learn.choice;

import java.util.Arrays;

/**
 * Rankings, best first (Plackett 1975, Luce 1959): each place is a choice among those not placed yet,
 *
 * <pre>
 * P(y_1 ≻ … ≻ y_m) = Π_j e^{u(y_j)} / Σ_{l ≥ j} e^{u(y_l)}
 * </pre>
 *
 * A ranking of some candidates says nothing of the others. All that is kept is how often each distinct ranking occurs, in
 * an order that is theirs, so that the order of the rows cannot matter.
 */
public final class Rankings implements Likelihood {
    private final int items;
    private final int[][] rankings;
    private final int[] times;

    private Rankings(int items, int[][] rankings, int[] times) {
        this.items = items;
        this.rankings = rankings;
        this.times = times;
    }

    /**
     * Counts rankings.
     *
     * @param all each of at least two distinct items below {@code items}, in any order; sorted in place
     */
    public static Rankings of(int[][] all, int items) {
        Arrays.sort(all, Arrays::compare);
        int[][] distinct = new int[all.length][];
        int[] times = new int[all.length];
        int size = 0;
        for (int[] ranking : all) {
            if (size == 0 || !Arrays.equals(distinct[size - 1], ranking)) {
                distinct[size++] = ranking;
            }
            times[size - 1]++;
        }
        return new Rankings(items, Arrays.copyOf(distinct, size), Arrays.copyOf(times, size));
    }

    @Override
    public int dimension() {
        return items;
    }

    @Override
    public double value(double[] u) {
        double sum = 0;
        for (int r = 0; r < rankings.length; r++) {
            sum += times[r] * value(u, rankings[r]);
        }
        return sum;
    }

    /** log P of one ranking. */
    public static double value(double[] u, int[] ranking) {
        double[] rest = logRests(u, ranking);
        double sum = 0;
        for (int j = 0; j + 1 < rest.length; j++) {
            sum += u[ranking[j]] - rest[j];
        }
        return sum;
    }

    /** log Σ_{l ≥ j} e^{u(y_l)} by j; descending. */
    private static double[] logRests(double[] u, int[] ranking) {
        double[] rest = new double[ranking.length];
        double log = Double.NEGATIVE_INFINITY;
        for (int j = ranking.length - 1; j >= 0; j--) {
            double more = u[ranking[j]];
            double larger = Math.max(log, more);
            log = larger + StrictMath.log1p(StrictMath.exp(Math.min(log, more) - larger));
            rest[j] = log;
        }
        return rest;
    }

    @Override
    public void addDerivatives(double[] u, double[] gradient, double[] information) {
        for (int r = 0; r < rankings.length; r++) {
            add(u, rankings[r], times[r], gradient, information, items);
        }
    }

    /**
     * Adds the derivatives of one ranking, {@code weight} times; {@code items} is the stride of {@code information}.
     *
     * <p>With p_j(x) = e^{u(x)−rest_j} the chance of x at place j, the gradient at y_s is 1 − Σ_{j ≤ s} p_j(y_s), and
     * −∂²/∂u(y_s)∂u(y_t) = −Σ_{j ≤ s} p_j(y_s)·p_j(y_t) for s < t. The sums over j are p_s·(running factor): every exponent
     * is ≤ 0 whatever u is, and a ranking of m costs m²/2 of them.
     */
    public static void add(
            double[] u, int[] ranking, double weight, double[] gradient, double[] information, int items) {
        double[] rest = logRests(u, ranking);
        double sum = 0;
        double squares = 0;
        for (int s = 0; s < ranking.length; s++) {
            boolean choice = s + 1 < ranking.length;
            double step = s == 0 ? 0 : StrictMath.exp(rest[s] - rest[s - 1]);
            sum = sum * step + (choice ? 1 : 0);
            squares = squares * step * step + (choice ? 1 : 0);
            int y = ranking[s];
            double p = StrictMath.exp(u[y] - rest[s]);
            gradient[y] += weight * ((choice ? 1 : 0) - p * sum);
            information[y * items + y] += weight * p * (sum - p * squares);
            for (int t = s + 1; t < ranking.length; t++) {
                int x = ranking[t];
                double joint = weight * p * squares * StrictMath.exp(u[x] - rest[s]);
                information[y * items + x] -= joint;
                information[x * items + y] -= joint;
            }
        }
    }

    @Override
    public boolean terms(double[] u, Terms to) {
        double[] unit = new double[items * items];
        for (int x = 0; x < items; x++) {
            unit[x * items + x] = 1;
        }
        for (int r = 0; r < rankings.length; r++) {
            double[] mine = new double[rankings[r].length];
            for (int k = 0; k < mine.length; k++) {
                mine[k] = u[rankings[r][k]];
            }
            terms(mine, rankings[r], unit, items, times[r], to);
        }
        return true;
    }

    /**
     * Terms of one ranking, {@code weight} times, as a function of d coefficients: of each choice the vectors of those there
     * were to choose from less their mean.
     *
     * @param u utilities of those ranked, best first
     * @param ranked where in {@code phi} their d features lie, divided by d
     */
    public static void terms(double[] u, int[] ranked, double[] phi, int d, double weight, Terms to) {
        double[] rest = logRests(u, places(u.length));
        double[] mean = new double[d];
        double[] x = new double[d];
        for (int from = 0; from + 1 < u.length; from++) {
            int chosen = ranked[from] * d;
            for (int j = 0; j < d; j++) {
                // From the chosen one's: where it is nearly certain, what is left of a mean is not a difference.
                mean[j] = 0;
                for (int k = from + 1; k < u.length; k++) {
                    mean[j] += StrictMath.exp(u[k] - rest[from]) * (phi[ranked[k] * d + j] - phi[chosen + j]);
                }
            }
            for (int k = from; k < u.length; k++) {
                for (int j = 0; j < d; j++) {
                    x[j] = (phi[ranked[k] * d + j] - phi[chosen + j]) - mean[j];
                }
                to.add(x, k == from ? weight : 0, weight * StrictMath.exp(u[k] - rest[from]));
            }
        }
    }

    private static int[] places(int count) {
        int[] places = new int[count];
        for (int k = 0; k < count; k++) {
            places[k] = k;
        }
        return places;
    }
}
