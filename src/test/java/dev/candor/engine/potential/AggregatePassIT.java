package dev.candor.engine.potential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.engine.candidates.Layout;
import dev.candor.engine.pack.PackedBlock;
import dev.candor.engine.pack.Packer;
import dev.candor.engine.pack.Reported;
import dev.candor.model.Normalisation;
import dev.candor.model.RewardDomain;
import dev.candor.numeric.ExactSums;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums handed on early, at every payer if need be, are the same sums. */
class AggregatePassIT {
    private static final int PAYERS = 30;
    /** Every prompt is a block of its own. */
    private static final Layout LAYOUT =
            new Layout(new int[] {Layout.BLOCK_SLOTS, 2, Layout.BLOCK_SLOTS - 1, 3, Layout.BLOCK_SLOTS});

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, 3_000_000, AggregatePass.TASK_BYTES})
    void totalsDoNotDependOnWhenTheyAreHandedOn(long taskBytes) {
        assertThat(LAYOUT.blocks()).isEqualTo(5);
        Random random = new Random(17);
        List<PackedBlock> packed = new ArrayList<>();
        ExactSums expected = new ExactSums(LAYOUT.slots());
        for (int payer = 0; payer < PAYERS; payer++) {
            Reported rows = new Reported();
            String id = "a" + payer;
            for (int prompt = 0; prompt < LAYOUT.prompts(); prompt++) {
                int slot = LAYOUT.start(prompt) + random.nextInt(2);
                double reward = random.nextGaussian() * StrictMath.pow(10, random.nextInt(30) - 15);
                rows.row(id, slot, reward);
                expected.addProduct(slot, 1.7 * 0.9, reward);
                expected.addProduct(slot, Math.fma(1.7, 0.9, -(1.7 * 0.9)), reward);
            }
            packed.add(new Packer(LAYOUT, Normalisation.NONE, RewardDomain.UNRESTRICTED)
                    .pack(Reported.table(new Reported.Agent(id, 1.7, 0.9)), rows.chunks(2, payer)));
        }
        Map<Integer, Double> sums = sums(packed, taskBytes);
        assertThat(sums).hasSizeGreaterThan(LAYOUT.prompts());
        sums.forEach((slot, sum) -> assertThat(sum).isEqualTo(expected.value(slot)));
        for (int slot = 0; slot < LAYOUT.slots(); slot++) {
            assertThat(sums.containsKey(slot)).isEqualTo(expected.value(slot) != 0);
        }
    }

    /** Slot → sum, where it is not 0. */
    private static Map<Integer, Double> sums(List<PackedBlock> packed, long taskBytes) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
        Map<Integer, Double> sums = new TreeMap<>();
        AggregatePass.sums(context.parallelize(packed, 2), context.broadcast(LAYOUT), new HashPartitioner(3), taskBytes)
                .collectAsMap()
                .forEach((block, partial) -> {
                    ExactSums exact = partial.sum();
                    for (int x = 0; x < exact.count(); x++) {
                        if (exact.value(x) != 0) {
                            sums.put(LAYOUT.firstSlot(block) + x, exact.value(x));
                        }
                    }
                });
        return sums;
    }
}
