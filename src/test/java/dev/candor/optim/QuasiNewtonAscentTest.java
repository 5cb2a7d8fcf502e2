package dev.candor.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.numeric.Matrices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Where the ascent ends, and what it says of it, on functions whose maximum is known. */
class QuasiNewtonAscentTest {
    private static final double TOLERANCE = 1e-10;

    /** A value, and the gradient into the array. */
    @FunctionalInterface
    private interface Function {
        double at(double[] x, double[] gradient);
    }

    /** An ascent and all it has asked. */
    private static final class Run {
        final QuasiNewtonAscent ascent;
        final List<double[]> trials = new ArrayList<>();
        final List<Double> values = new ArrayList<>();

        Run(Function function, double[] start, CurvatureFactor metric, double tolerance, int most) {
            ascent = new QuasiNewtonAscent(start, metric, tolerance, most);
            while (ascent.isRunning()) {
                assertThat(trials.size()).isLessThan(most);
                double[] gradient = new double[start.length];
                trials.add(ascent.trial().clone());
                values.add(function.at(ascent.trial(), gradient));
                ascent.answer(values.get(values.size() - 1), gradient);
            }
        }
    }

    /**
     * top − ½‖Vᵀ(x − peak)‖² with curvature between 1/factor and factor times the metric. BFGS keeps it there on quadratics
     * (Fletcher 1970), but rescales by what it has seen: what is left is within factor² of what is promised. A metric in other
     * units costs the first line search some trials, nothing more.
     */
    @Property
    void quadraticsToTheTolerance(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int n,
            @ForAll @DoubleRange(min = 1, max = 8) double factor) {
        Random random = new Random(seed);
        Quadratic quadratic = new Quadratic(random, n, factor);
        int off = random.nextInt(13) - 6;
        CurvatureFactor metric = quadratic.metric(Math.scalb(1.0, 2 * off));
        Run run = new Run(quadratic, random.doubles(n, -9, 9).toArray(), metric, TOLERANCE, 500);
        assertThat(run.ascent.status()).isEqualTo(SolveStatus.CONVERGED);
        assertThat(run.trials.size()).isLessThanOrEqualTo(60 + 2 * Math.abs(off));
        double left = quadratic.top - run.ascent.value();
        double rounding = 1e-13 * Math.abs(quadratic.top);
        assertThat(run.ascent.promised()).isLessThanOrEqualTo(TOLERANCE * Math.abs(run.ascent.value()));
        assertThat(left).isLessThanOrEqualTo(factor * factor * run.ascent.promised() + rounding);
        assertThat(run.ascent.promised()).isLessThanOrEqualTo(factor * factor * left + rounding);
    }

    /** With the curvature itself as the metric the first step is the last. */
    @Property(tries = 100)
    void metricOfTheQuadraticIsNewton(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int n) {
        Random random = new Random(seed);
        Quadratic quadratic = new Quadratic(random, n, 1);
        Run run = new Run(quadratic, random.doubles(n, -9, 9).toArray(), quadratic.metric(1), TOLERANCE, 500);
        assertThat(run.trials).hasSize(2);
        assertThat(run.ascent.status()).isEqualTo(SolveStatus.CONVERGED);
    }

    /** ⟨m, x⟩ − log Σ exp(x_j): its maximum is minus the entropy of m, where softmax(x) = m, and flat along 1. */
    @Property
    void logSumExpToTheTolerance(@ForAll long seed, @ForAll @IntRange(min = 2, max = 12) int n) {
        Random random = new Random(seed);
        double[] m = softmax(random.doubles(n, -2, 2).toArray());
        double[] start = random.doubles(n, -2, 2).toArray();
        double top = 0;
        double factor = 1;
        double[] p = softmax(start);
        for (int j = 0; j < n; j++) {
            top += m[j] * StrictMath.log(m[j]);
            factor = Math.max(factor, Math.max(m[j] / p[j], p[j] / m[j]));
        }
        Run run = new Run(logSumExp(m), start, ofSoftmax(p), TOLERANCE, 500);
        assertThat(run.ascent.status()).isEqualTo(SolveStatus.CONVERGED);
        assertThat(top - run.ascent.value()).isBetween(-1e-14, factor * factor * TOLERANCE * Math.abs(top));
        // The last coordinate depends on the others: 1 is flat.
        assertThat(run.ascent.point()[n - 1]).isEqualTo(start[n - 1]);
    }

    /** A function 4^k times as large, in units of 2^k, asks at the same points to the last bit. */
    @Property
    void scalesDoNotMatter(@ForAll long seed, @ForAll @IntRange(min = 2, max = 8) int n) {
        Random random = new Random(seed);
        double[] m = softmax(random.doubles(n, -2, 2).toArray());
        double[] start = random.doubles(n, -2, 2).toArray();
        double times = Math.scalb(1.0, 2 * (random.nextInt(41) - 20));
        double[] unit = Matrices.powersOfTwo(random, n, 20);
        double[] p = softmax(start);
        double[] triangle = triangle(p);
        Run plain = new Run(logSumExp(m), start, new CurvatureFactor(triangle, n), TOLERANCE, 500);
        for (int j = 0, at = 0; j < n; j++) {
            for (int k = 0; k <= j; k++) {
                triangle[at++] *= times / unit[j] / unit[k];
            }
        }
        Function scaled = (x, gradient) -> {
            double value = logSumExp(m).at(product(x, unit, -1), gradient);
            for (int j = 0; j < n; j++) {
                gradient[j] *= times / unit[j];
            }
            return times * value;
        };
        Run other = new Run(scaled, product(start, unit, 1), new CurvatureFactor(triangle, n), TOLERANCE, 500);
        assertThat(other.trials).hasSameSizeAs(plain.trials);
        for (int k = 0; k < plain.trials.size(); k++) {
            assertThat(product(other.trials.get(k), unit, -1)).containsExactly(plain.trials.get(k));
        }
        assertThat(other.ascent.value()).isEqualTo(times * plain.ascent.value());
        assertThat(other.ascent.promised()).isEqualTo(times * plain.ascent.promised());
        assertThat(other.ascent.status()).isEqualTo(plain.ascent.status());
    }

    /** Σ a·log x − b·x + c, −∞ or not a number from x = 0 down: the steps that leave are shortened. */
    @Property
    void staysInTheDomain(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int n) {
        Random random = new Random(seed);
        double[] a = random.doubles(n, 0.5, 2).toArray();
        double[] b = random.doubles(n, 0.5, 2).toArray();
        double[] start = random.doubles(n, 0.01, 9).toArray();
        start[0] = 9;
        double outside = random.nextBoolean() ? Double.NaN : Double.NEGATIVE_INFINITY;
        double slopeOutside = random.nextBoolean() ? Double.NaN : Double.NEGATIVE_INFINITY;
        Function function = (x, gradient) -> {
            double value = 100;
            for (int j = 0; j < n; j++) {
                value += x[j] > 0 ? a[j] * StrictMath.log(x[j]) - b[j] * x[j] : outside;
                gradient[j] = x[j] > 0 ? a[j] / x[j] - b[j] : slopeOutside;
            }
            return value;
        };
        double[] triangle = new double[n * (n + 1) / 2];
        for (int j = 0; j < n; j++) {
            triangle[j * (j + 1) / 2 + j] = a[j] / (start[j] * start[j]);
        }
        Run run = new Run(function, start, new CurvatureFactor(triangle, n), 1e-12, 2000);
        assertThat(run.ascent.status()).isEqualTo(SolveStatus.CONVERGED);
        assertThat(run.values).anyMatch(value -> !Double.isFinite(value));
        double[] best = new double[n];
        Arrays.setAll(best, j -> a[j] / b[j]);
        double top = function.at(best, new double[n]);
        assertThat(top - run.ascent.value()).isLessThanOrEqualTo(100 * 1e-12 * top);
    }

    /** A point that is higher but has no slope is not gone to. */
    @Test
    void goesNowhereWithoutSlope() {
        Function function = (x, gradient) -> {
            gradient[0] = x[0] > 5 ? Double.NaN : 3 - x[0];
            return 10 - (x[0] - 3) * (x[0] - 3) / 2;
        };
        CurvatureFactor metric = new CurvatureFactor(new double[] {0.55}, 1);
        Run run = new Run(function, new double[] {0}, metric, TOLERANCE, 500);
        assertThat(run.trials.get(1)[0]).isGreaterThan(5);
        assertThat(run.values.get(1)).isGreaterThan(run.values.get(0));
        assertThat(run.ascent.status()).isEqualTo(SolveStatus.CONVERGED);
        assertThat(run.ascent.value()).isBetween(10 * (1 - TOLERANCE), 10.0);
    }

    /** A start outside the domain, or without a slope, is no maximum. */
    @Test
    void startOutsideTheDomain() {
        for (double value : new double[] {Double.NEGATIVE_INFINITY, Double.NaN, 1}) {
            CurvatureFactor metric = new CurvatureFactor(new double[] {1}, 1);
            QuasiNewtonAscent ascent = new QuasiNewtonAscent(new double[] {3}, metric, TOLERANCE, 10);
            ascent.answer(value, new double[] {value == 1 ? Double.NaN : 1});
            assertThat(ascent.status()).isEqualTo(SolveStatus.STALLED);
            assertThat(ascent.point()).containsExactly(3);
            assertThat(ascent.value()).isEqualTo(value == 1 ? 1 : Double.NEGATIVE_INFINITY);
        }
    }

    /** Coordinates without curvature in the metric stay where they started, even if the function rises along them. */
    @Property(tries = 100)
    void flatCoordinatesStay(@ForAll @DoubleRange(min = -50, max = 50) double flat, @ForAll boolean rises) {
        Function function = (x, gradient) -> {
            gradient[0] = rises ? 1 : 0;
            gradient[1] = 3 - x[1];
            return 7 + (rises ? x[0] : 0) - (x[1] - 3) * (x[1] - 3) / 2;
        };
        CurvatureFactor metric = new CurvatureFactor(new double[] {0, 0, 2}, 2);
        Run run = new Run(function, new double[] {flat, -20}, metric, 1e-13, 500);
        assertThat(run.ascent.status()).isEqualTo(SolveStatus.CONVERGED);
        assertThat(run.ascent.point()[0]).isEqualTo(flat);
        assertThat(Math.abs(run.ascent.point()[1] - 3)).isLessThanOrEqualTo(1e-5);
    }

    /** A plane has no maximum, a gradient with the wrong sign no ascent: it stalls, no lower than it started. */
    @Test
    void stallsWhereNothingCurvesOrRises() {
        Function plane = (x, gradient) -> {
            gradient[0] = 1;
            return x[0];
        };
        Function wrong = (x, gradient) -> {
            gradient[0] = -1;
            return x[0];
        };
        for (Function function : List.of(plane, wrong)) {
            CurvatureFactor metric = new CurvatureFactor(new double[] {1}, 1);
            Run run = new Run(function, new double[] {5}, metric, TOLERANCE, 500);
            assertThat(run.ascent.status()).isEqualTo(SolveStatus.STALLED);
            assertThat(run.ascent.value()).isGreaterThanOrEqualTo(function == plane ? 1e6 : 5);
            assertThat(run.ascent.value()).isEqualTo(run.ascent.point()[0]);
        }
    }

    /** However few passes: so many are asked for, and the best point so far is kept, never lower than with fewer. */
    @Property(tries = 100)
    void passesRunOut(@ForAll long seed, @ForAll @IntRange(min = 2, max = 12) int n) {
        Random random = new Random(seed);
        Quadratic quadratic = new Quadratic(random, n, 8);
        double[] start = random.doubles(n, -9, 9).toArray();
        Run whole = new Run(quadratic, start, quadratic.metric(1), TOLERANCE, 500);
        double before = Double.NEGATIVE_INFINITY;
        for (int most = 1; most < whole.trials.size(); most++) {
            Run run = new Run(quadratic, start, quadratic.metric(1), TOLERANCE, most);
            assertThat(run.ascent.status()).isEqualTo(SolveStatus.GAP_NOT_REACHED);
            assertThat(run.trials).hasSize(most);
            assertThat(run.ascent.value()).isGreaterThanOrEqualTo(before - 1e-15 * Math.abs(before));
            assertThat(quadratic.at(run.ascent.point(), new double[n])).isEqualTo(run.ascent.value());
            assertThat(run.trials.get(most - 1)).containsExactly(whole.trials.get(most - 1));
            before = run.ascent.value();
        }
        int enough = whole.trials.size();
        assertThat(new Run(quadratic, start, quadratic.metric(1), TOLERANCE, enough).ascent.status())
                .isEqualTo(SolveStatus.CONVERGED);
    }

    /** top − ½(x − peak)ᵀV·diag(c)·Vᵀ(x − peak), V lower triangular. */
    private static final class Quadratic implements Function {
        final double top;
        private final int n;
        private final double[] peak;
        private final double[] v;
        private final double[] c;

        /** @param factor c lies between 1/factor and this */
        Quadratic(Random random, int n, double factor) {
            this.n = n;
            top = random.nextBoolean() ? 10 : -10;
            peak = random.doubles(n, -1, 1).toArray();
            v = random.doubles((long) n * n, -1, 1).toArray();
            c = random.doubles(n, -1, 1).map(e -> StrictMath.pow(factor, e)).toArray();
            for (int i = 0; i < n; i++) {
                Arrays.fill(v, i * n + i + 1, (i + 1) * n, 0);
                v[i * n + i] += v[i * n + i] < 0 ? -1 : 1;
            }
        }

        @Override
        public double at(double[] x, double[] gradient) {
            double squares = 0;
            for (int l = 0; l < n; l++) {
                double along = 0;
                for (int i = l; i < n; i++) {
                    along += v[i * n + l] * (x[i] - peak[i]);
                }
                squares += c[l] * along * along;
                for (int i = l; i < n; i++) {
                    gradient[i] -= c[l] * along * v[i * n + l];
                }
            }
            return top - squares / 2;
        }

        /** VVᵀ some times. */
        CurvatureFactor metric(double times) {
            double[] h = Matrices.gram(v, n);
            double[] triangle = new double[n * (n + 1) / 2];
            for (int i = 0; i < n; i++) {
                System.arraycopy(h, i * n, triangle, i * (i + 1) / 2, i + 1);
            }
            Arrays.setAll(triangle, at -> times * triangle[at]);
            return new CurvatureFactor(triangle, n);
        }
    }

    private static Function logSumExp(double[] m) {
        return (x, gradient) -> {
            double[] p = softmax(x);
            double most = Arrays.stream(x).max().orElseThrow();
            double mass = 0;
            double mean = 0;
            for (int j = 0; j < m.length; j++) {
                mass += StrictMath.exp(x[j] - most);
                mean += m[j] * (x[j] - most);
                gradient[j] = m[j] - p[j];
            }
            return mean - StrictMath.log(mass);
        };
    }

    private static CurvatureFactor ofSoftmax(double[] p) {
        return new CurvatureFactor(triangle(p), p.length);
    }

    /** diag(p) − ppᵀ. */
    private static double[] triangle(double[] p) {
        double[] triangle = new double[p.length * (p.length + 1) / 2];
        for (int j = 0, at = 0; j < p.length; j++) {
            for (int k = 0; k <= j; k++) {
                triangle[at++] = j == k ? p[j] * (1 - p[j]) : -p[j] * p[k];
            }
        }
        return triangle;
    }

    private static double[] softmax(double[] x) {
        double most = Arrays.stream(x).max().orElseThrow();
        double[] p = Arrays.stream(x).map(v -> StrictMath.exp(v - most)).toArray();
        double mass = Arrays.stream(p).sum();
        return Arrays.stream(p).map(e -> e / mass).toArray();
    }

    /** x·unit^power, power ±1. */
    private static double[] product(double[] x, double[] unit, int power) {
        double[] product = x.clone();
        for (int j = 0; j < x.length; j++) {
            product[j] = power > 0 ? x[j] * unit[j] : x[j] / unit[j];
        }
        return product;
    }
}
