package dev.candor.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class IdArrayTest {
    /** Ids of few different bytes, so that many begin alike, are beginnings of others, or differ in a high bit alone. */
    private static byte[] id(Random random) {
        byte[] id = new byte[random.nextInt(12)];
        byte[] letters = {0, 'a', (byte) 0x80, (byte) 0xFF};
        for (int k = 0; k < id.length; k++) {
            id[k] = k < 7 && random.nextInt(3) > 0 ? (byte) 'a' : letters[random.nextInt(letters.length)];
        }
        return id;
    }

    @Property(tries = 1000)
    void orderIsThatOfTheBytes(@ForAll long seed, @ForAll @IntRange(max = 60) int size) {
        Random random = new Random(seed);
        List<byte[]> all = IntStream.range(0, size).mapToObj(k -> id(random)).toList();
        int[] length = all.stream().mapToInt(id -> id.length).toArray();
        byte[] bytes = new byte[Arrays.stream(length).sum()];
        int at = 0;
        for (byte[] id : all) {
            System.arraycopy(id, 0, bytes, at, id.length);
            at += id.length;
        }
        int[] expected = IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparing(all::get, Arrays::compareUnsigned))
                .mapToInt(Integer::intValue)
                .toArray();
        assertThat(IdArray.of(length, bytes).order()).containsExactly(expected);
    }
}
