package dev.candor.mechanism.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.model.ExitCode;
import dev.candor.model.Rounding;
import dev.candor.model.Tariff;
import dev.candor.model.UserException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Pricing} and {@link Amount} against plain BigDecimal arithmetic. */
class PricingTest {
    /** Any finite double ≥ 0: every exponent, subnormals, and halves of minor units. */
    @Provide
    Arbitrary<Double> payments() {
        Arbitrary<Double> anyBits = Arbitraries.longs()
                .between(0, Double.doubleToLongBits(Double.MAX_VALUE))
                .map(Double::longBitsToDouble);
        Arbitrary<Double> everyday = Arbitraries.doubles().between(0, 1e6);
        Arbitrary<Double> eighths = Arbitraries.integers().between(0, 4000).map(n -> n / 8.0);
        return Arbitraries.oneOf(anyBits, everyday, eighths);
    }

    @Provide
    Arbitrary<Tariff> tariffs() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, Tariff.MAX_SCALE),
                        Arbitraries.bigDecimals()
                                .between(BigDecimal.ZERO, new BigDecimal("1e9"))
                                .ofScale(9),
                        Arbitraries.integers().between(-12, 12))
                .as((scale, price, shift) -> tariff(scale, price.movePointRight(shift)));
    }

    static Tariff tariff(int scale, BigDecimal unitPrice) {
        return new Tariff("EUR", scale, unitPrice, Rounding.LARGEST_REMAINDER);
    }

    /** payment · unitPrice · 10^scale in minor units, by BigDecimal. */
    static BigDecimal minorUnits(double payment, Tariff tariff) {
        return new BigDecimal(payment).multiply(tariff.unitPrice()).movePointRight(tariff.scale());
    }

    @Property
    void wholeUnitsAreTheExactProductRounded(@ForAll("payments") double payment, @ForAll("tariffs") Tariff tariff) {
        Amount amount = new Pricing(tariff).amount(payment);
        BigDecimal exact = minorUnits(payment, tariff);
        assertThat(amount.floor())
                .isEqualTo(exact.setScale(0, RoundingMode.FLOOR).unscaledValue());
        assertThat(amount.halfEven())
                .isEqualTo(exact.setScale(0, RoundingMode.HALF_EVEN).unscaledValue());
        assertThat(amount.isWhole()).isEqualTo(exact.stripTrailingZeros().scale() <= 0);
    }

    @Property
    void keysOrderAsTheRemaindersDo(
            @ForAll("payments") double a, @ForAll("payments") double b, @ForAll("tariffs") Tariff tariff) {
        Pricing pricing = new Pricing(tariff);
        int expected = remainder(a, tariff).compareTo(remainder(b, tariff));
        int actual = Arrays.compareUnsigned(
                pricing.amount(a).remainderKey(), pricing.amount(b).remainderKey());
        assertThat(Integer.signum(actual)).isEqualTo(expected);
    }

    @Property
    void neighbouringDoublesHaveDistinctKeys(@ForAll("payments") double payment) {
        Pricing pricing = new Pricing(tariff(2, new BigDecimal("0.01")));
        double next = Math.nextUp(Math.min(payment, 1e15));
        double here = Math.nextDown(next);
        byte[] one = pricing.amount(here).remainderKey();
        byte[] other = pricing.amount(next).remainderKey();
        int expected = remainder(here, pricing.tariff()).compareTo(remainder(next, pricing.tariff()));
        assertThat(Integer.signum(Arrays.compareUnsigned(one, other))).isEqualTo(expected);
        assertThat(expected).isNotZero();
    }

    @Test
    void ofThreeHalvesTheEvenNeighbourWins() {
        Pricing pricing = new Pricing(tariff(0, BigDecimal.ONE));
        assertThat(pricing.amount(0.5).halfEven()).isEqualTo(BigInteger.ZERO);
        assertThat(pricing.amount(1.5).halfEven()).isEqualTo(BigInteger.TWO);
        assertThat(pricing.amount(2.5).halfEven()).isEqualTo(BigInteger.TWO);
    }

    @Test
    void zeroPaymentAndZeroPriceCostNothing() {
        for (Amount nothing : new Amount[] {
            new Pricing(tariff(2, BigDecimal.TEN)).amount(0.0),
            new Pricing(tariff(2, BigDecimal.TEN)).amount(-0.0),
            new Pricing(tariff(2, BigDecimal.ZERO)).amount(Double.MAX_VALUE)
        }) {
            assertThat(nothing.floor()).isZero();
            assertThat(nothing.isWhole()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-300, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNoPaymentIsABug(double payment) {
        Pricing pricing = new Pricing(tariff(2, BigDecimal.ONE));
        assertThatIllegalArgumentException().isThrownBy(() -> pricing.amount(payment));
    }

    @Test
    void thirtyEightDigitsFitAndNotOneMore() {
        Pricing pricing = new Pricing(tariff(2, BigDecimal.ONE));
        BigDecimal largest = new BigDecimal(BigInteger.TEN.pow(38).subtract(BigInteger.ONE), 2);
        pricing.requireFits(largest);
        assertThatThrownBy(() -> pricing.requireFits(largest.add(new BigDecimal("0.001"))))
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .hasMessageContaining("--scale")
                .hasMessageContaining("--unit-price");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.01", "1E-39", "1E+38", "1E-2000000000", "1E+2000000000"})
    void aTariffRefusesPricesItCannotComputeWith(String price) {
        assertThatThrownBy(() -> tariff(2, new BigDecimal(price)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--unit-price");
    }

    private static BigDecimal remainder(double payment, Tariff tariff) {
        BigDecimal exact = minorUnits(payment, tariff);
        return exact.subtract(exact.setScale(0, RoundingMode.FLOOR));
    }
}
