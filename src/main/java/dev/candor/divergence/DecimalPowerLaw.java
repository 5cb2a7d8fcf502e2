package dev.candor.divergence;

import dev.candor.numeric.Decimals;
import java.math.BigDecimal;
import java.math.MathContext;

/** {@link PowerLaw} in decimal arithmetic, in units of reward: a candidate's height is μ + gap. */
final class DecimalPowerLaw extends DecimalPrompt {
    private final int k;

    DecimalPowerLaw(int k, double lambda, PolicyBlock policy, int prompt) {
        super(lambda, policy, prompt);
        this.k = k;
    }

    DecimalPowerLaw(int k, double lambda, double[] ref, double[][] gap) {
        super(lambda, refs(ref), gaps(gap, 0, ref.length));
        this.k = k;
    }

    /** Writes λ/(μ + gap). */
    void solve(double[] root) {
        Level level = null;
        for (int lost = 0; level == null || lost < magnitude(level.inverseCondition); ) {
            lost = level == null ? 0 : magnitude(level.inverseCondition);
            level = level(gap, new MathContext(30 + lost));
        }
        for (int x = 0; x < root.length; x++) {
            root[x] = lambda.divide(level.mu.add(gap[x]), new MathContext(20)).doubleValue();
        }
    }

    private static int magnitude(BigDecimal x) {
        return x.precision() - x.scale();
    }

    @Override
    Rounded charge(BigDecimal[] shift, BigDecimal[] behind, MathContext digits) {
        Level before = level(gap, digits);
        Level after = level(behind, digits);
        BigDecimal lost = before.inverseCondition.add(after.inverseCondition);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal size = BigDecimal.ZERO;
        for (int x = 0; x < gap.length; x++) {
            BigDecimal c = before.mu.add(gap[x]);
            BigDecimal d = after.mu.add(behind[x]);
            if (k == 1) {
                BigDecimal ratio = d.divide(c, digits);
                BigDecimal log = Decimals.log(ratio, digits);
                BigDecimal z = ratio.subtract(BigDecimal.ONE);
                sum = sum.add(ref[x].multiply(z.subtract(log), digits), digits);
                BigDecimal reach =
                        ratio.add(log.abs()).add(BigDecimal.ONE).add(z.abs().multiply(lost, digits));
                size = size.add(ref[x].multiply(reach, digits), digits);
            } else {
                BigDecimal difference = c.subtract(d);
                BigDecimal unit = ref[x].divide(c.multiply(c, digits).multiply(d, digits), digits);
                sum = sum.add(unit.multiply(difference.multiply(difference, digits), digits), digits);
                size = size.add(
                        unit.multiply(difference.abs().multiply(c.add(d), digits), digits)
                                .multiply(lost.add(BigDecimal.TEN), digits),
                        digits);
            }
        }
        BigDecimal unit = k == 1 ? lambda : lambda.multiply(lambda, digits);
        return new Rounded(unit.multiply(sum, digits), unit.multiply(size, digits));
    }

    private record Level(BigDecimal mu, BigDecimal inverseCondition) {}

    /** μ with Σ π0·(λ/(μ+gap))ᵏ = 1, by Newton's method on the power mean, which rises from the left. */
    private Level level(BigDecimal[] gap, MathContext digits) {
        BigDecimal best = BigDecimal.ZERO;
        for (int x = 0; x < gap.length; x++) {
            best = gap[x].signum() == 0 ? best.add(ref[x]) : best;
        }
        BigDecimal mu = lambda.multiply(k == 1 ? best : best.sqrt(digits), digits);
        BigDecimal least = BigDecimal.ONE.movePointLeft(digits.getPrecision() - 1);
        while (true) {
            BigDecimal sum = BigDecimal.ZERO;
            BigDecimal steep = BigDecimal.ZERO;
            for (int x = 0; x < gap.length; x++) {
                BigDecimal rho = lambda.divide(mu.add(gap[x]), digits);
                BigDecimal term = ref[x].multiply(k == 1 ? rho : rho.multiply(rho, digits), digits);
                sum = sum.add(term, digits);
                steep = steep.add(term.multiply(rho, digits), digits);
            }
            BigDecimal mean = BigDecimal.ONE.divide(k == 1 ? sum : sum.sqrt(digits), digits);
            BigDecimal rise = mean.multiply(steep, digits).divide(sum.multiply(lambda, digits), digits);
            BigDecimal step = BigDecimal.ONE.subtract(mean).divide(rise, digits);
            if (step.compareTo(mu.multiply(least)) <= 0) {
                BigDecimal condition = rise.multiply(mu, digits).divide(mean, digits);
                return new Level(mu, inverse(condition));
            }
            mu = mu.add(step, digits);
        }
    }
}
