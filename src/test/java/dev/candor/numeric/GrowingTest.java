package dev.candor.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Growing arrays hold what a list holds. */
class GrowingTest {

    @Property
    void asLists(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 5) int room, @ForAll @IntRange(max = 60) int steps) {
        Random random = new Random(seed);
        GrowingInts ints = new GrowingInts(room);
        GrowingDoubles doubles = new GrowingDoubles(room);
        List<Integer> list = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            int kind = random.nextInt(20);
            int[] more = random.ints(kind == 0 ? 0 : kind < 15 ? 1 : random.nextInt(40))
                    .toArray();
            if (kind == 0) {
                list.clear();
                ints.clear();
                doubles.clear();
            } else if (kind < 15) {
                list.add(more[0]);
                ints.add(more[0]);
                doubles.add(more[0]);
            } else {
                int from = random.nextInt(more.length + 1);
                double[] asDoubles = Arrays.stream(more).asDoubleStream().toArray();
                Arrays.stream(more, from, more.length).forEach(list::add);
                ints.add(more, from, more.length);
                doubles.add(asDoubles, from, more.length);
            }
        }
        assertThat(ints.toArray())
                .containsExactly(list.stream().mapToInt(k -> k).toArray());
        assertThat(doubles.toArray())
                .containsExactly(list.stream().mapToDouble(k -> k).toArray());
        assertThat(ints.size()).isEqualTo(list.size());
        assertThat(doubles.size()).isEqualTo(list.size());
        for (int k = 0; k < list.size(); k++) {
            assertThat(ints.get(k)).isEqualTo(list.get(k)).isEqualTo(ints.array()[k]);
            assertThat(doubles.get(k)).isEqualTo((double) list.get(k)).isEqualTo(doubles.array()[k]);
        }
    }
}
