package dev.candor.mechanism.money;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.model.Rounding;
import dev.candor.model.Tariff;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The laws of largest remainder, with the R-th claim found by sorting in memory. */
class AllocationTest {
    @Provide
    Arbitrary<Map<String, Double>> payments() {
        Arbitrary<Double> payment = Arbitraries.oneOf(
                Arbitraries.of(0.0, 0.005, 0.015, 0.25, 3e-14, 1e-29, Double.MIN_VALUE, 1.0 / 3),
                Arbitraries.doubles().between(0, 1),
                Arbitraries.doubles().between(0, 1e9));
        return Arbitraries.maps(
                        Arbitraries.strings().withChars("ab\u00e9\u6f22\n").ofMaxLength(6), payment)
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<Tariff> tariffs() {
        return Arbitraries.of(0, 2, 6)
                .flatMap(scale -> Arbitraries.of("1", "0.01", "0.0137", "1000", "3", "0")
                        .map(price -> tariff(scale, price, Rounding.LARGEST_REMAINDER)));
    }

    static Tariff tariff(int scale, String price, Rounding rounding) {
        return new Tariff("EUR", scale, new BigDecimal(price), rounding);
    }

    @Property
    void chargesAddUpToTheRoundedTotal(
            @ForAll("payments") Map<String, Double> payments, @ForAll("tariffs") Tariff tariff) {
        BigDecimal rounded = exactTotal(payments, tariff).setScale(tariff.scale(), RoundingMode.HALF_EVEN);
        assertThat(charges(payments, tariff).values().stream().reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(rounded);
    }

    @Property
    void everyChargeIsWithinOneMinorUnitAndZeroStaysZero(
            @ForAll("payments") Map<String, Double> payments, @ForAll("tariffs") Tariff tariff) {
        BigDecimal minorUnit = BigDecimal.ONE.movePointLeft(tariff.scale());
        charges(payments, tariff).forEach((id, charge) -> {
            BigDecimal exact = new BigDecimal(payments.get(id)).multiply(tariff.unitPrice());
            assertThat(charge.subtract(exact).abs()).isLessThan(minorUnit);
            assertThat(charge.scale()).isEqualTo(tariff.scale());
            assertThat(charge.signum()).isNotNegative();
            if (exact.signum() == 0) {
                assertThat(charge).isZero();
            }
        });
    }

    @Property
    void aLargerRemainderIsServedFirst(
            @ForAll("payments") Map<String, Double> payments, @ForAll("tariffs") Tariff tariff) {
        BigDecimal leastServed = BigDecimal.ONE;
        BigDecimal mostUnserved = BigDecimal.ZERO;
        for (Map.Entry<String, BigDecimal> line : charges(payments, tariff).entrySet()) {
            BigDecimal exact = PricingTest.minorUnits(payments.get(line.getKey()), tariff);
            BigDecimal floor = exact.setScale(0, RoundingMode.FLOOR);
            BigDecimal remainder = exact.subtract(floor);
            if (line.getValue().movePointRight(tariff.scale()).compareTo(floor) > 0) {
                leastServed = leastServed.min(remainder);
            } else {
                mostUnserved = mostUnserved.max(remainder);
            }
        }
        assertThat(mostUnserved).isLessThanOrEqualTo(leastServed);
    }

    /** Who is called what decides between equal remainders only, and never moves the total. */
    @Property
    void relabellingMovesNothingButTies(
            @ForAll("payments") Map<String, Double> payments, @ForAll("tariffs") Tariff tariff) {
        Map<String, Double> relabelled = new TreeMap<>();
        payments.forEach((id, payment) -> relabelled.put("new-" + id, payment));
        Map<String, BigDecimal> before = charges(payments, tariff);
        Map<String, BigDecimal> after = charges(relabelled, tariff);
        assertThat(total(after)).isEqualByComparingTo(total(before));
        Map<BigDecimal, Integer> sharers = new TreeMap<>();
        payments.forEach((id, payment) -> sharers.merge(remainder(payment, tariff), 1, Integer::sum));
        before.forEach((id, charge) -> {
            if (sharers.get(remainder(payments.get(id), tariff)) == 1) {
                assertThat(after.get("new-" + id)).isEqualByComparingTo(charge);
            }
        });
    }

    private static BigDecimal remainder(double payment, Tariff tariff) {
        BigDecimal exact = PricingTest.minorUnits(payment, tariff);
        return exact.subtract(exact.setScale(0, RoundingMode.FLOOR));
    }

    private static BigDecimal total(Map<String, BigDecimal> charges) {
        return charges.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Property
    void theOrderOfRowsDoesNotMatter(
            @ForAll("payments") Map<String, Double> payments, @ForAll("tariffs") Tariff tariff, @ForAll long seed) {
        List<UnitClaim> claims = claims(payments, tariff);
        List<UnitClaim> shuffled = new ArrayList<>(claims);
        Collections.shuffle(shuffled, new Random(seed));
        Collections.sort(claims);
        Collections.sort(shuffled);
        assertThat(shuffled).isEqualTo(claims);
        assertThat(new java.util.HashSet<>(claims)).hasSameSizeAs(claims);
    }

    @Test
    void threeThirdsOfOneEuro() {
        Map<String, Double> payments = Map.of("ann", 1.0, "bob", 1.0, "cid", 1.0);
        Map<String, BigDecimal> charges =
                charges(payments, tariff(2, "0.3333333333333333333333", Rounding.LARGEST_REMAINDER));
        assertThat(sorted(charges))
                .containsExactly(new BigDecimal("0.33"), new BigDecimal("0.33"), new BigDecimal("0.34"));
    }

    /** The draw is published: SHA-256 of salt, a zero byte and the id, first 63 bits. */
    @Test
    void lotsAreWhatTheDocumentationSays() {
        assertThat(UnitClaim.lot(Allocation.SALT, "ann".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(1044516254195553928L);
        assertThat(UnitClaim.lot("other salt", "ann".getBytes(StandardCharsets.UTF_8)))
                .isNotEqualTo(UnitClaim.lot(Allocation.SALT, "ann".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void halfEvenAndFloorRoundEachAmountForItself() {
        byte[] id = {'a'};
        Allocation halfEven = Allocation.separate(new Pricing(tariff(0, "1", Rounding.HALF_EVEN)));
        Allocation floor = Allocation.separate(new Pricing(tariff(0, "1", Rounding.FLOOR)));
        assertThat(halfEven.charge(id, 1.5)).isEqualByComparingTo("2");
        assertThat(halfEven.charge(id, 2.5)).isEqualByComparingTo("2");
        assertThat(floor.charge(id, 1.999)).isEqualByComparingTo("1");
    }

    static Map<String, BigDecimal> charges(Map<String, Double> payments, Tariff tariff) {
        Pricing pricing = new Pricing(tariff);
        BigInteger floors = payments.values().stream()
                .map(payment -> pricing.amount(payment).floor())
                .reduce(BigInteger.ZERO, BigInteger::add);
        int missing = pricing.roundedTotal(exactTotal(payments, tariff))
                .subtract(floors)
                .intValueExact();
        List<UnitClaim> claims = claims(payments, tariff);
        Collections.sort(claims);
        Allocation allocation = missing == 0
                ? Allocation.separate(pricing)
                : Allocation.upTo(claims.get(missing - 1), pricing, Allocation.SALT);
        Map<String, BigDecimal> charges = new TreeMap<>();
        payments.forEach(
                (id, payment) -> charges.put(id, allocation.charge(id.getBytes(StandardCharsets.UTF_8), payment)));
        return charges;
    }

    private static List<UnitClaim> claims(Map<String, Double> payments, Tariff tariff) {
        Pricing pricing = new Pricing(tariff);
        List<UnitClaim> claims = new ArrayList<>();
        payments.forEach((id, payment) -> {
            Amount amount = pricing.amount(payment);
            byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
            if (!amount.isWhole()) {
                claims.add(new UnitClaim(amount.remainderKey(), UnitClaim.lot(Allocation.SALT, bytes), bytes));
            }
        });
        return claims;
    }

    private static BigDecimal exactTotal(Map<String, Double> payments, Tariff tariff) {
        return payments.values().stream()
                .map(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .multiply(tariff.unitPrice());
    }

    private static List<BigDecimal> sorted(Map<String, BigDecimal> charges) {
        return charges.values().stream().sorted().toList();
    }
}
