package dev.candor.mechanism.money;

import dev.candor.model.Tariff;
import dev.candor.model.UserException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Utility to money without rounding. With unitPrice·10^scale = numerator / divisor in integers, a payment
 * m·2^e costs m·2^e·numerator / divisor minor units. No double is multiplied or divided.
 */
public final class Pricing implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final BigInteger LARGEST_UNITS = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);

    private static final int MANTISSA_BITS = 53;

    private final Tariff tariff;
    private final BigInteger numerator;
    private final BigInteger divisor;
    /** {@link #numerator} and {@link #divisor} when both fit; 0 when they do not. */
    private final long longNumerator;

    private final long longDivisor;

    public Pricing(Tariff tariff) {
        this.tariff = tariff;
        BigDecimal minorUnitPrice = tariff.unitPrice().movePointRight(tariff.scale());
        int decimals = Math.max(0, minorUnitPrice.scale());
        this.numerator = minorUnitPrice.movePointRight(decimals).toBigIntegerExact();
        this.divisor = BigInteger.TEN.pow(decimals);
        boolean fits = numerator.bitLength() < Long.SIZE && divisor.bitLength() < Long.SIZE - 1;
        this.longNumerator = fits ? numerator.longValue() : 0;
        this.longDivisor = fits ? divisor.longValue() : 0;
    }

    public Tariff tariff() {
        return tariff;
    }

    /** What {@code payment} (utility, finite, ≥ 0) costs, exactly. */
    public Amount amount(double payment) {
        requirePayment(payment);
        int halvings = 52 - Math.max(Math.getExponent(payment), Double.MIN_EXPONENT);
        Amount small = longDivisor == 0 || halvings < 0
                ? null
                : LongAmount.of(mantissa(payment), longNumerator, longDivisor, halvings);
        return small == null ? bigAmount(payment) : small;
    }

    /** {@link #amount} for payments and prices of any size. */
    Amount bigAmount(double payment) {
        long mantissa = mantissa(payment);
        int exponent = Math.max(Math.getExponent(payment), Double.MIN_EXPONENT) - 52;
        int zeros = mantissa == 0 ? 0 : Long.numberOfTrailingZeros(mantissa);
        exponent += zeros;
        BigInteger product = BigInteger.valueOf(mantissa >>> zeros).multiply(numerator);
        int halvings = Math.max(0, -exponent);
        BigInteger whole = product.shiftLeft(Math.max(0, exponent));
        BigInteger denominator = divisor.shiftLeft(halvings);
        if (whole.compareTo(denominator) < 0) {
            return new BigAmount(BigInteger.ZERO, whole, divisor, halvings);
        }
        BigInteger[] parts = whole.divideAndRemainder(denominator);
        return new BigAmount(parts[0], parts[1], divisor, halvings);
    }

    /** The longest {@link Amount#remainderKey()} of this tariff, in words of eight bytes. */
    public int remainderWords() {
        int bits = Math.max(MANTISSA_BITS + numerator.bitLength(), divisor.bitLength());
        int bytes = 2 + (bits + Byte.SIZE - 1) / Byte.SIZE;
        return (bytes + Long.BYTES - 1) / Long.BYTES;
    }

    /** The largest {@link Amount#remainderHead()} there can be: every remainder is below {@code divisor}. */
    public long largestRemainderHead() {
        return (long) (divisor.bitLength() + Amount.EXPONENT_BIAS) << 48 | (1L << 48) - 1;
    }

    /** What {@code payments}, the exact sum of all, costs: every digit of it, in the currency. */
    public BigDecimal exactTotal(BigDecimal payments) {
        BigDecimal total = payments.multiply(tariff.unitPrice()).stripTrailingZeros();
        return total.scale() < 0 ? total.setScale(0) : total;
    }

    /** The exact total to the nearest whole minor unit, ties to even. */
    public BigInteger roundedTotal(BigDecimal exactTotal) {
        return exactTotal.setScale(tariff.scale(), RoundingMode.HALF_EVEN).unscaledValue();
    }

    /** Minor units as money in the currency, at the tariff's scale. */
    public BigDecimal money(BigInteger minorUnits) {
        return new BigDecimal(minorUnits, tariff.scale());
    }

    /**
     * Refuses totals that a DECIMAL(38, scale) cannot hold; every single charge is then held as well.
     *
     * @throws UserException configuration, naming the knobs
     */
    public void requireFits(BigDecimal total) {
        if (total.setScale(tariff.scale(), RoundingMode.CEILING).unscaledValue().compareTo(LARGEST_UNITS) > 0) {
            throw UserException.configuration("Cannot charge a total of "
                    + total.round(new MathContext(4)) + " " + tariff.currency() + " at scale " + tariff.scale()
                    + " and unit price " + tariff.unitPrice() + ": a charge has 38 decimal digits, "
                    + (38 - tariff.scale()) + " of them before the point. Lower --scale or --unit-price.");
        }
    }

    private static void requirePayment(double payment) {
        if (!(payment >= 0) || payment == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("a payment must be finite and >= 0, but is " + payment);
        }
    }

    private static long mantissa(double payment) {
        long bits = Double.doubleToRawLongBits(payment);
        long fraction = bits & ((1L << 52) - 1);
        return Math.getExponent(payment) < Double.MIN_EXPONENT ? fraction : fraction | (1L << 52);
    }
}
