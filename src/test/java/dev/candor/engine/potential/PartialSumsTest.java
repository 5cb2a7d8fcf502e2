package dev.candor.engine.potential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.numeric.ExactSums;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Addends or sums, the state is the sum of what was added. */
class PartialSumsTest {
    private static final int SLOTS = 5;

    @Property(tries = 300)
    void mergedInAnyOrderIsTheWhole(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int parts) {
        Random random = new Random(seed);
        PartialSums[] partial = new PartialSums[parts];
        ExactSums expected = new ExactSums(SLOTS);
        for (int p = 0; p < parts; p++) {
            partial[p] = new PartialSums(SLOTS);
            for (int run = 0; run < random.nextInt(8); run++) {
                int size = 1 + random.nextInt(SLOTS);
                int[] slot = random.ints(size, 100, 100 + SLOTS).toArray();
                double[] reward = random.doubles(size, -1e6, 1e6).toArray();
                double scale = StrictMath.pow(10, random.nextInt(20) - 10);
                partial[p].add(slot, reward, 0, size, 100, scale);
                for (int k = 0; k < size; k++) {
                    expected.addProduct(slot[k] - 100, scale, reward[k]);
                }
            }
        }
        PartialSums merged = new PartialSums(SLOTS);
        for (int p = parts - 1; p >= 0; p--) {
            merged.merge(partial[p]);
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            assertThat(merged.sum().value(slot)).isEqualTo(expected.value(slot));
        }
    }
}
