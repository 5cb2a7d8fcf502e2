package dev.candor.engine.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.engine.candidates.Layout;
import dev.candor.engine.pack.Reported.Agent;
import dev.candor.model.Normalisation;
import dev.candor.model.RewardDomain;
import dev.candor.numeric.ExactSums;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

/** Agents of one payer become one party. */
class PayerPassTest {
    private static final Layout LAYOUT = new Layout(new int[] {2, 2});

    private static PackedBlock byPayer(Reported rows, Agent... agents) {
        PackedBlock block = new Packer(LAYOUT, Normalisation.NONE, RewardDomain.UNRESTRICTED)
                .pack(Reported.table(agents), rows.asAdded());
        List<Tuple2<Integer, byte[]>> parts = new ArrayList<>();
        PayerPass.addressed(Reported.table(agents), block, 1).forEachRemaining(parts::add);
        return PayerPass.merged(parts.iterator());
    }

    /** Σ w·r of a payer's agents, exact, as two doubles: no order of agents can change it. */
    @Property(tries = 200)
    void aPayersAgentsAddUpExactly(@ForAll long seed, @ForAll @IntRange(min = 2, max = 9) int agents) {
        Random random = new Random(seed);
        Reported rows = new Reported();
        Agent[] table = new Agent[agents];
        ExactSums sums = new ExactSums(4);
        for (int agent = 0; agent < agents; agent++) {
            double weight = StrictMath.pow(10, random.nextInt(12) - 6);
            table[agent] = new Agent("a" + agent, weight, 1.5, agent == 0 ? null : "a0");
            for (int slot = 0; slot < 4; slot++) {
                double reward = random.nextGaussian();
                rows.row("a" + agent, slot, reward);
                sums.addProduct(slot, weight, reward);
            }
        }
        PackedBlock block = byPayer(rows, table);
        assertThat(block.ids.size()).isEqualTo(1);
        assertThat(block.ids.get(0)).isEqualTo("a0");
        assertThat(block.size).containsExactly(1);
        assertThat(block.boost).containsExactly(1.5);
        assertThat(block.slot).containsExactly(0, 1, 2, 3);
        for (int slot = 0; slot < 4; slot++) {
            assertThat(block.reward[slot]).isEqualTo(sums.value(slot));
            sums.add(slot, -block.reward[slot]);
            assertThat(block.rest(slot)).isEqualTo(sums.value(slot));
        }
    }

    @Test
    void aPayersOnlyAgentWithReportsKeepsItsWeight() {
        Reported rows = new Reported().row("one", 0, 0.5).row("two", 3, 1).row("two", 3, 2);
        PackedBlock block =
                byPayer(rows, new Agent("one", 0.25, 1, "firm"), new Agent("two", 2, 1, "firm"), new Agent("z", 3, 1));
        assertThat(block.ids.get(0)).isEqualTo("firm");
        assertThat(block.ids.get(1)).isEqualTo("z");
        assertThat(block.weight).containsExactly(2.25, 3);
        assertThat(block.size[0]).isEqualTo(0.25);
        assertThat(block.reward).containsExactly(0.5);
        assertThat(block.firstEntry).containsExactly(0, 1, 1);
    }
}
