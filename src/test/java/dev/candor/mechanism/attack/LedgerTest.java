package dev.candor.mechanism.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LedgerTest {
    /** Relative to the sizes of what was added, not to what is left of it: here almost everything cancels. */
    @Property(tries = 200)
    void sumsOfWhatCancelsAreAccurate(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int count) {
        double[] x = new Random(seed).doubles(count, -1, 1).toArray();
        Ledger ledger = new Ledger(1);
        BigDecimal exact = BigDecimal.ZERO;
        for (int k = 0; k < 2 * count; k++) {
            double added = k < count ? x[k] : -x[k - count] * (1 + 1e-12);
            ledger.add(0, added);
            exact = exact.add(new BigDecimal(added));
        }
        double size = Arrays.stream(x).map(Math::abs).sum();
        assertThat(ledger.value(0))
                .isCloseTo(exact.doubleValue(), within(1e-28 * count * size + Math.ulp(exact.doubleValue())));
    }

    /** A ledger cut in two and put together again is the sum too, and an empty one changes nothing. */
    @Property(tries = 200)
    void partsAppendToTheWhole(@ForAll long seed, @ForAll @IntRange(max = 50) int cut) {
        double[] x = new Random(seed).doubles(50, -1, 1).toArray();
        Ledger first = new Ledger(2);
        Ledger second = new Ledger(2);
        BigDecimal exact = BigDecimal.ZERO;
        for (int k = 0; k < x.length; k++) {
            (k < cut ? first : second).add(1, x[k]);
            exact = exact.add(new BigDecimal(x[k]));
        }
        first.append(second);
        assertThat(first.value(1)).isCloseTo(exact.doubleValue(), within(1e-15));
        assertThat(first.value(0)).isZero();
        double before = first.value(1);
        assertThat(first.append(new Ledger(2)).value(1)).isEqualTo(before);
        assertThat(new Ledger(2).append(first).value(1)).isEqualTo(before);
    }
}
