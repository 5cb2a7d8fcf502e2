package dev.candor.divergence;

import dev.candor.numeric.Decimals;
import java.math.BigDecimal;
import java.math.MathContext;

/** {@link Kl} in decimal arithmetic: κp = λ Σ [π − π* − π*·log(π/π*)], π the policy without the agent. */
final class DecimalKl extends DecimalPrompt {
    private static final MathContext DIGITS = new MathContext(30);

    /** π0 from its logarithm, which has not underflowed. */
    DecimalKl(double lambda, PolicyBlock policy, int prompt) {
        super(lambda, refs(policy, prompt, DIGITS), gaps(policy.gap, policy.offset(prompt), policy.candidates(prompt)));
    }

    @Override
    Rounded charge(BigDecimal[] shift, BigDecimal[] behind, MathContext digits) {
        BigDecimal[] with = new BigDecimal[gap.length];
        BigDecimal[] without = new BigDecimal[gap.length];
        BigDecimal massWith = weights(gap, with, digits);
        BigDecimal massWithout = weights(behind, without, digits);
        BigDecimal growth = Decimals.log(massWith, digits).subtract(Decimals.log(massWithout, digits));
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal size = BigDecimal.ZERO;
        for (int x = 0; x < gap.length; x++) {
            BigDecimal before = with[x].divide(massWith, digits);
            BigDecimal after = without[x].divide(massWithout, digits);
            BigDecimal log = gap[x].subtract(behind[x]).divide(lambda, digits).add(growth, digits);
            sum = sum.add(after.subtract(before).subtract(before.multiply(log, digits)), digits);
            BigDecimal reach = gap[x].add(behind[x]).divide(lambda, digits).add(BigDecimal.TEN);
            size = size.add(before.add(after).multiply(reach, digits), digits);
        }
        return new Rounded(lambda.multiply(sum, digits), lambda.multiply(size, digits));
    }

    /** Writes π0·exp(−gap/λ); their sum. */
    private BigDecimal weights(BigDecimal[] gap, BigDecimal[] weight, MathContext digits) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int x = 0; x < gap.length; x++) {
            weight[x] =
                    Decimals.exp(gap[x].divide(lambda, digits).negate(), digits).multiply(ref[x], digits);
            sum = sum.add(weight[x], digits);
        }
        return sum;
    }
}
