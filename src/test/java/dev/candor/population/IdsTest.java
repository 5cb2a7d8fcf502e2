package dev.candor.population;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class IdsTest {
    @Property
    void idOrderIsNumberOrder(
            @ForAll @LongRange(min = 1, max = PopulationSpec.MAX_COUNT) long count,
            @ForAll @LongRange(min = 0, max = PopulationSpec.MAX_COUNT) long one,
            @ForAll @LongRange(min = 0, max = PopulationSpec.MAX_COUNT) long other) {
        IdNames ids = IdNames.of('a', count);
        long a = one % count;
        long b = other % count;
        assertThat(Integer.signum(Arrays.compareUnsigned(utf8(ids.id(a)), utf8(ids.id(b)))))
                .isEqualTo(Long.signum(Long.compare(a, b)));
    }

    @Property
    void theNumberIsOneBased(@ForAll @LongRange(min = 0, max = PopulationSpec.MAX_COUNT - 1) long index) {
        assertThat(Long.parseLong(IdNames.of('a', index + 1).id(index).substring(1)))
                .isEqualTo(index + 1);
    }

    @Test
    void theWidthFollowsTheSize() {
        PopulationSpec population = PopulationSpec.of(1_000_000, 20_000, 4, 1);
        assertThat(IdNames.ofAgents(population).id(0)).isEqualTo("a0000001");
        assertThat(IdNames.ofAgents(population).id(999_999)).isEqualTo("a1000000");
        assertThat(IdNames.ofPrompts(population).id(0)).isEqualTo("p00001");
        assertThat(IdNames.ofCandidates(population).first(4)).containsExactly("c1", "c2", "c3", "c4");
    }

    private static byte[] utf8(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }
}
