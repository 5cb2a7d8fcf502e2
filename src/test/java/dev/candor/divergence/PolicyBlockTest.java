package dev.candor.divergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a policy takes in memory is what its arrays take. */
class PolicyBlockTest {
    private static final int PROMPTS = 5;
    private static final int SLOTS = 20;

    @Test
    void theSizeIsThatOfTheArrays() throws IllegalAccessException {
        for (int rows = 1; rows <= 6; rows++) {
            PolicyBlock block = block(rows);
            long counted = 0;
            for (Field field : PolicyBlock.class.getDeclaredFields()) {
                if (field.getType().isArray() && !Modifier.isTransient(field.getModifiers())) {
                    field.setAccessible(true);
                    counted += bytes(field.get(block));
                }
            }
            assertThat(block.sizeInBytes()).isEqualTo(counted);
            assertThat(PolicyBlock.bytes(SLOTS, PROMPTS, rows)).isEqualTo(counted);
        }
    }

    private static PolicyBlock block(int rows) {
        int[] start = {0, 4, 8, 12, 16, SLOTS};
        return new PolicyBlock(
                0,
                0,
                start,
                new double[PROMPTS],
                new double[SLOTS],
                new double[SLOTS],
                new double[SLOTS],
                new double[SLOTS],
                new double[rows][SLOTS]);
    }

    private static long bytes(Object array) {
        if (array instanceof double[] doubles) {
            return (long) Double.BYTES * doubles.length;
        }
        if (array instanceof int[] ints) {
            return (long) Integer.BYTES * ints.length;
        }
        return Arrays.stream((Object[]) array).mapToLong(PolicyBlockTest::bytes).sum();
    }
}
