package dev.candor.divergence;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Comparator;

/** {@link WaterLevel} in decimal arithmetic; depths and levels are A times −2λ up to a constant. */
final class DecimalWaterLevel extends DecimalPrompt {
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private final boolean weighted;
    private final PolicyBlock policy;
    private final int prompt;

    /**
     * @param weighted whether m = π0 (chi-squared) and not 1 (l2)
     */
    DecimalWaterLevel(boolean weighted, double lambda, PolicyBlock policy, int prompt) {
        super(lambda, policy, prompt);
        this.weighted = weighted;
        this.policy = policy;
        this.prompt = prompt;
    }

    private BigDecimal measure(int x) {
        return weighted ? ref[x] : BigDecimal.ONE;
    }

    /**
     * How deep a candidate lies: chi-squared has A = 1 + (S−ν)/2λ, l2 A = π0 + (S−ν)/2λ.
     *
     * @param offset π0 for l2, null for chi-squared
     */
    private BigDecimal[] depths(BigDecimal[] gap, BigDecimal[] offset) {
        BigDecimal[] depth = gap.clone();
        for (int x = 0; x < gap.length && offset != null; x++) {
            depth[x] = gap[x].subtract(TWO.multiply(lambda).multiply(offset[x]));
        }
        return depth;
    }

    @Override
    Rounded charge(BigDecimal[] shift, BigDecimal[] behind, MathContext digits) {
        // π0 is added here and not multiplied: of a small difference of two, every digit may count.
        BigDecimal[] offset = weighted ? null : refs(policy, prompt, digits);
        BigDecimal[] before = depths(gap, offset);
        BigDecimal[] after = depths(behind, offset);
        BigDecimal levelBefore = level(before, digits);
        BigDecimal levelAfter = level(after, digits);
        if (nothingMoves(shift, before, levelBefore, after, levelAfter, lambda, digits)) {
            return new Rounded(BigDecimal.ZERO, BigDecimal.ZERO);
        }
        BigDecimal rounding = BigDecimal.ONE.movePointLeft(digits.getPrecision() - 5);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal size = BigDecimal.ZERO;
        for (int x = 0; x < gap.length; x++) {
            BigDecimal a = levelBefore.subtract(before[x]);
            BigDecimal b = levelAfter.subtract(after[x]);
            // β of one that is dropped falls with the depth it drops to.
            BigDecimal steep = a.signum() > 0 && b.signum() < 0
                    ? a.subtract(b)
                    : b.max(BigDecimal.ZERO).subtract(a.max(BigDecimal.ZERO)).abs();
            BigDecimal reach =
                    levelBefore.abs().add(levelAfter.abs()).add(before[x].abs()).add(after[x].abs());
            sum = sum.add(measure(x).multiply(beta(a, b), digits), digits);
            BigDecimal error = TWO.multiply(steep).add(reach.multiply(rounding, digits));
            size = size.add(measure(x).multiply(error.multiply(reach, digits), digits), digits);
        }
        BigDecimal unit = lambda.multiply(BigDecimal.valueOf(4));
        return new Rounded(sum.divide(unit, digits), size.divide(unit, digits));
    }

    /** Whether those that keep mass are the same with and without the agent, which wants the same of them all. */
    private static boolean nothingMoves(
            BigDecimal[] shift,
            BigDecimal[] before,
            BigDecimal levelBefore,
            BigDecimal[] after,
            BigDecimal levelAfter,
            BigDecimal lambda,
            MathContext digits) {
        BigDecimal common = null;
        for (int x = 0; x < shift.length; x++) {
            int kept = side(before[x], levelBefore, lambda, digits);
            if (kept == 0 || kept != side(after[x], levelAfter, lambda, digits)) {
                return false;
            }
            if (kept > 0) {
                common = common == null ? shift[x] : common;
                if (common.compareTo(shift[x]) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /** 1 above the level, −1 below, 0 where rounding decides. */
    private static int side(BigDecimal depth, BigDecimal level, BigDecimal lambda, MathContext digits) {
        BigDecimal height = level.subtract(depth);
        BigDecimal rounding =
                level.abs().add(depth.abs()).add(TWO.multiply(lambda)).movePointLeft(digits.getPrecision() - 8);
        return height.abs().compareTo(rounding) <= 0 ? 0 : height.signum();
    }

    /** {@link WaterLevel}'s β times 4λ². */
    private static BigDecimal beta(BigDecimal a, BigDecimal b) {
        if (a.signum() >= 0) {
            BigDecimal change = b.subtract(a);
            return b.signum() >= 0
                    ? change.multiply(change)
                    : a.multiply(a).subtract(TWO.multiply(a).multiply(b));
        }
        return b.signum() > 0 ? b.multiply(b) : BigDecimal.ZERO;
    }

    /** The level L with Σ m·(L − depth)₊ = 2λ. */
    private BigDecimal level(BigDecimal[] depth, MathContext digits) {
        Integer[] ascending = new Integer[depth.length];
        Arrays.setAll(ascending, x -> x);
        Arrays.sort(ascending, Comparator.comparing(x -> depth[x]));
        BigDecimal full = TWO.multiply(lambda);
        BigDecimal mass = BigDecimal.ZERO;
        BigDecimal water = BigDecimal.ZERO;
        BigDecimal deepest = depth[ascending[0]];
        for (int x : ascending) {
            BigDecimal more = water.add(mass.multiply(depth[x].subtract(deepest)));
            if (more.compareTo(full) >= 0) {
                break;
            }
            water = more;
            mass = mass.add(measure(x));
            deepest = depth[x];
        }
        return deepest.add(full.subtract(water).divide(mass, digits));
    }
}
