package dev.candor.hunt;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Elementary functions of decimals to a given number of digits. */
final class Decimals {
    static final BigDecimal TWO = BigDecimal.valueOf(2);
    /** exp of less is taken for 0: 1e-868 is nothing beside anything that is compared. */
    private static final BigDecimal NOTHING = BigDecimal.valueOf(-2_000);

    private static final Map<Integer, BigDecimal> LOG_TEN = new ConcurrentHashMap<>();

    private Decimals() {}

    static BigDecimal of(double x) {
        return new BigDecimal(x);
    }

    static BigDecimal exp(BigDecimal x, MathContext digits) {
        return x.compareTo(NOTHING) < 0 ? BigDecimal.ZERO : BigDecimalMath.exp(x, digits);
    }

    /** Of x > 0; the library is slow far from 1, so the power of ten goes by itself. */
    static BigDecimal log(BigDecimal x, MathContext digits) {
        int exponent = x.precision() - x.scale();
        if (exponent >= -1 && exponent <= 2) {
            return BigDecimalMath.log(x, digits);
        }
        BigDecimal ten = LOG_TEN.computeIfAbsent(
                digits.getPrecision(),
                precision -> BigDecimalMath.log(BigDecimal.TEN, new MathContext(precision + 10)));
        return BigDecimalMath.log(x.scaleByPowerOfTen(-exponent), digits)
                .add(ten.multiply(BigDecimal.valueOf(exponent)), digits);
    }

    static BigDecimal max(BigDecimal[] values) {
        BigDecimal max = values[0];
        for (BigDecimal value : values) {
            max = max.max(value);
        }
        return max;
    }
}
