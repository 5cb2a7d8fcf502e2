package dev.candor.learn.choice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.learn.choice.PairedComparisons.Outcome;
import dev.candor.learn.linear.CoefficientPosterior;
import dev.candor.learn.linear.CoefficientPrior;
import dev.candor.learn.linear.JudgedItems;
import dev.candor.learn.linear.LinearLikelihood;
import dev.candor.policy.Decimal;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Posterior modes and deviations against 50 digits: of single judgements, of hundreds of thousands, of all ties and one-sided
 * wins, of the narrowest and the widest priors, of features over fifteen decades. The exact gradient and information at the
 * mode say how far the exact mode is.
 */
class LearnedModesTest {
    private static final long LOGS = Long.getLong("candor.law.games", 2000);
    private static final long FIRST = Long.getLong("candor.law.seed", 1);
    private static final MathContext DIGITS = new MathContext(50);

    private double farthest;
    private double widest;

    /** What one judgement says: a choice of the first item among all, a tie of two, or a rating of one. */
    private static final class Judgement {
        private final int[] items;
        private final boolean tie;
        private final int times;
        /** Of a rating, in [0, 1]; NaN of what is none. */
        private final double position;

        Judgement(int[] items, boolean tie, int times) {
            this(items, tie, times, Double.NaN);
        }

        Judgement(int[] items, boolean tie, int times, double position) {
            this.items = items;
            this.tie = tie;
            this.times = times;
            this.position = position;
        }
    }

    @Test
    void modesAndDeviationsAreExact() {
        for (long seed = FIRST; seed < FIRST + LOGS; seed++) {
            Random random = new Random(seed);
            try {
                if (seed % 2 == 0) {
                    utilities(seed, random);
                } else if (seed % 8 == 1) {
                    ratings(seed, random);
                } else {
                    coefficients(seed, random);
                }
            } catch (ArithmeticException | IllegalArgumentException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "learned modes: seeds %d to %d, modes off by %.1e deviations, deviations by %.1e of themselves%n",
                FIRST,
                FIRST + LOGS - 1,
                farthest,
                widest);
    }

    private static double power(Random random, double from, double to) {
        return StrictMath.pow(10, from + (to - from) * random.nextDouble());
    }

    /** How often a judgement is made: once, a few times, or very often. */
    private static int times(Random random) {
        return random.nextInt(3) == 0 ? (int) power(random, 0, 5) : 1 + random.nextInt(3);
    }

    private void utilities(long seed, Random random) {
        int items = 2 + random.nextInt(4);
        double nu = random.nextInt(3) == 0 ? 0 : power(random, -3, 1);
        double sigma = power(random, -2, 2);
        List<Judgement> judgements = new ArrayList<>();
        boolean rankings = random.nextInt(3) == 0;
        int kind = random.nextInt(3);
        int count = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(6);
        for (int k = 0; k < count; k++) {
            List<Integer> all = new ArrayList<>();
            for (int x = 0; x < items; x++) {
                all.add(x);
            }
            java.util.Collections.shuffle(all, random);
            int size = rankings ? 2 + random.nextInt(items - 1) : 2;
            int[] chosen =
                    all.subList(0, size).stream().mapToInt(Integer::intValue).toArray();
            if (kind == 1) {
                // The first always wins.
                Arrays.sort(chosen);
            }
            judgements.add(new Judgement(chosen, !rankings && (kind == 0 || random.nextInt(4) == 0), times(random)));
        }
        Likelihood likelihood = rankings ? rankings(judgements, items) : comparisons(judgements, items, nu);
        int others = random.nextInt(3);
        UtilityPosterior posterior = UtilityPosterior.of(likelihood, sigma, others);
        double[][] identity = new double[items][items];
        for (int x = 0; x < items; x++) {
            identity[x][x] = 1;
        }
        double[] mode = new double[items];
        Arrays.setAll(mode, posterior::mode);
        Exact exact = new Exact(
                mode, new double[items], fill(items, sigma), identity, judgements, rankings ? 0 : nu, !rankings);
        exact.check("seed " + seed + ", utilities", mode);
        double all = items + others;
        for (int x = 0; x < items; x++) {
            BigDecimal[] a = new BigDecimal[items];
            for (int y = 0; y < items; y++) {
                a[y] = BigDecimal.valueOf(y == x ? 1 : 0)
                        .subtract(BigDecimal.ONE.divide(BigDecimal.valueOf(all), DIGITS));
            }
            BigDecimal variance = exact.form(a)
                    .add(BigDecimal.valueOf(others)
                            .multiply(Decimal.of(sigma).pow(2))
                            .divide(BigDecimal.valueOf(all * all), DIGITS));
            exact.deviation("seed " + seed + ", utilities", posterior.deviation(x), variance);
        }
    }

    private static Likelihood comparisons(List<Judgement> judgements, int items, double nu) {
        long[] keys = judgements.stream()
                .flatMapToLong(one -> java.util.stream.LongStream.generate(() -> PairedComparisons.key(
                                one.items[0], one.items[1], one.tie ? Outcome.TIE : Outcome.A, items))
                        .limit(one.times))
                .toArray();
        return PairedComparisons.of(keys, keys.length, items, nu);
    }

    private static Likelihood rankings(List<Judgement> judgements, int items) {
        int[][] all = judgements.stream()
                .flatMap(
                        one -> java.util.stream.Stream.generate(() -> one.items).limit(one.times))
                .toArray(int[][]::new);
        return Rankings.of(all, items);
    }

    private void coefficients(long seed, Random random) {
        int d = 1 + random.nextInt(4);
        int items = 2 + random.nextInt(5);
        double nu = random.nextInt(3) == 0 ? 0 : power(random, -3, 1);
        double[] unit = new double[d];
        boolean scaled = random.nextInt(3) == 0;
        Arrays.setAll(unit, j -> scaled ? power(random, -6, 9) : 1);
        double[][] phi = new double[items][d];
        double[] flat = new double[items * d];
        for (int x = 0; x < items; x++) {
            for (int j = 0; j < d; j++) {
                phi[x][j] = unit[j] * random.nextGaussian();
                flat[x * d + j] = phi[x][j];
            }
        }
        double sigma = power(random, -3, 3);
        double[] mean = new double[d];
        boolean far = random.nextInt(4) == 0;
        Arrays.setAll(mean, j -> far ? power(random, 0, 3) * random.nextGaussian() / unit[j] : 0);
        int kind = random.nextInt(3);
        List<Judgement> judgements = new ArrayList<>();
        int count = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(6);
        JudgedItems judged = kind == 0 ? JudgedItems.rankings(count) : JudgedItems.comparisons(count);
        for (int k = 0; k < count; k++) {
            int[] order = random.ints(0, items)
                    .distinct()
                    .limit(kind == 0 ? 2 + random.nextInt(items - 1) : 2)
                    .toArray();
            if (kind == 1) {
                Arrays.sort(order);
            }
            Judgement one = new Judgement(order, kind > 0 && random.nextInt(3) == 0, Math.min(times(random), 2000));
            judgements.add(one);
            for (int t = 0; t < one.times; t++) {
                if (kind == 0) {
                    judged.add(order.clone());
                } else {
                    judged.add(order[0], order[1], one.tie);
                }
            }
        }
        LinearLikelihood likelihood = kind == 0
                ? LinearLikelihood.rankings(judged, flat, d)
                : LinearLikelihood.comparisons(judged, flat, d, nu);
        likelihood.window(0, judged.size());
        CoefficientPosterior posterior =
                new CoefficientPosterior(new CoefficientPrior(mean, fill(d, sigma), new double[0], new double[0]));
        posterior.find(likelihood);
        double[] mode = new double[d];
        Arrays.setAll(mode, posterior::mode);
        Exact exact = new Exact(mode, mean, fill(d, sigma), phi, judgements, kind == 0 ? 0 : nu, kind > 0);
        exact.check("seed " + seed + ", coefficients", mode);
        for (int j = 0; j < d; j++) {
            BigDecimal[] a = new BigDecimal[d];
            Arrays.fill(a, BigDecimal.ZERO);
            a[j] = BigDecimal.ONE;
            exact.deviation("seed " + seed + ", coefficients", Math.sqrt(posterior.covariance(j, j)), exact.form(a));
        }
        for (int x = 0; x < items; x++) {
            BigDecimal[] a = Arrays.stream(phi[x]).mapToObj(Decimal::of).toArray(BigDecimal[]::new);
            exact.deviation("seed " + seed + ", a candidate", posterior.deviation(flat, x * d, d), exact.form(a));
        }
    }

    /** Ratings of N(β·φ, sd²): the mode is that of a ridge regression. */
    private void ratings(long seed, Random random) {
        int d = 1 + random.nextInt(4);
        int items = 1 + random.nextInt(6);
        double sd = power(random, -3, 1);
        double sigma = power(random, -3, 3);
        boolean scaled = random.nextInt(3) == 0;
        double[] unit = new double[d];
        Arrays.setAll(unit, j -> scaled ? power(random, -6, 9) : 1);
        double[][] phi = new double[items][d];
        double[] flat = new double[items * d];
        for (int k = 0; k < flat.length; k++) {
            phi[k / d][k % d] = unit[k % d] * random.nextGaussian();
            flat[k] = phi[k / d][k % d];
        }
        double[] mean = new double[d];
        boolean far = random.nextInt(4) == 0;
        Arrays.setAll(mean, j -> far ? power(random, 0, 3) * random.nextGaussian() / unit[j] : 0);
        List<Judgement> judgements = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        JudgedItems judged = JudgedItems.ratings(count);
        for (int k = 0; k < count; k++) {
            int[] item = {random.nextInt(items)};
            double position = random.nextInt(4) == 0 ? random.nextInt(2) : random.nextDouble();
            Judgement one = new Judgement(item, false, Math.min(times(random), 2000), position);
            judgements.add(one);
            for (int t = 0; t < one.times; t++) {
                judged.add(item[0], position);
            }
        }
        LinearLikelihood likelihood = LinearLikelihood.ratings(judged, flat, d, sd);
        likelihood.window(0, judged.size());
        CoefficientPosterior posterior =
                new CoefficientPosterior(new CoefficientPrior(mean, fill(d, sigma), new double[0], new double[0]));
        posterior.find(likelihood);
        double[] mode = new double[d];
        Arrays.setAll(mode, posterior::mode);
        Exact exact = new Exact(mode, mean, fill(d, sigma), phi, judgements, sd, false);
        exact.check("seed " + seed + ", ratings", mode);
        for (int x = 0; x < items; x++) {
            BigDecimal[] a = Arrays.stream(phi[x]).mapToObj(Decimal::of).toArray(BigDecimal[]::new);
            exact.deviation("seed " + seed + ", rated", posterior.deviation(flat, x * d, d), exact.form(a));
        }
    }

    private static double[] fill(int n, double value) {
        double[] all = new double[n];
        Arrays.fill(all, value);
        return all;
    }

    /** Gradient and information of the log posterior at a point, H⁻¹, and how far the mode is. */
    private final class Exact {
        private final int n;
        private final BigDecimal[] gradient;
        private final BigDecimal[][] inverse;

        Exact(
                double[] at,
                double[] mean,
                double[] scale,
                double[][] phi,
                List<Judgement> judgements,
                double nu,
                boolean davidson) {
            n = at.length;
            gradient = new BigDecimal[n];
            BigDecimal[][] h = new BigDecimal[n][n];
            for (int j = 0; j < n; j++) {
                Arrays.fill(h[j], BigDecimal.ZERO);
                BigDecimal precision =
                        BigDecimal.ONE.divide(Decimal.of(scale[j]).pow(2), DIGITS);
                gradient[j] = precision.multiply(Decimal.of(mean[j]).subtract(Decimal.of(at[j])), DIGITS);
                h[j][j] = precision;
            }
            BigDecimal[] u = new BigDecimal[phi.length];
            for (int x = 0; x < u.length; x++) {
                u[x] = BigDecimal.ZERO;
                for (int j = 0; j < n; j++) {
                    u[x] = u[x].add(Decimal.of(phi[x][j]).multiply(Decimal.of(at[j])));
                }
            }
            for (Judgement one : judgements) {
                if (!Double.isNaN(one.position)) {
                    rating(one, u, phi, nu, h);
                } else if (davidson) {
                    davidson(one, u, phi, nu, h);
                } else {
                    for (int from = 0; from + 1 < one.items.length; from++) {
                        choice(Arrays.copyOfRange(one.items, from, one.items.length), one.times, u, phi, h);
                    }
                }
            }
            inverse = inverse(h);
        }

        /** −(t − u)²/(2sd²). */
        private void rating(Judgement one, BigDecimal[] u, double[][] phi, double sd, BigDecimal[][] h) {
            int item = one.items[0];
            BigDecimal precision =
                    BigDecimal.valueOf(one.times).divide(Decimal.of(sd).pow(2), DIGITS);
            BigDecimal[] x = Arrays.stream(phi[item]).mapToObj(Decimal::of).toArray(BigDecimal[]::new);
            add(x, Decimal.of(one.position).subtract(u[item]).multiply(precision, DIGITS), precision, h);
        }

        /** log P as a function of d = u_a − u_b. */
        private void davidson(Judgement one, BigDecimal[] u, double[][] phi, double nu, BigDecimal[][] h) {
            int a = one.items[0];
            int b = one.items[1];
            BigDecimal half = u[a].subtract(u[b]).divide(BigDecimal.valueOf(2));
            BigDecimal up = Decimal.exp(half.round(DIGITS));
            BigDecimal down = BigDecimal.ONE.divide(up, DIGITS);
            BigDecimal z = up.add(down).add(Decimal.of(nu));
            BigDecimal lead = up.subtract(down).divide(z, DIGITS);
            BigDecimal slope = BigDecimal.valueOf(one.tie ? 0 : 1)
                    .subtract(lead)
                    .divide(BigDecimal.valueOf(2))
                    .multiply(BigDecimal.valueOf(one.times));
            // ¼((P_a + P_b) − lead²) = ¼(4P_aP_b + (P_a + P_b)P_tie)
            BigDecimal square = z.multiply(z, DIGITS);
            BigDecimal curvature = BigDecimal.valueOf(4)
                    .add(up.add(down).multiply(Decimal.of(nu), DIGITS))
                    .divide(square, DIGITS)
                    .divide(BigDecimal.valueOf(4))
                    .multiply(BigDecimal.valueOf(one.times));
            BigDecimal[] x = new BigDecimal[n];
            Arrays.setAll(x, j -> Decimal.of(phi[a][j]).subtract(Decimal.of(phi[b][j])));
            add(x, slope, curvature, h);
        }

        /** The first of the items is chosen among them. */
        private void choice(int[] items, int times, BigDecimal[] u, double[][] phi, BigDecimal[][] h) {
            BigDecimal[] mass = new BigDecimal[items.length];
            BigDecimal total = BigDecimal.ZERO;
            for (int k = 0; k < items.length; k++) {
                mass[k] = Decimal.exp(u[items[k]].subtract(u[items[0]]).round(DIGITS));
                total = total.add(mass[k]);
            }
            BigDecimal[] mean = new BigDecimal[n];
            Arrays.fill(mean, BigDecimal.ZERO);
            for (int k = 0; k < items.length; k++) {
                mass[k] = mass[k].divide(total, DIGITS);
                for (int j = 0; j < n; j++) {
                    mean[j] = mean[j].add(mass[k].multiply(Decimal.of(phi[items[k]][j]), DIGITS));
                }
            }
            BigDecimal weight = BigDecimal.valueOf(times);
            for (int k = 0; k < items.length; k++) {
                BigDecimal[] x = new BigDecimal[n];
                for (int j = 0; j < n; j++) {
                    x[j] = Decimal.of(phi[items[k]][j]).subtract(mean[j]);
                }
                add(x, k == 0 ? weight : BigDecimal.ZERO, weight.multiply(mass[k]), h);
            }
        }

        private void add(BigDecimal[] x, BigDecimal slope, BigDecimal curvature, BigDecimal[][] h) {
            for (int j = 0; j < n; j++) {
                gradient[j] = gradient[j].add(slope.multiply(x[j], DIGITS), DIGITS);
                for (int k = 0; k < n; k++) {
                    h[j][k] = h[j][k].add(curvature.multiply(x[j], DIGITS).multiply(x[k], DIGITS), DIGITS);
                }
            }
        }

        /** The exact mode is H⁻¹∇ away, but for squares of that. */
        void check(String of, double[] mode) {
            for (int j = 0; j < n; j++) {
                BigDecimal away = BigDecimal.ZERO;
                for (int k = 0; k < n; k++) {
                    away = away.add(inverse[j][k].multiply(gradient[k], DIGITS), DIGITS);
                }
                double deviation = Math.sqrt(inverse[j][j].doubleValue());
                double off = Math.abs(away.doubleValue()) / deviation;
                farthest = Math.max(farthest, off);
                assertThat(off).as("%s: mode %s in deviations", of, mode[j]).isLessThan(1e-6);
            }
        }

        BigDecimal form(BigDecimal[] a) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    sum = sum.add(a[j].multiply(a[k]).multiply(inverse[j][k], DIGITS), DIGITS);
                }
            }
            return sum;
        }

        void deviation(String of, double deviation, BigDecimal variance) {
            double exact = Math.sqrt(variance.doubleValue());
            double off = Math.abs(deviation - exact) / exact;
            widest = Math.max(widest, off);
            assertThat(off).as("%s: deviation %s is %s", of, deviation, exact).isLessThan(1e-6);
        }
    }

    /** By Gauss and Jordan's elimination. */
    private static BigDecimal[][] inverse(BigDecimal[][] h) {
        int n = h.length;
        BigDecimal[][] right = new BigDecimal[n][n];
        for (int j = 0; j < n; j++) {
            Arrays.fill(right[j], BigDecimal.ZERO);
            right[j][j] = BigDecimal.ONE;
        }
        for (int k = 0; k < n; k++) {
            BigDecimal pivot = h[k][k];
            for (int j = 0; j < n; j++) {
                h[k][j] = h[k][j].divide(pivot, DIGITS);
                right[k][j] = right[k][j].divide(pivot, DIGITS);
            }
            for (int i = 0; i < n; i++) {
                BigDecimal factor = h[i][k];
                for (int j = 0; i != k && j < n; j++) {
                    h[i][j] = h[i][j].subtract(factor.multiply(h[k][j], DIGITS), DIGITS);
                    right[i][j] = right[i][j].subtract(factor.multiply(right[k][j], DIGITS), DIGITS);
                }
            }
        }
        return right;
    }
}
