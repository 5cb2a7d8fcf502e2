package dev.candor.hunt;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The maximum of a strictly concave function by Newton's method with damped steps, to the digits asked for. */
final class DecimalNewton {
    private static final int MOST_STEPS = 600;
    private static final int BORDER_BITS = 30;
    private static final List<BigDecimal> NEAR_THE_BORDER = Stream.of("1", "1.000001", "1.0001", "1.01", "1.1")
            .map(BigDecimal::new)
            .toList();
    private static final BigDecimal SMALL = new BigDecimal("0.01");
    private static final BigDecimal MOST_OVERSHOT = new BigDecimal("-0.9");

    /** A function of n variables; arrays have length n, matrices n × n. */
    interface Concave {
        boolean isInside(BigDecimal[] at);

        BigDecimal[] gradient(BigDecimal[] at);

        /** Minus the matrix of second derivatives. */
        BigDecimal[][] curvature(BigDecimal[] at);

        /** What a step of variable k is small or large beside. */
        BigDecimal unit(BigDecimal[] at, int k);

        /** Slopes may be off by this. */
        default BigDecimal rounding() {
            return BigDecimal.ZERO;
        }
    }

    private DecimalNewton() {}

    /** From {@code start}, inside. */
    static BigDecimal[] maximum(Concave function, BigDecimal[] start, MathContext digits) {
        Point point = new Point(start, false);
        for (int count = 0; count < MOST_STEPS && !point.arrived; count++) {
            point = step(function, point.at, digits);
        }
        if (!point.arrived) {
            throw new Undecided("no maximum in " + MOST_STEPS + " steps");
        }
        return point.at;
    }

    /** Where {@code steps} lead to from {@code start}, or the maximum. */
    static BigDecimal[] toward(Concave function, BigDecimal[] start, int steps, MathContext digits) {
        Point point = new Point(start, false);
        for (int count = 0; count < steps && !point.arrived; count++) {
            point = step(function, point.at, digits);
        }
        return point.at;
    }

    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Point(BigDecimal[] at, boolean arrived) {}

    private static Point step(Concave function, BigDecimal[] at, MathContext digits) {
        BigDecimal close = BigDecimal.ONE.movePointLeft(digits.getPrecision() / 2 + 2);
        BigDecimal[] gradient = function.gradient(at);
        BigDecimal[][] curvature = function.curvature(at);
        BigDecimal[] direction = direction(function, at, curvature, gradient, BigDecimal.ZERO, digits);
        // Where curvature hardly changes the whole step is right; rounding of the large parts may be all that a slope
        // shows.
        if (isWithin(SMALL, function, at, direction)) {
            return new Point(moved(at, direction, digits), isWithin(close, function, at, direction));
        }
        if (isGood(function, at, gradient, direction, digits)) {
            return new Point(moved(at, direction, digits), false);
        }
        BigDecimal[] stiff = new BigDecimal[at.length];
        for (int k = 0; k < at.length; k++) {
            stiff[k] = curvature[k][k].multiply(function.unit(at, k).pow(2, digits), digits);
        }
        BigDecimal damping = function.isInside(moved(at, direction, digits))
                ? Decimals.max(stiff).movePointLeft(2)
                : leastInside(function, at, curvature, gradient, stiff, digits);
        int tried = 0;
        do {
            BigDecimal more = tried < NEAR_THE_BORDER.size() ? NEAR_THE_BORDER.get(tried) : Decimals.TWO;
            damping = damping.multiply(more, digits);
            direction = direction(function, at, curvature, gradient, damping, digits);
            tried++;
        } while (!isGood(function, at, gradient, direction, digits));
        return new Point(moved(at, direction, digits), false);
    }

    /** Inside, and not far beyond the top. */
    private static boolean isGood(
            Concave function, BigDecimal[] at, BigDecimal[] gradient, BigDecimal[] direction, MathContext digits) {
        BigDecimal[] next = moved(at, direction, digits);
        BigDecimal length = Arrays.stream(direction).map(BigDecimal::abs).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal least = dot(gradient, direction, digits)
                .multiply(MOST_OVERSHOT)
                .subtract(function.rounding().multiply(length));
        return function.isInside(next)
                && dot(function.gradient(next), direction, digits).compareTo(least) >= 0;
    }

    /** Newton's direction, of the curvature with {@code damping} per square of each variable's unit added. */
    private static BigDecimal[] direction(
            Concave function,
            BigDecimal[] at,
            BigDecimal[][] curvature,
            BigDecimal[] gradient,
            BigDecimal damping,
            MathContext digits) {
        BigDecimal[][] damped = new BigDecimal[at.length][];
        for (int k = 0; k < at.length; k++) {
            damped[k] = curvature[k].clone();
            damped[k][k] = damped[k][k].add(damping.divide(function.unit(at, k).pow(2, digits), digits), digits);
        }
        return solve(damped, gradient, digits);
    }

    /**
     * The least damping that keeps the step inside, nearly: so a variable on its way to 10⁻²⁰⁰ falls by decades and not by
     * halves, and one that does not belong at the border is not kept there by the others' steps.
     */
    private static BigDecimal leastInside(
            Concave function,
            BigDecimal[] at,
            BigDecimal[][] curvature,
            BigDecimal[] gradient,
            BigDecimal[] stiff,
            MathContext digits) {
        BigDecimal inside =
                Arrays.stream(stiff).reduce(BigDecimal::min).orElseThrow().movePointLeft(3);
        BigDecimal outside = inside;
        while (!function.isInside(moved(at, direction(function, at, curvature, gradient, inside, digits), digits))) {
            outside = inside;
            inside = inside.multiply(Decimals.TWO.pow(10));
        }
        for (int round = 0; round < BORDER_BITS && outside.compareTo(inside) < 0; round++) {
            BigDecimal middle = outside.multiply(inside).sqrt(digits);
            if (function.isInside(moved(at, direction(function, at, curvature, gradient, middle, digits), digits))) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return inside;
    }

    private static boolean isWithin(BigDecimal part, Concave function, BigDecimal[] at, BigDecimal[] direction) {
        boolean within = true;
        for (int k = 0; k < direction.length && within; k++) {
            within = direction[k].abs().compareTo(part.multiply(function.unit(at, k))) <= 0;
        }
        return within;
    }

    private static BigDecimal[] moved(BigDecimal[] at, BigDecimal[] direction, MathContext digits) {
        BigDecimal[] moved = new BigDecimal[at.length];
        for (int k = 0; k < at.length; k++) {
            moved[k] = at[k].add(direction[k], digits);
        }
        return moved;
    }

    static BigDecimal dot(BigDecimal[] a, BigDecimal[] b, MathContext digits) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 0; k < a.length; k++) {
            sum = sum.add(a[k].multiply(b[k], digits), digits);
        }
        return sum;
    }

    /** Gauss without pivots; the matrix is positive definite and is overwritten. */
    static BigDecimal[] solve(BigDecimal[][] matrix, BigDecimal[] right, MathContext digits) {
        int n = right.length;
        BigDecimal[] x = right.clone();
        for (int c = 0; c < n; c++) {
            for (int r = c + 1; r < n; r++) {
                BigDecimal factor = matrix[r][c].divide(matrix[c][c], digits);
                for (int k = c; k < n; k++) {
                    matrix[r][k] = matrix[r][k].subtract(factor.multiply(matrix[c][k], digits), digits);
                }
                x[r] = x[r].subtract(factor.multiply(x[c], digits), digits);
            }
        }
        for (int r = n - 1; r >= 0; r--) {
            for (int k = r + 1; k < n; k++) {
                x[r] = x[r].subtract(matrix[r][k].multiply(x[k], digits), digits);
            }
            x[r] = x[r].divide(matrix[r][r], digits);
        }
        return x;
    }
}
