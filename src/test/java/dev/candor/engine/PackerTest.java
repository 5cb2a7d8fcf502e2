package dev.candor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.model.Normalisation;
import dev.candor.model.RejectReason;
import dev.candor.model.RewardDomain;
import dev.candor.numeric.ExactSums;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.junit.jupiter.api.Test;

/** Rows in, blocks out; two candidate slots a prompt: slots 0 and 1 are prompt 0's, 2 and 3 prompt 1's. */
class PackerTest {
    private static final int PROMPTS = 2;

    private static InternalRow row(long payer, long agent, int slot, double reward, double weight) {
        return new GenericInternalRow(new Object[] {payer, agent, slot, slot / 2, reward, weight, 1.5});
    }

    private static InternalRow row(long agent, int slot, double reward) {
        return row(agent, agent, slot, reward, 3.0);
    }

    private static PackedBlock pack(Normalisation normalisation, RewardDomain domain, InternalRow... rows) {
        List<PackedBlock> blocks = blocks(List.of(rows).iterator(), normalisation, domain);
        assertThat(blocks).hasSize(1);
        return blocks.get(0);
    }

    private static PackedBlock pack(InternalRow... rows) {
        return pack(Normalisation.NONE, RewardDomain.UNRESTRICTED, rows);
    }

    private static List<PackedBlock> blocks(
            Iterator<InternalRow> rows, Normalisation normalisation, RewardDomain domain) {
        List<PackedBlock> blocks = new ArrayList<>();
        new Packer(rows, normalisation, domain, PROMPTS).forEachRemaining(blocks::add);
        return blocks;
    }

    @Test
    void segmentsFollowPayersAndPrompts() {
        PackedBlock block = pack(row(4, 0, 0.25), row(4, 1, -1), row(4, 3, 0.5), row(6, 2, 0.75));
        assertThat(block.payer).containsExactly(4, 6);
        assertThat(block.size).containsExactly(3, 3);
        assertThat(block.boost).containsExactly(1.5, 1.5);
        assertThat(block.firstSegment).containsExactly(0, 2, 3);
        assertThat(block.prompt).containsExactly(0, 1, 1);
        assertThat(block.firstEntry).containsExactly(0, 2, 3, 4);
        assertThat(block.slot).containsExactly(0, 1, 3, 2);
        assertThat(block.reward).containsExactly(0.25, -1, 0.5, 0.75);
        assertThat(block.tally.accepted).isEqualTo(4);
        assertThat(block.tally.negativeRewards).isEqualTo(1);
        assertThat(block.tally.complete).isEqualTo(1);
        assertThat(block.tally.rejectedRows()).isZero();
    }

    @Test
    void identicalRowsCollapse() {
        PackedBlock block = pack(row(1, 0, 0.5), row(1, 0, 0.5), row(1, 0, 0.5), row(1, 1, 0.25), row(2, 0, 0.5));
        assertThat(block.reward).containsExactly(0.5, 0.25, 0.5);
        assertThat(block.tally.accepted).isEqualTo(3);
        assertThat(block.tally.duplicates).isEqualTo(2);
        assertThat(block.tally.rejectedRows()).isZero();
    }

    @Test
    void conflictingRowsAreAllRejected() {
        PackedBlock block =
                pack(row(1, 0, 0.5), row(1, 0, 0.5), row(1, 0, 0.6), row(1, 1, 0.25), row(2, 3, 1), row(2, 3, 2));
        assertThat(block.payer).containsExactly(1);
        assertThat(block.reward).containsExactly(0.25);
        assertThat(block.tally.accepted).isEqualTo(1);
        assertThat(block.tally.duplicates).isZero();
        assertThat(block.tally.rejected[RejectReason.CONFLICTING_DUPLICATE.code()])
                .isEqualTo(5);
        assertThat(block.tally.late.size).isEqualTo(2);
        assertThat(block.tally.late.agent).startsWith(1, 2);
        assertThat(block.tally.late.slot).startsWith(0, 3);
    }

    @Test
    void rowsRejectedBeforeAreCountedByTheirReason() {
        int unknown = RejectReason.UNKNOWN_AGENT.code();
        PackedBlock block = pack(row(-3, unknown, -1, 0, 0), row(-1, unknown, -1, 0, 0), row(5, 0, 1));
        assertThat(block.tally.rejected[unknown]).isEqualTo(2);
        assertThat(block.tally.late.size).isZero();
        assertThat(block.payer).containsExactly(5);
    }

    @Test
    void rewardsAreNormalisedPromptByPrompt() {
        InternalRow[] rows = {row(1, 0, 1), row(1, 1, 4), row(1, 2, 0), row(2, 0, 3)};
        assertThat(pack(Normalisation.PROMPT_MAX, RewardDomain.MAX, rows).reward)
                .containsExactly(0.25, 1, 0, 1);
        assertThat(pack(Normalisation.PROMPT_SUM, RewardDomain.SUM, rows).reward)
                .containsExactly(0.2, 0.8, 0, 1);
    }

    /** A type of the Max or the Sum domain has some reward; an agent that gives only zeros is none. */
    @Test
    void onlyZerosOnAPromptAreNoReportOfTheDomain() {
        for (Normalisation normalisation : List.of(Normalisation.PROMPT_MAX, Normalisation.PROMPT_SUM)) {
            RewardDomain domain = normalisation == Normalisation.PROMPT_MAX ? RewardDomain.MAX : RewardDomain.SUM;
            PackedBlock block = pack(normalisation, domain, row(1, 0, 1), row(1, 2, 0), row(2, 0, 1), row(2, 3, 1));
            assertThat(block.tally.complete).isEqualTo(1);
            assertThat(block.tally.rejectedRows()).isZero();
        }
    }

    @Test
    void negativeRewardsCannotBeNormalised() {
        PackedBlock block = pack(Normalisation.PROMPT_SUM, RewardDomain.SUM, row(1, 0, -1), row(1, 1, 4), row(1, 2, 2));
        assertThat(block.reward).containsExactly(1);
        assertThat(block.prompt).containsExactly(1);
        assertThat(block.tally.rejected[RejectReason.NEGATIVE_REWARD.code()]).isEqualTo(2);
        assertThat(block.tally.negativeRewards).isZero();
        assertThat(block.tally.complete).isZero();
    }

    @Test
    void declaredDomainsAreCheckedPromptByPrompt() {
        double almost = 1 - 0.5 * Packer.DOMAIN_TOLERANCE;
        double beyond = 1 - 2 * Packer.DOMAIN_TOLERANCE;
        InternalRow[] rows = {row(1, 0, almost), row(1, 1, 0.5), row(1, 2, beyond), row(2, 0, 0.5), row(2, 1, 0.5)};
        PackedBlock max = pack(Normalisation.NONE, RewardDomain.MAX, rows);
        assertThat(max.reward).containsExactly(almost, 0.5);
        assertThat(max.tally.rejected[RejectReason.OUTSIDE_DOMAIN.code()]).isEqualTo(3);
        PackedBlock sum = pack(Normalisation.NONE, RewardDomain.SUM, rows);
        assertThat(sum.payer).containsExactly(2);
        assertThat(sum.tally.rejected[RejectReason.OUTSIDE_DOMAIN.code()]).isEqualTo(3);
    }

    /** What goes to quarantine is rows as read, so rejected rows are counted as read, copies included. */
    @Test
    void copiesOfARejectedRowAreRejectedRowsNotDuplicates() {
        PackedBlock block = pack(Normalisation.NONE, RewardDomain.MAX, row(1, 0, 0.5), row(1, 0, 0.5), row(1, 0, 0.5));
        assertThat(block.tally.rejected[RejectReason.OUTSIDE_DOMAIN.code()]).isEqualTo(3);
        assertThat(block.tally.duplicates).isZero();
    }

    /** Σ w·r of a payer's agents, exact before the one rounding: no order of agents can change it. */
    @Property(tries = 200)
    void aPayersAgentsAddUpExactly(@ForAll long seed, @ForAll @IntRange(min = 2, max = 9) int agents) {
        Random random = new Random(seed);
        List<InternalRow> rows = new ArrayList<>();
        ExactSums sums = new ExactSums(4);
        for (int agent = 0; agent < agents; agent++) {
            double weight = StrictMath.pow(10, random.nextInt(12) - 6);
            for (int slot = 0; slot < 4; slot++) {
                double reward = random.nextGaussian();
                rows.add(row(7, agent, slot, reward, weight));
                sums.add(slot, weight * reward);
            }
        }
        PackedBlock block = pack(rows.toArray(InternalRow[]::new));
        assertThat(block.payer).containsExactly(7);
        assertThat(block.size).containsExactly(1);
        assertThat(block.slot).containsExactly(0, 1, 2, 3);
        for (int slot = 0; slot < 4; slot++) {
            assertThat(block.reward[slot]).isEqualTo(sums.value(slot));
        }
    }

    @Test
    void aPayersOnlyAgentWithReportsKeepsItsWeight() {
        PackedBlock block = pack(row(7, 1, 0, 0.5, 0.25), row(7, 2, 3, 1, 2), row(7, 2, 3, 2, 2));
        assertThat(block.size).containsExactly(0.25);
        assertThat(block.reward).containsExactly(0.5);
        assertThat(block.tally.light).isEqualTo(1);
    }

    @Test
    void aFullBlockClosesBehindItsLastPayer() {
        int perPayer = Packer.BLOCK_ENTRIES / 2 - 5;
        Iterator<InternalRow> rows = IntStream.range(0, 4 * perPayer)
                .mapToObj(k -> row(k / perPayer, k % perPayer, 1))
                .iterator();
        List<PackedBlock> blocks = blocks(rows, Normalisation.NONE, RewardDomain.UNRESTRICTED);
        assertThat(blocks).extracting(PackedBlock::payers).containsExactly(3, 1);
        assertThat(blocks.get(0).slot).hasSize(3 * perPayer);
        assertThat(blocks.get(0).payer).containsExactly(0, 1, 2);
        assertThat(blocks.get(1).payer).containsExactly(3);
        assertThat(blocks.get(1).slot).hasSize(perPayer);
        assertThat(blocks.get(0).tally.accepted + blocks.get(1).tally.accepted).isEqualTo(4L * perPayer);
    }

    @Test
    void talliesAddUp() {
        PackTally some = pack(row(1, 0, -1), row(1, 0, -1), row(2, 1, 1), row(2, 1, 2)).tally;
        PackTally more = pack(row(3, 0, 1), row(3, 3, 1)).tally;
        PackTally both =
                pack(row(1, 0, -1), row(1, 0, -1), row(2, 1, 1), row(2, 1, 2), row(3, 0, 1), row(3, 3, 1)).tally;
        PackTally merged = new PackTally().merge(more).merge(some).merge(new PackTally());
        assertThat(merged).usingRecursiveComparison().ignoringFields("late").isEqualTo(both);
    }
}
