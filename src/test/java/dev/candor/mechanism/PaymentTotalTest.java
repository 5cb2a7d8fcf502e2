package dev.candor.mechanism;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PaymentTotalTest {
    @Provide
    Arbitrary<List<Double>> payments() {
        return Arbitraries.longs()
                .between(0, Double.doubleToLongBits(Double.MAX_VALUE))
                .map(Double::longBitsToDouble)
                .list()
                .ofMaxSize(60);
    }

    @Property
    void isTheSumOfExactDecimals(@ForAll("payments") List<Double> payments) {
        BigDecimal expected = payments.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(sum(payments).exact()).isEqualByComparingTo(expected);
    }

    @Property(tries = 100)
    void anySplitInAnyOrderGivesTheSame(@ForAll("payments") List<Double> payments, @ForAll long seed) {
        List<Double> shuffled = new ArrayList<>(payments);
        Collections.shuffle(shuffled, new Random(seed));
        for (int parts : new int[] {1, 2, 7, 200}) {
            PaymentTotal merged = new PaymentTotal();
            for (int part = 0; part < parts; part++) {
                int from = part * shuffled.size() / parts;
                int to = (part + 1) * shuffled.size() / parts;
                merged.plus(PaymentTotal.ofFixedPoint(
                        sum(shuffled.subList(from, to)).fixedPoint()));
            }
            assertThat(merged.fixedPoint()).isEqualTo(sum(payments).fixedPoint());
        }
    }

    @Test
    void nothingIsLostBetweenTheExtremes() {
        PaymentTotal total = new PaymentTotal();
        total.add(Double.MAX_VALUE);
        total.add(Double.MIN_VALUE);
        total.add(Double.MAX_VALUE);
        assertThat(total.exact())
                .isEqualByComparingTo(new BigDecimal(Double.MAX_VALUE)
                        .multiply(BigDecimal.valueOf(2))
                        .add(new BigDecimal(Double.MIN_VALUE)));
    }

    private static PaymentTotal sum(List<Double> payments) {
        PaymentTotal total = new PaymentTotal();
        payments.forEach(total::add);
        return total;
    }
}
