package dev.candor.divergence;

import java.math.BigDecimal;
import java.math.MathContext;

/** {@link TotalVariation} in decimal arithmetic: differences and comparisons only, all of them exact. */
final class DecimalTotalVariation extends DecimalPrompt {
    DecimalTotalVariation(double lambda, PolicyBlock policy, int prompt) {
        super(lambda, policy, prompt);
    }

    /** Σ π0·(what π* leaves x behind the best without the agent − the min(gap, λ) it would be behind). */
    @Override
    Rounded charge(BigDecimal[] shift, BigDecimal[] behind, MathContext digits) {
        int best = 0;
        while (gap[best].signum() != 0) {
            best++;
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (int x = 0; x < gap.length; x++) {
            BigDecimal left = gap[x].compareTo(lambda) > 0 ? behind[best].add(lambda) : behind[x];
            sum = sum.add(ref[x].multiply(left.subtract(behind[x].min(lambda))));
        }
        return new Rounded(sum, BigDecimal.ZERO);
    }
}
