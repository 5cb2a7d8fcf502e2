package dev.candor.divergence;

import dev.candor.numeric.Decimals;
import java.math.BigDecimal;
import java.math.MathContext;

/** {@link JensenShannon} in decimal arithmetic. */
final class DecimalJensenShannon extends DecimalPrompt {
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    DecimalJensenShannon(double lambda, PolicyBlock policy, int prompt) {
        super(lambda, policy, prompt);
    }

    DecimalJensenShannon(double lambda, double[] ref, double[][] gap) {
        super(lambda, refs(ref), gaps(gap, 0, ref.length));
    }

    /** Writes ρ and v = log(ρ/(1+ρ)). */
    void solve(double[] ratio, double[] dual) {
        Best best = null;
        for (int lost = 0; best == null || lost < magnitude(best.inverseCondition); ) {
            lost = best == null ? 0 : magnitude(best.inverseCondition);
            best = best(gap, new MathContext(30 + lost));
        }
        MathContext digits = new MathContext(30);
        BigDecimal ofBest = dual(best.ratio, digits);
        for (int x = 0; x < ratio.length; x++) {
            BigDecimal behind = TWO.multiply(gap[x]).divide(lambda, digits);
            ratio[x] = ratio(best.ratio, behind, digits).doubleValue();
            dual[x] = ofBest.subtract(behind).doubleValue();
        }
    }

    private static int magnitude(BigDecimal x) {
        return x.precision() - x.scale();
    }

    @Override
    Rounded charge(BigDecimal[] shift, BigDecimal[] behind, MathContext digits) {
        Best before = best(gap, digits);
        Best after = best(behind, digits);
        BigDecimal lost = before.inverseCondition.add(after.inverseCondition).add(BigDecimal.TEN);
        BigDecimal dualBefore = dual(before.ratio, digits);
        BigDecimal dualAfter = dual(after.ratio, digits);
        BigDecimal moveOfBest = dualAfter.subtract(dualBefore).divide(TWO);
        BigDecimal duals = dualAfter.add(dualBefore).abs();
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal size = BigDecimal.ZERO;
        for (int x = 0; x < gap.length; x++) {
            BigDecimal ahead = gap[x].divide(lambda, digits);
            BigDecimal behindHere = behind[x].divide(lambda, digits);
            BigDecimal old = ratio(before.ratio, TWO.multiply(ahead), digits);
            BigDecimal moved = ratio(after.ratio, TWO.multiply(behindHere), digits);
            BigDecimal t = moveOfBest.add(gap[x].subtract(behind[x]).divide(lambda, digits), digits);
            BigDecimal logOld = Decimals.log1p(old, digits);
            BigDecimal logMoved = Decimals.log1p(moved, digits);
            BigDecimal logs = logMoved.subtract(logOld).divide(TWO);
            sum = sum.add(ref[x].multiply(logs.subtract(old.multiply(t, digits)), digits), digits);
            BigDecimal reach = old.min(BigDecimal.ONE)
                    .add(moved.min(BigDecimal.ONE))
                    .multiply(lost, digits)
                    .add(logMoved)
                    .add(logOld)
                    .add(old.multiply(t.abs().add(ahead).add(behindHere).add(duals), digits));
            size = size.add(ref[x].multiply(reach, digits), digits);
        }
        return new Rounded(lambda.multiply(sum, digits), lambda.multiply(size, digits));
    }

    /** v = −log(1 + 1/ρ). */
    private static BigDecimal dual(BigDecimal ratio, MathContext digits) {
        return Decimals.log1p(BigDecimal.ONE.divide(ratio, digits), digits).negate();
    }

    /** ρ of a candidate whose 2·gap/λ this is. */
    private static BigDecimal ratio(BigDecimal best, BigDecimal behind, MathContext digits) {
        BigDecimal decay = Decimals.exp(behind.negate(), digits);
        BigDecimal spread = BigDecimal.ONE.add(best.multiply(fall(behind, decay, digits), digits));
        return best.multiply(decay, digits).divide(spread, digits);
    }

    /** 1 − exp(−behind), by its series where the difference would cancel. */
    private static BigDecimal fall(BigDecimal behind, BigDecimal decay, MathContext digits) {
        if (behind.compareTo(BigDecimal.ONE.movePointLeft(3)) > 0) {
            return BigDecimal.ONE.subtract(decay);
        }
        BigDecimal sum = behind;
        BigDecimal term = behind;
        BigDecimal least = behind.movePointLeft(digits.getPrecision() + 3);
        for (int j = 2; term.abs().compareTo(least) > 0; j++) {
            term = term.multiply(behind, digits).divide(BigDecimal.valueOf(-j), digits);
            sum = sum.add(term, digits);
        }
        return sum;
    }

    private record Best(BigDecimal ratio, BigDecimal inverseCondition) {}

    /** The best candidate's ρ with Σ π0·ρ_x = 1, by Newton's method from the root in doubles: once below the root it rises. */
    private Best best(BigDecimal[] gap, MathContext digits) {
        BigDecimal[] decay = new BigDecimal[gap.length];
        BigDecimal[] fall = new BigDecimal[gap.length];
        for (int x = 0; x < gap.length; x++) {
            BigDecimal behind = TWO.multiply(gap[x]).divide(lambda, digits);
            decay[x] = Decimals.exp(behind.negate(), digits);
            fall[x] = fall(behind, decay[x], digits);
        }
        BigDecimal ratio = start(gap);
        BigDecimal least = BigDecimal.ONE.movePointLeft(digits.getPrecision() - 1);
        for (boolean first = true; ; first = false) {
            BigDecimal sum = BigDecimal.ZERO;
            BigDecimal rise = BigDecimal.ZERO;
            for (int x = 0; x < gap.length; x++) {
                BigDecimal spread = BigDecimal.ONE.add(ratio.multiply(fall[x], digits), digits);
                BigDecimal share = ref[x].multiply(decay[x], digits).divide(spread, digits);
                sum = sum.add(share.multiply(ratio, digits), digits);
                rise = rise.add(share.divide(spread, digits), digits);
            }
            BigDecimal step = BigDecimal.ONE.subtract(sum).divide(rise, digits);
            if (step.compareTo(ratio.multiply(least)) <= 0 && !(first && step.signum() < 0)) {
                return new Best(ratio, inverse(rise.multiply(ratio, digits).divide(sum, digits)));
            }
            ratio = ratio.add(step, digits);
        }
    }

    private BigDecimal start(BigDecimal[] gap) {
        double[] behind = new double[gap.length];
        double[] share = new double[gap.length];
        for (int x = 0; x < gap.length; x++) {
            behind[x] = 2 * gap[x].doubleValue() / lambda.doubleValue();
            share[x] = ref[x].doubleValue();
        }
        return new BigDecimal(JensenShannon.ratioOfBest(share, behind)).max(BigDecimal.ONE);
    }
}
