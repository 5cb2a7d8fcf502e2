package dev.candor.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class ReportedPromptsTest {
    @Property
    void aPermutationHitsEveryPointOnce(@ForAll @IntRange(min = 1, max = 500) int size, @ForAll long key) {
        Permutation permutation = new Permutation(size);
        assertThat(LongStream.range(0, size)
                        .map(point -> permutation.image(key, point))
                        .sorted())
                .containsExactlyElementsOf(LongStream.range(0, size).boxed().toList());
    }

    @Property
    void aFixedNumberIsExactDistinctAscendingAndInRange(
            @ForAll @LongRange(min = 1, max = PopulationSpec.MAX_COUNT) long prompts,
            @ForAll @IntRange(min = 1, max = 60) int asked,
            @ForAll long seed,
            @ForAll @LongRange(min = 0, max = 1_000_000) long agent) {
        int count = (int) Math.min(asked, prompts);
        long[] chosen = reported(
                PopulationSpec.of(agent + 1, prompts, 2, seed).with(PopulationSpec.Coverage.ofPrompts(count)), agent);
        assertThat(chosen).hasSize(count);
        assertAscendingBelow(chosen, prompts);
    }

    @Property
    void byDensityPromptsAreDistinctAscendingAndInRange(
            @ForAll @LongRange(min = 1, max = 2_000) long prompts,
            @ForAll @DoubleRange(min = 0.001, max = 1) @Scale(3) double density,
            @ForAll long seed,
            @ForAll @LongRange(min = 0, max = 1_000_000) long agent) {
        assertAscendingBelow(
                reported(
                        PopulationSpec.of(agent + 1, prompts, 2, seed).with(PopulationSpec.Coverage.ofDensity(density)),
                        agent),
                prompts);
    }

    @Property(tries = 30)
    void theShareOfReportedPairsIsTheDensity(
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double density, @ForAll long seed) {
        long agents = 200;
        long prompts = 500;
        PopulationSpec population =
                PopulationSpec.of(agents, prompts, 2, seed).with(PopulationSpec.Coverage.ofDensity(density));
        long pairs = LongStream.range(0, agents)
                .map(agent -> reported(population, agent).length)
                .sum();
        double deviation = Math.sqrt(agents * (double) prompts * density * (1 - density));
        assertThat((double) pairs).isCloseTo(density * agents * prompts, within(6 * deviation));
    }

    @Test
    void fullDensityReportsEverything() {
        assertThat(reported(PopulationSpec.of(1, 300, 2, 9), 0))
                .containsExactly(LongStream.range(0, 300).toArray());
    }

    @Property
    void anAgentsPromptsDoNotDependOnWhoCameBefore(@ForAll long seed, @ForAll @IntRange(min = 0, max = 1) int fixed) {
        PopulationSpec.Coverage coverage =
                fixed == 1 ? PopulationSpec.Coverage.ofPrompts(7) : PopulationSpec.Coverage.ofDensity(0.2);
        PopulationSpec population = PopulationSpec.of(10, 40, 2, seed).with(coverage);
        ReportedPrompts reused = new ReportedPrompts(population);
        for (long agent : new long[] {9, 3, 3, 0}) {
            reused.startAgent(agent);
            reused.next();
            reused.startAgent(agent);
            assertThat(drain(reused)).isEqualTo(reported(population, agent));
        }
    }

    /** 20,000 agents draw 2 of 5 prompts: each of the 10 subsets about 2,000 times (standard deviation 42). */
    @Test
    void everySubsetIsEquallyLikely() {
        PopulationSpec population = PopulationSpec.of(20_000, 5, 2, 4).with(PopulationSpec.Coverage.ofPrompts(2));
        Map<String, Integer> subsets = new TreeMap<>();
        for (long agent = 0; agent < 20_000; agent++) {
            subsets.merge(Arrays.toString(reported(population, agent)), 1, Integer::sum);
        }
        assertThat(subsets).hasSize(10);
        assertThat(subsets.values()).allSatisfy(count -> assertThat(count).isCloseTo(2_000, within(215)));
    }

    /** With density 0.3 on 3 prompts each of the 8 subsets has its Bernoulli probability. */
    @Test
    void pairsAreReportedIndependently() {
        int agents = 40_000;
        PopulationSpec population = PopulationSpec.of(agents, 3, 2, 4).with(PopulationSpec.Coverage.ofDensity(0.3));
        int[] counts = new int[8];
        for (long agent = 0; agent < agents; agent++) {
            int subset = 0;
            for (long prompt : reported(population, agent)) {
                subset |= 1 << prompt;
            }
            counts[subset]++;
        }
        for (int subset = 0; subset < 8; subset++) {
            double p = Math.pow(0.3, Integer.bitCount(subset)) * Math.pow(0.7, 3 - Integer.bitCount(subset));
            assertThat((double) counts[subset]).isCloseTo(agents * p, within(6 * Math.sqrt(agents * p * (1 - p))));
        }
    }

    private static void assertAscendingBelow(long[] chosen, long prompts) {
        for (int index = 0; index < chosen.length; index++) {
            assertThat(chosen[index]).isBetween(index == 0 ? 0 : chosen[index - 1] + 1, prompts - 1);
        }
    }

    static long[] reported(PopulationSpec population, long agent) {
        ReportedPrompts reported = new ReportedPrompts(population);
        reported.startAgent(agent);
        return drain(reported);
    }

    private static long[] drain(ReportedPrompts reported) {
        return LongStream.iterate(reported.next(), prompt -> prompt != ReportedPrompts.END, prompt -> reported.next())
                .toArray();
    }
}
