package dev.candor.mechanism.money;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.model.Rounding;
import dev.candor.model.Tariff;
import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Laws: an amount in longs is the amount in big integers, and heads order as keys do. */
class LongAmountTest {
    @Provide
    Arbitrary<Double> payments() {
        Arbitrary<Double> anyBits = Arbitraries.longs()
                .between(0, Double.doubleToLongBits(Double.MAX_VALUE))
                .map(Double::longBitsToDouble);
        Arbitrary<Double> small = Arbitraries.integers()
                .between(-140, 62)
                .flatMap(exponent -> Arbitraries.doubles().between(1, 2).map(m -> Math.scalb(m, exponent)));
        Arbitrary<Double> coarse = Arbitraries.integers()
                .between(0, 4000)
                .flatMap(
                        n -> Arbitraries.integers().between(-70, 50).map(exponent -> Math.scalb((double) n, exponent)));
        return Arbitraries.oneOf(anyBits, small, coarse, Arbitraries.of(0.0, -0.0, 0.5, 1.5, 0x1p53, 0x1p63));
    }

    @Provide
    Arbitrary<Tariff> tariffs() {
        Arbitrary<BigDecimal> prices = Arbitraries.oneOf(
                Arbitraries.of("0", "1", "0.01", "0.37", "3", "9223372036854775807", "9223372036854775808", "1e-38")
                        .map(BigDecimal::new),
                Arbitraries.bigDecimals()
                        .between(BigDecimal.ZERO, new BigDecimal("1e9"))
                        .ofScale(9),
                Arbitraries.longs().between(0, Long.MAX_VALUE).map(price -> BigDecimal.valueOf(price, 18)));
        return Combinators.combine(Arbitraries.integers().between(0, Tariff.MAX_SCALE), prices)
                .as((scale, price) -> new Tariff("EUR", scale, price, Rounding.LARGEST_REMAINDER));
    }

    @Property(tries = 5000)
    void sizeDoesNotShow(@ForAll("payments") double payment, @ForAll("tariffs") Tariff tariff) {
        Pricing pricing = new Pricing(tariff);
        Amount amount = pricing.amount(payment);
        BigAmount big = (BigAmount) pricing.bigAmount(payment);
        assertThat(amount.floor()).isEqualTo(big.floor());
        assertThat(amount.halfEven()).isEqualTo(big.halfEven());
        assertThat(amount.isWhole()).isEqualTo(big.isWhole());
        assertThat(amount.remainderKey()).isEqualTo(big.remainderKey());
        assertThat(amount.remainderHead()).isEqualTo(big.remainderHead());
    }

    @Property(tries = 3000)
    void headsOrderAsKeysDo(
            @ForAll("payments") double a, @ForAll("payments") double b, @ForAll("tariffs") Tariff tariff) {
        Pricing pricing = new Pricing(tariff);
        Amount one = pricing.amount(a);
        Amount other = pricing.amount(b);
        int byHead = Long.compareUnsigned(one.remainderHead(), other.remainderHead());
        int byKey = java.util.Arrays.compareUnsigned(one.remainderKey(), other.remainderKey());
        assertThat(byHead == 0 || Integer.signum(byHead) == Integer.signum(byKey))
                .isTrue();
        assertThat(Long.compareUnsigned(one.remainderHead(), pricing.largestRemainderHead()))
                .isNotPositive();
        assertThat(one.remainderKey().length).isLessThanOrEqualTo(8 * pricing.remainderWords());
    }

    @Test
    void everydayAmountsAreKeptInLongs() {
        Pricing euros = new Pricing(new Tariff("EUR", 2, new BigDecimal("0.37"), Rounding.HALF_EVEN));
        for (double payment : new double[] {0, 1e-29, 0.1, 1, 123456.789, 0x1p50}) {
            assertThat(euros.amount(payment)).isInstanceOf(LongAmount.class);
        }
        for (double payment : new double[] {0x1p58, 1e300}) {
            assertThat(euros.amount(payment)).isInstanceOf(BigAmount.class);
        }
    }

    @Test
    void theLargestAmountThatFits() {
        assertThat(LongAmount.of(1, Long.MAX_VALUE, 1, 0).floor()).isEqualTo(BigInteger.valueOf(Long.MAX_VALUE));
        assertThat(LongAmount.of(2, Long.MAX_VALUE, 1, 0)).isNull();
        assertThat(LongAmount.of(4, Long.MAX_VALUE, 1, 1)).isNull();
        assertThat(LongAmount.of(4, Long.MAX_VALUE, 1, 2).floor()).isEqualTo(BigInteger.valueOf(Long.MAX_VALUE));
    }
}
