package dev.candor.hunt;

import java.math.BigDecimal;
import java.math.MathContext;

/** The maximum of a strictly concave function by Newton's method with halved steps, to the digits asked for. */
final class DecimalNewton {
    private static final int MOST_STEPS = 600;
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final BigDecimal MOST_OVERSHOT = new BigDecimal("-0.9");

    /** A function of n variables; arrays have length n, matrices n × n. */
    interface Concave {
        boolean isInside(BigDecimal[] at);

        BigDecimal[] gradient(BigDecimal[] at);

        /** Minus the matrix of second derivatives. */
        BigDecimal[][] curvature(BigDecimal[] at);

        /** What a step of variable k is small or large beside. */
        BigDecimal unit(BigDecimal[] at, int k);
    }

    private DecimalNewton() {}

    /** From {@code start}, inside. */
    static BigDecimal[] maximum(Concave function, BigDecimal[] start, MathContext digits) {
        BigDecimal close = BigDecimal.ONE.movePointLeft(digits.getPrecision() / 2 + 2);
        BigDecimal[] at = start;
        for (int count = 0; count < MOST_STEPS; count++) {
            BigDecimal[] gradient = function.gradient(at);
            BigDecimal[] direction = solve(function.curvature(at), gradient, digits);
            BigDecimal length = BigDecimal.ONE;
            BigDecimal[] next = moved(at, direction, length, digits);
            boolean arrived = true;
            for (int k = 0; k < direction.length && arrived; k++) {
                arrived = direction[k].abs().compareTo(close.multiply(function.unit(at, k))) <= 0;
            }
            if (arrived) {
                return next;
            }
            BigDecimal slope = dot(gradient, direction, digits);
            while (!function.isInside(next)
                    || dot(function.gradient(next), direction, digits).compareTo(slope.multiply(MOST_OVERSHOT)) < 0) {
                length = length.multiply(HALF);
                next = moved(at, direction, length, digits);
            }
            at = next;
        }
        throw new IllegalStateException("the reference is wrong: no maximum in " + MOST_STEPS + " steps");
    }

    private static BigDecimal[] moved(BigDecimal[] at, BigDecimal[] direction, BigDecimal length, MathContext digits) {
        BigDecimal[] moved = new BigDecimal[at.length];
        for (int k = 0; k < at.length; k++) {
            moved[k] = at[k].add(direction[k].multiply(length), digits);
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

    /** Gauss with pivots; the matrix is positive definite. */
    private static BigDecimal[] solve(BigDecimal[][] matrix, BigDecimal[] right, MathContext digits) {
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
