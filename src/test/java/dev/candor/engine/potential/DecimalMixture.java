package dev.candor.engine.potential;

import dev.candor.divergence.MixtureDivergence;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * A small mixture in 64-digit arithmetic: the maximum of ⟨A,θ⟩ − C(θ) over the simplex by Newton's method on one face after
 * the other, certified by the duality gap there, which does not depend on how it was found.
 */
final class DecimalMixture {
    static final MathContext DIGITS = new MathContext(64);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final BigDecimal NINE_TENTHS = new BigDecimal("0.9");
    private static final BigDecimal NEGLIGIBLE = new BigDecimal("1e-88");
    private static final BigDecimal CERTIFIED = new BigDecimal("1e-38");
    private static final int STEPS = 150;

    private final MixtureDivergence divergence;
    private final BigDecimal lambda;
    private final int experts;
    /** By candidate. */
    private final BigDecimal[][] prob;

    private final BigDecimal[] ref;
    private final BigDecimal[] weight;

    DecimalMixture(
            MixtureDivergence divergence,
            BigDecimal lambda,
            BigDecimal[][] prob,
            BigDecimal[] ref,
            BigDecimal[] weight) {
        this.divergence = divergence;
        this.lambda = lambda;
        this.experts = prob[0].length;
        this.prob = prob;
        this.ref = ref;
        this.weight = weight;
    }

    /** F(θ), ∇F and −∇²F at θ; F = null where a candidate that an expert reaches is left without mass and that costs all. */
    private final class Point {
        final BigDecimal[] theta;
        BigDecimal welfare = BigDecimal.ZERO;
        final BigDecimal[] slope = new BigDecimal[experts];
        final BigDecimal[][] curvature = new BigDecimal[experts][experts];

        Point(BigDecimal[] values, BigDecimal[] theta) {
            this.theta = theta;
            for (int k = 0; k < experts; k++) {
                slope[k] = values[k];
                welfare = welfare.add(values[k].multiply(theta[k], DIGITS), DIGITS);
                Arrays.fill(curvature[k], BigDecimal.ZERO);
            }
            for (int x = 0; welfare != null && x < ref.length; x++) {
                add(x);
            }
        }

        private void add(int x) {
            BigDecimal mass = BigDecimal.ZERO;
            for (int k = 0; k < experts; k++) {
                mass = mass.add(prob[x][k].multiply(theta[k], DIGITS), DIGITS);
            }
            if (mass.signum() == 0 && divergence.isSteepAtZero()) {
                welfare = null;
                return;
            }
            BigDecimal[] terms = terms(mass, ref[x]);
            BigDecimal scale = lambda.multiply(weight[x], DIGITS);
            welfare = welfare.subtract(scale.multiply(terms[0], DIGITS), DIGITS);
            for (int k = 0; k < experts; k++) {
                BigDecimal part = scale.multiply(prob[x][k], DIGITS);
                slope[k] = slope[k].subtract(part.multiply(terms[1], DIGITS), DIGITS);
                for (int l = 0; l < experts; l++) {
                    curvature[k][l] = curvature[k][l].add(
                            part.multiply(prob[x][l], DIGITS).multiply(terms[2], DIGITS), DIGITS);
                }
            }
        }

        /** Σθ_k (max slope − slope_k). */
        BigDecimal gap() {
            BigDecimal most = Arrays.stream(slope).max(BigDecimal::compareTo).orElseThrow();
            BigDecimal gap = BigDecimal.ZERO;
            for (int k = 0; k < experts; k++) {
                gap = gap.add(theta[k].multiply(most.subtract(slope[k]), DIGITS), DIGITS);
            }
            return gap;
        }
    }

    /** g, g′, g″. */
    private BigDecimal[] terms(BigDecimal prob, BigDecimal ref) {
        BigDecimal away = prob.subtract(ref);
        return switch (divergence) {
            case KL -> {
                BigDecimal log = log(prob.divide(ref, DIGITS));
                yield new BigDecimal[] {prob.multiply(log, DIGITS).subtract(away), log, ONE.divide(prob, DIGITS)};
            }
            case REVERSE_KL ->
                new BigDecimal[] {
                    away.subtract(ref.multiply(log(prob.divide(ref, DIGITS)), DIGITS)),
                    away.divide(prob, DIGITS),
                    ref.divide(prob, DIGITS).divide(prob, DIGITS)
                };
            case CHI_SQUARED ->
                new BigDecimal[] {
                    away.multiply(away, DIGITS).divide(ref, DIGITS),
                    TWO.multiply(away).divide(ref, DIGITS),
                    TWO.divide(ref, DIGITS)
                };
            case HELLINGER -> {
                BigDecimal root = ref.divide(prob, DIGITS).sqrt(DIGITS);
                yield new BigDecimal[] {
                    prob.multiply(ONE.subtract(root).pow(2, DIGITS), DIGITS),
                    ONE.subtract(root),
                    root.divide(prob.multiply(TWO), DIGITS)
                };
            }
            case JENSEN_SHANNON -> {
                BigDecimal sum = prob.add(ref);
                BigDecimal mine = log(TWO.multiply(prob).divide(sum, DIGITS));
                BigDecimal other = log(TWO.multiply(ref).divide(sum, DIGITS));
                yield new BigDecimal[] {
                    prob.multiply(mine, DIGITS).add(ref.multiply(other, DIGITS)).multiply(HALF, DIGITS),
                    mine.multiply(HALF, DIGITS),
                    ref.divide(TWO.multiply(prob).multiply(sum, DIGITS), DIGITS)
                };
            }
            case L2 -> new BigDecimal[] {away.multiply(away, DIGITS), TWO.multiply(away), TWO};
        };
    }

    /** F at θ. */
    BigDecimal welfare(BigDecimal[] values, BigDecimal[] theta) {
        return new Point(values, theta).welfare;
    }

    /**
     * Where F is largest; null where that could not be certified.
     *
     * @param start where to begin: a guess
     */
    BigDecimal[] maximise(BigDecimal[] values, BigDecimal[] start) {
        boolean[] free = new boolean[experts];
        BigDecimal[] first = start.clone();
        for (int k = 0; k < experts; k++) {
            free[k] = first[k].signum() > 0;
        }
        Point at = new Point(values, normalised(first));
        if (at.welfare == null) {
            return null;
        }
        BigDecimal size = ONE;
        for (int step = 0; step < STEPS; step++) {
            size = size(values, at);
            BigDecimal gap = at.gap();
            if (gap.compareTo(size.multiply(CERTIFIED)) <= 0) {
                return at.theta;
            }
            BigDecimal[] move = newton(at, free);
            BigDecimal promised = BigDecimal.ZERO;
            for (int k = 0; k < experts; k++) {
                promised = promised.add(move[k].multiply(at.slope[k], DIGITS), DIGITS);
            }
            if (promised.compareTo(size.multiply(NEGLIGIBLE)) <= 0) {
                int entering = entering(at, free);
                if (entering < 0) {
                    return null;
                }
                free[entering] = true;
                move = newton(at, free);
            }
            Point next = advanced(values, at, move, free);
            if (next == null) {
                return null;
            }
            at = next;
        }
        return null;
    }

    private static BigDecimal size(BigDecimal[] values, Point at) {
        BigDecimal size = at.welfare.abs();
        for (int k = 0; k < values.length; k++) {
            size = size.max(values[k].abs().multiply(at.theta[k], DIGITS));
        }
        return size.max(new BigDecimal("1e-300"));
    }

    private int entering(Point at, boolean[] free) {
        int best = -1;
        for (int k = 0; k < experts; k++) {
            if (!free[k] && (best < 0 || at.slope[k].compareTo(at.slope[best]) > 0)) {
                best = k;
            }
        }
        return best;
    }

    /** As far along the move as F rises; at a bound the expert leaves, where the others reach what it reaches. */
    private Point advanced(BigDecimal[] values, Point at, BigDecimal[] move, boolean[] free) {
        BigDecimal most = ONE;
        int blocking = -1;
        for (int k = 0; k < experts; k++) {
            if (move[k].signum() < 0 && at.theta[k].add(move[k]).signum() < 0) {
                BigDecimal reach = at.theta[k].divide(move[k].negate(), DIGITS);
                if (reach.compareTo(most) < 0) {
                    most = reach;
                    blocking = k;
                }
            }
        }
        BigDecimal length = most;
        for (int halving = 0; halving < 80; halving++) {
            BigDecimal[] theta = new BigDecimal[experts];
            for (int k = 0; k < experts; k++) {
                theta[k] = at.theta[k]
                        .add(move[k].multiply(length, DIGITS), DIGITS)
                        .max(BigDecimal.ZERO);
            }
            boolean leaving = blocking >= 0 && halving == 0;
            if (leaving) {
                theta[blocking] = BigDecimal.ZERO;
            }
            Point next = new Point(values, normalised(theta));
            if (next.welfare != null && next.welfare.compareTo(at.welfare) >= 0) {
                if (leaving) {
                    free[blocking] = false;
                }
                return next;
            }
            length = length.multiply(halving == 0 ? NINE_TENTHS : HALF, DIGITS);
        }
        return null;
    }

    /** argmax of the quadratic model over moves of the free experts that sum to 0; an expert at 0 may only rise. */
    private BigDecimal[] newton(Point at, boolean[] free) {
        int[] of = java.util.stream.IntStream.range(0, experts)
                .filter(k -> free[k])
                .toArray();
        int n = of.length;
        BigDecimal[][] rows = new BigDecimal[n + 1][n + 2];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                rows[i][j] = at.curvature[of[i]][of[j]];
            }
            // A little more, so that experts that are alike do not make it singular.
            rows[i][i] = rows[i][i].multiply(ONE.add(new BigDecimal("1e-40")), DIGITS);
            rows[i][n] = ONE;
            rows[n][i] = ONE;
            rows[i][n + 1] = at.slope[of[i]];
        }
        rows[n][n] = BigDecimal.ZERO;
        rows[n][n + 1] = BigDecimal.ZERO;
        BigDecimal[] solved = solve(rows);
        BigDecimal[] move = new BigDecimal[experts];
        Arrays.fill(move, BigDecimal.ZERO);
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < n; i++) {
            move[of[i]] = solved[i];
        }
        for (int k = 0; k < experts; k++) {
            if (at.theta[k].signum() == 0 && move[k].signum() < 0) {
                move[k] = BigDecimal.ZERO;
                free[k] = false;
            }
            sum = sum.add(move[k]);
        }
        int largest = 0;
        for (int k = 0; k < experts; k++) {
            largest = at.theta[k].compareTo(at.theta[largest]) > 0 ? k : largest;
        }
        move[largest] = move[largest].subtract(sum);
        return move;
    }

    private static BigDecimal[] solve(BigDecimal[][] rows) {
        int n = rows.length;
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int r = c + 1; r < n; r++) {
                pivot = rows[r][c].abs().compareTo(rows[pivot][c].abs()) > 0 ? r : pivot;
            }
            BigDecimal[] swap = rows[c];
            rows[c] = rows[pivot];
            rows[pivot] = swap;
            if (rows[c][c].signum() == 0) {
                rows[c][c] = new BigDecimal("1e-300");
            }
            for (int r = 0; r < n; r++) {
                if (r != c && rows[r][c].signum() != 0) {
                    BigDecimal factor = rows[r][c].divide(rows[c][c], DIGITS);
                    for (int k = c; k <= n; k++) {
                        rows[r][k] = rows[r][k].subtract(factor.multiply(rows[c][k], DIGITS), DIGITS);
                    }
                }
            }
        }
        BigDecimal[] solved = new BigDecimal[n];
        for (int r = 0; r < n; r++) {
            solved[r] = rows[r][n].divide(rows[r][r], DIGITS);
        }
        return solved;
    }

    private static BigDecimal[] normalised(BigDecimal[] theta) {
        int largest = 0;
        BigDecimal others = BigDecimal.ZERO;
        for (int k = 0; k < theta.length; k++) {
            largest = theta[k].compareTo(theta[largest]) > 0 ? k : largest;
        }
        for (int k = 0; k < theta.length; k++) {
            others = k == largest ? others : others.add(theta[k]);
        }
        theta[largest] = ONE.subtract(others);
        return theta;
    }

    /** From the double nearest to y: log x = y + log(x·e⁻ʸ), by three terms. */
    static BigDecimal log(BigDecimal x) {
        int shift = x.precision() - x.scale();
        BigDecimal mantissa = x.scaleByPowerOfTen(-shift);
        BigDecimal y = new BigDecimal(StrictMath.log(mantissa.doubleValue()) + shift * StrictMath.log(10));
        MathContext more = new MathContext(74);
        BigDecimal r = x.multiply(exp(y.negate()), more).subtract(ONE, more);
        BigDecimal square = r.multiply(r, more);
        BigDecimal cube = square.multiply(r, more);
        return y.add(r)
                .subtract(square.multiply(HALF, more))
                .add(cube.divide(BigDecimal.valueOf(3), more))
                .subtract(square.multiply(square, more).divide(BigDecimal.valueOf(4), more), more);
    }

    /** By halving the argument and Taylor's series. */
    static BigDecimal exp(BigDecimal x) {
        MathContext more = new MathContext(84);
        int halvings = Math.max(0, Math.getExponent(x.doubleValue()) + 16);
        BigDecimal r = x.divide(TWO.pow(halvings), more);
        BigDecimal sum = ONE;
        BigDecimal term = ONE;
        for (int k = 1; k <= 17; k++) {
            term = term.multiply(r, more).divide(BigDecimal.valueOf(k), more);
            sum = sum.add(term, more);
        }
        for (int h = 0; h < halvings; h++) {
            sum = sum.multiply(sum, more);
        }
        return sum;
    }
}
