package dev.candor.hunt;

import ch.obermuhlner.math.big.BigDecimalMath;
import dev.candor.numeric.ArtanhLog;
import java.math.BigDecimal;
import java.math.MathContext;

/** Elementary functions of decimals to a given number of digits. */
final class Decimals {
    static final BigDecimal TWO = BigDecimal.valueOf(2);
    /** exp of less is taken for 0: 1e-868 is nothing beside anything that is compared. */
    private static final BigDecimal NOTHING = BigDecimal.valueOf(-2_000);

    private Decimals() {}

    static BigDecimal of(double x) {
        return new BigDecimal(x);
    }

    static BigDecimal exp(BigDecimal x, MathContext digits) {
        return x.compareTo(NOTHING) < 0 ? BigDecimal.ZERO : BigDecimalMath.exp(x, digits);
    }

    /** Of x > 0. */
    static BigDecimal log(BigDecimal x, MathContext digits) {
        return ArtanhLog.log(x, digits);
    }

    static BigDecimal max(BigDecimal[] values) {
        BigDecimal max = values[0];
        for (BigDecimal value : values) {
            max = max.max(value);
        }
        return max;
    }
}
