package dev.candor.engine.potential;

import dev.candor.divergence.Binary;
import dev.candor.divergence.MixtureDivergence;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * A small mixture with 64 digits and more: the maximum of ⟨A,θ⟩ − C(θ) over the simplex by Newton's method on one face after
 * the other, certified by the duality gap there, which does not depend on how it was found.
 */
final class DecimalMixture {
    static final MathContext DIGITS = new MathContext(64);
    /** 67 digits. */
    private static final int BITS = 224;

    private static final Binary ONE = number(1);
    private static final Binary TWO = number(2);
    private static final Binary HALF = number(0.5);
    private static final Binary NINE_TENTHS = number(0.9);
    private static final Binary NEGLIGIBLE = number(1e-88);
    private static final Binary CERTIFIED = number(1e-38);
    private static final Binary LEAST = number(1e-300);
    private static final Binary RIDGE = ONE.plus(number(1e-40));
    private static final int STEPS = 150;

    private final MixtureDivergence divergence;
    private final Binary lambda;
    private final int experts;
    /** By candidate. */
    private final Binary[][] prob;

    private final Binary[] ref;
    private final Binary[] weight;

    DecimalMixture(
            MixtureDivergence divergence,
            BigDecimal lambda,
            BigDecimal[][] prob,
            BigDecimal[] ref,
            BigDecimal[] weight) {
        this.divergence = divergence;
        this.lambda = Binary.of(lambda, BITS);
        this.experts = prob[0].length;
        this.prob = Arrays.stream(prob).map(DecimalMixture::numbers).toArray(Binary[][]::new);
        this.ref = numbers(ref);
        this.weight = numbers(weight);
    }

    /** F(θ), ∇F and −∇²F at θ; F = null where a candidate that an expert reaches is left without mass and that costs all. */
    private final class Point {
        final Binary[] theta;
        Binary welfare = Binary.ZERO;
        final Binary[] slope = new Binary[experts];
        final Binary[][] curvature = new Binary[experts][experts];

        Point(Binary[] values, Binary[] theta) {
            this.theta = theta;
            for (int k = 0; k < experts; k++) {
                slope[k] = values[k];
                welfare = welfare.plus(values[k].times(theta[k]));
                Arrays.fill(curvature[k], Binary.ZERO);
            }
            for (int x = 0; welfare != null && x < ref.length; x++) {
                add(x);
            }
        }

        private void add(int x) {
            Binary mass = Binary.ZERO;
            for (int k = 0; k < experts; k++) {
                mass = mass.plus(prob[x][k].times(theta[k]));
            }
            if (mass.signum() == 0 && divergence.isSteepAtZero()) {
                welfare = null;
                return;
            }
            Binary[] terms = terms(mass, ref[x]);
            Binary scale = lambda.times(weight[x]);
            welfare = welfare.minus(scale.times(terms[0]));
            for (int k = 0; k < experts; k++) {
                Binary part = scale.times(prob[x][k]);
                slope[k] = slope[k].minus(part.times(terms[1]));
                for (int l = 0; l < experts; l++) {
                    curvature[k][l] =
                            curvature[k][l].plus(part.times(prob[x][l]).times(terms[2]));
                }
            }
        }

        /** Σθ_k (max slope − slope_k). */
        Binary gap() {
            Binary most = Arrays.stream(slope).max(Binary::compareTo).orElseThrow();
            Binary gap = Binary.ZERO;
            for (int k = 0; k < experts; k++) {
                gap = gap.plus(theta[k].times(most.minus(slope[k])));
            }
            return gap;
        }
    }

    /** g, g′, g″. */
    private Binary[] terms(Binary prob, Binary ref) {
        Binary away = prob.minus(ref);
        return switch (divergence) {
            case KL -> {
                Binary log = prob.over(ref).log();
                yield new Binary[] {prob.times(log).minus(away), log, ONE.over(prob)};
            }
            case REVERSE_KL ->
                new Binary[] {
                    away.minus(ref.times(prob.over(ref).log())),
                    away.over(prob),
                    ref.over(prob).over(prob)
                };
            case CHI_SQUARED ->
                new Binary[] {away.times(away).over(ref), TWO.times(away).over(ref), TWO.over(ref)};
            case HELLINGER -> {
                Binary root = ref.over(prob).sqrt();
                Binary lost = ONE.minus(root);
                yield new Binary[] {prob.times(lost).times(lost), ONE.minus(root), root.over(prob.times(TWO))};
            }
            case JENSEN_SHANNON -> {
                Binary sum = prob.plus(ref);
                Binary mine = TWO.times(prob).over(sum).log();
                Binary other = TWO.times(ref).over(sum).log();
                yield new Binary[] {
                    prob.times(mine).plus(ref.times(other)).times(HALF),
                    mine.times(HALF),
                    ref.over(TWO.times(prob).times(sum))
                };
            }
            case L2 -> new Binary[] {away.times(away), TWO.times(away), TWO};
        };
    }

    private static Binary number(double x) {
        return Binary.of(x, BITS);
    }

    private static Binary[] numbers(BigDecimal[] decimals) {
        return Arrays.stream(decimals).map(x -> Binary.of(x, BITS)).toArray(Binary[]::new);
    }

    /** F at θ. */
    BigDecimal welfare(BigDecimal[] values, BigDecimal[] theta) {
        return new Point(numbers(values), numbers(theta)).welfare.toDecimal();
    }

    /**
     * Where F is largest; null where that could not be certified.
     *
     * @param start where to begin: a guess
     */
    BigDecimal[] maximise(BigDecimal[] values, BigDecimal[] start) {
        Binary[] theta = maximise(numbers(values), numbers(start));
        return theta == null
                ? null
                : Arrays.stream(theta).map(Binary::toDecimal).toArray(BigDecimal[]::new);
    }

    private Binary[] maximise(Binary[] values, Binary[] start) {
        boolean[] free = new boolean[experts];
        Binary[] first = start.clone();
        for (int k = 0; k < experts; k++) {
            free[k] = first[k].signum() > 0;
        }
        Point at = new Point(values, normalised(first));
        if (at.welfare == null) {
            return null;
        }
        Binary size = ONE;
        for (int step = 0; step < STEPS; step++) {
            size = size(values, at);
            Binary gap = at.gap();
            if (gap.compareTo(size.times(CERTIFIED)) <= 0) {
                return at.theta;
            }
            Binary[] move = newton(at, free);
            Binary promised = Binary.ZERO;
            for (int k = 0; k < experts; k++) {
                promised = promised.plus(move[k].times(at.slope[k]));
            }
            if (promised.compareTo(size.times(NEGLIGIBLE)) <= 0) {
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

    private static Binary size(Binary[] values, Point at) {
        Binary size = at.welfare.abs();
        for (int k = 0; k < values.length; k++) {
            size = size.max(values[k].abs().times(at.theta[k]));
        }
        return size.max(LEAST);
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
    private Point advanced(Binary[] values, Point at, Binary[] move, boolean[] free) {
        Binary most = ONE;
        int blocking = -1;
        for (int k = 0; k < experts; k++) {
            if (move[k].signum() < 0 && at.theta[k].plus(move[k]).signum() < 0) {
                Binary reach = at.theta[k].over(move[k].negate());
                if (reach.compareTo(most) < 0) {
                    most = reach;
                    blocking = k;
                }
            }
        }
        Binary length = most;
        for (int halving = 0; halving < 80; halving++) {
            Binary[] theta = new Binary[experts];
            for (int k = 0; k < experts; k++) {
                theta[k] = at.theta[k].plus(move[k].times(length)).max(Binary.ZERO);
            }
            boolean leaving = blocking >= 0 && halving == 0;
            if (leaving) {
                theta[blocking] = Binary.ZERO;
            }
            Point next = new Point(values, normalised(theta));
            if (next.welfare != null && next.welfare.compareTo(at.welfare) >= 0) {
                if (leaving) {
                    free[blocking] = false;
                }
                return next;
            }
            length = length.times(halving == 0 ? NINE_TENTHS : HALF);
        }
        return null;
    }

    /** argmax of the quadratic model over moves of the free experts that sum to 0; an expert at 0 may only rise. */
    private Binary[] newton(Point at, boolean[] free) {
        int[] of = java.util.stream.IntStream.range(0, experts)
                .filter(k -> free[k])
                .toArray();
        int n = of.length;
        Binary[][] rows = new Binary[n + 1][n + 2];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                rows[i][j] = at.curvature[of[i]][of[j]];
            }
            // A little more, so that experts that are alike do not make it singular.
            rows[i][i] = rows[i][i].times(RIDGE);
            rows[i][n] = ONE;
            rows[n][i] = ONE;
            rows[i][n + 1] = at.slope[of[i]];
        }
        rows[n][n] = Binary.ZERO;
        rows[n][n + 1] = Binary.ZERO;
        Binary[] solved = solve(rows);
        Binary[] move = new Binary[experts];
        Arrays.fill(move, Binary.ZERO);
        Binary sum = Binary.ZERO;
        for (int i = 0; i < n; i++) {
            move[of[i]] = solved[i];
        }
        for (int k = 0; k < experts; k++) {
            if (at.theta[k].signum() == 0 && move[k].signum() < 0) {
                move[k] = Binary.ZERO;
                free[k] = false;
            }
            sum = sum.plus(move[k]);
        }
        int largest = 0;
        for (int k = 0; k < experts; k++) {
            largest = at.theta[k].compareTo(at.theta[largest]) > 0 ? k : largest;
        }
        move[largest] = move[largest].minus(sum);
        return move;
    }

    private static Binary[] solve(Binary[][] rows) {
        int n = rows.length;
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int r = c + 1; r < n; r++) {
                pivot = rows[r][c].abs().compareTo(rows[pivot][c].abs()) > 0 ? r : pivot;
            }
            Binary[] swap = rows[c];
            rows[c] = rows[pivot];
            rows[pivot] = swap;
            if (rows[c][c].signum() == 0) {
                rows[c][c] = LEAST;
            }
            for (int r = 0; r < n; r++) {
                if (r != c && rows[r][c].signum() != 0) {
                    Binary factor = rows[r][c].over(rows[c][c]);
                    for (int k = c; k <= n; k++) {
                        rows[r][k] = rows[r][k].minus(factor.times(rows[c][k]));
                    }
                }
            }
        }
        Binary[] solved = new Binary[n];
        for (int r = 0; r < n; r++) {
            solved[r] = rows[r][n].over(rows[r][r]);
        }
        return solved;
    }

    private static Binary[] normalised(Binary[] theta) {
        int largest = 0;
        Binary others = Binary.ZERO;
        for (int k = 0; k < theta.length; k++) {
            largest = theta[k].compareTo(theta[largest]) > 0 ? k : largest;
        }
        for (int k = 0; k < theta.length; k++) {
            others = k == largest ? others : others.plus(theta[k]);
        }
        theta[largest] = ONE.minus(others);
        return theta;
    }

    static BigDecimal log(BigDecimal x) {
        return Binary.of(x, BITS).log().toDecimal().round(DIGITS);
    }

    static BigDecimal exp(BigDecimal x) {
        return Binary.of(x, BITS).exp().toDecimal().round(DIGITS);
    }
}
