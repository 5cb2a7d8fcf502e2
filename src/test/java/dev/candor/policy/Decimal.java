package dev.candor.policy;

import dev.candor.divergence.Binary;
import java.math.BigDecimal;
import java.math.MathContext;

/** exp and log to more than 80 digits, by series in binary arithmetic: what the kernels are held against shares nothing with them. */
public final class Decimal {
    public static final MathContext DIGITS = new MathContext(80);
    private static final MathContext MORE = new MathContext(100);
    private static final int BITS = 350;

    private Decimal() {}

    public static BigDecimal of(double x) {
        return new BigDecimal(x);
    }

    public static BigDecimal exp(BigDecimal x) {
        return rounded(Binary.of(x, BITS).exp());
    }

    public static BigDecimal log(BigDecimal x) {
        return rounded(Binary.of(x, BITS).log());
    }

    private static BigDecimal rounded(Binary x) {
        return x.toDecimal().round(MORE);
    }
}
