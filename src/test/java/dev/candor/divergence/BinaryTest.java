package dev.candor.divergence;

import static org.assertj.core.api.Assertions.assertThat;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the payments are held against has the digits that it says: against decimals of another library. */
class BinaryTest {
    private static final MathContext DIGITS = new MathContext(130);

    /** Bits, and how many of the last a chain of a few operations may lose. */
    private static final int BITS = 340;

    private static final int LOST = 8;

    private final Random random = new Random(20261201);

    /** Over six hundred powers of ten, and close to 1. */
    private double positive() {
        return random.nextInt(4) == 0
                ? 1 + StrictMath.scalb(random.nextDouble() - 0.5, -random.nextInt(50))
                : StrictMath.pow(10, 600 * random.nextDouble() - 300);
    }

    private static void requireClose(Binary found, BigDecimal expected, BigDecimal size) {
        BigDecimal error = found.toDecimal().subtract(expected).abs();
        assertThat(error)
                .as("%s", expected)
                .isLessThanOrEqualTo(size.abs().multiply(BigDecimal.valueOf(2).pow(LOST - BITS, DIGITS), DIGITS));
    }

    @Test
    void exponentials() {
        for (int k = 0; k < 300; k++) {
            double x = k == 0 ? 0 : StrictMath.scalb(random.nextDouble() - 0.5, random.nextInt(60) - 50) * 1000 / 512;
            BigDecimal expected = BigDecimalMath.exp(new BigDecimal(x), DIGITS);
            requireClose(Binary.of(x, BITS).exp(), expected, expected);
        }
        assertThat(Binary.of(-6000, BITS).exp().signum()).isZero();
    }

    /** Within the last bits of the logarithm, or of 1 where the number is nearly 1. */
    @Test
    void logarithms() {
        for (int k = 0; k < 300; k++) {
            double x = k == 0 ? 1 : positive();
            BigDecimal expected = BigDecimalMath.log(new BigDecimal(x), DIGITS);
            requireClose(Binary.of(x, BITS).log(), expected, expected.abs().max(BigDecimal.ONE));
        }
    }

    @Test
    void rootsAndQuotients() {
        for (int k = 0; k < 300; k++) {
            BigDecimal x = new BigDecimal(positive());
            BigDecimal y = new BigDecimal(positive());
            Binary of = Binary.of(x.doubleValue(), BITS);
            requireClose(of.sqrt(), x.sqrt(DIGITS), x.sqrt(DIGITS));
            BigDecimal quotient = x.divide(y, DIGITS);
            requireClose(of.over(Binary.of(y.doubleValue(), BITS)), quotient, quotient);
        }
    }

    @Test
    void decimals() {
        for (int k = 0; k < 300; k++) {
            BigDecimal x = new BigDecimal(k == 0 ? 0 : positive());
            requireClose(Binary.of(x, BITS), x, BigDecimal.ZERO);
            BigDecimal third = x.divide(BigDecimal.valueOf(-3), DIGITS);
            Binary there = Binary.of(third, BITS);
            requireClose(there, third, third);
            requireClose(Binary.of(there.toDecimal(), BITS), there.toDecimal(), BigDecimal.ZERO);
        }
    }
}
