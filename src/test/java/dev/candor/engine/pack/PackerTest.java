package dev.candor.engine.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.engine.candidates.Layout;
import dev.candor.engine.pack.Reported.Agent;
import dev.candor.model.Normalisation;
import dev.candor.model.RejectReason;
import dev.candor.model.RewardDomain;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Rows in, a block out; two candidate slots a prompt: slots 0 and 1 are prompt 0's, 2 and 3 prompt 1's. */
class PackerTest {
    private static final Layout LAYOUT = new Layout(new int[] {2, 2});

    private static PackedBlock pack(Normalisation normalisation, RewardDomain domain, Reported rows) {
        return new Packer(LAYOUT, normalisation, domain).pack(null, rows.asAdded());
    }

    private static PackedBlock pack(Reported rows) {
        return pack(Normalisation.NONE, RewardDomain.UNRESTRICTED, rows);
    }

    private static Reported rows() {
        return new Reported();
    }

    private static List<String> ids(PackedBlock block) {
        return IntStream.range(0, block.payers()).mapToObj(block.ids::get).toList();
    }

    @Test
    void entriesFollowAgentsAndSlots() {
        PackedBlock block = pack(rows().row("b", 3, 0.75)
                .row("a", 3, 0.5)
                .row("a", 0, 0.25)
                .row("b", 2, 0)
                .row("a", 1, -1));
        assertThat(ids(block)).containsExactly("a", "b");
        assertThat(block.size).containsExactly(1, 1);
        assertThat(block.weight).containsExactly(1, 1);
        assertThat(block.boost).containsExactly(1, 1);
        assertThat(block.firstEntry).containsExactly(0, 3, 5);
        assertThat(block.slot).containsExactly(0, 1, 3, 2, 3);
        assertThat(block.reward).containsExactly(0.25, -1, 0.5, 0, 0.75);
        assertThat(block.tally.accepted).isEqualTo(5);
        assertThat(block.tally.negativeRewards).isEqualTo(1);
        assertThat(block.tally.complete).isEqualTo(1);
        assertThat(block.tally.agents).isEqualTo(2);
        assertThat(block.tally.rejectedRows()).isZero();
    }

    @Test
    void theTableSaysWhoReportsAndWithWhatWeight() {
        Reported rows =
                rows().row("b", 0, 1).row("nobody", 0, 1).row("nobody", -1, 1).row("a", -1, 1);
        AgentChunks.Rows table = Reported.table(new Agent("b", 0.5, 1.5), new Agent("a", 3, 2), new Agent("c", 4, 1));
        PackedBlock block =
                new Packer(LAYOUT, Normalisation.NONE, RewardDomain.UNRESTRICTED).pack(table, rows.asAdded());
        assertThat(ids(block)).containsExactly("a", "b", "c");
        assertThat(block.weight).containsExactly(3, 0.5, 4);
        assertThat(block.boost).containsExactly(2, 1.5, 1);
        assertThat(block.firstEntry).containsExactly(0, 0, 1, 1);
        assertThat(block.tally.rejected[RejectReason.UNKNOWN_AGENT.code()]).isEqualTo(2);
        assertThat(block.tally.rejected[RejectReason.UNKNOWN_CANDIDATE.code()]).isEqualTo(1);
        assertThat(block.tally.light).isEqualTo(1);
    }

    @Test
    void identicalRowsCollapse() {
        PackedBlock block = pack(rows().row("a", 0, 0.5)
                .row("a", 0, 0.5)
                .row("b", 0, 0.5)
                .row("a", 1, 0.25)
                .row("a", 0, 0.5));
        assertThat(block.reward).containsExactly(0.5, 0.25, 0.5);
        assertThat(block.tally.accepted).isEqualTo(3);
        assertThat(block.tally.duplicates).isEqualTo(2);
        assertThat(block.tally.rejectedRows()).isZero();
    }

    @Test
    void conflictingRowsAreAllRejected() {
        PackedBlock block = pack(rows().row("a", 0, 0.5)
                .row("a", 0, 0.5)
                .row("a", 0, 0.6)
                .row("a", 1, 0.25)
                .row("b", 3, 1)
                .row("b", 3, 2));
        assertThat(ids(block)).containsExactly("a", "b");
        assertThat(block.firstEntry).containsExactly(0, 1, 1);
        assertThat(block.reward).containsExactly(0.25);
        assertThat(block.tally.accepted).isEqualTo(1);
        assertThat(block.tally.duplicates).isZero();
        assertThat(block.tally.rejected[RejectReason.CONFLICTING_DUPLICATE.code()])
                .isEqualTo(5);
        assertThat(block.tally.late.size).isEqualTo(2);
        assertThat(block.tally.late.agent).startsWith(0, 1);
        assertThat(block.tally.late.slot).startsWith(0, 3);
    }

    @Test
    void rewardsAreNormalisedPromptByPrompt() {
        Reported rows = rows().row("a", 0, 1).row("a", 1, 4).row("a", 2, 0).row("b", 0, 3);
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
            PackedBlock block = pack(
                    normalisation,
                    domain,
                    rows().row("a", 0, 1).row("a", 2, 0).row("b", 0, 1).row("b", 3, 1));
            assertThat(block.tally.complete).isEqualTo(1);
            assertThat(block.tally.rejectedRows()).isZero();
        }
    }

    @Test
    void negativeRewardsCannotBeNormalised() {
        PackedBlock block = pack(
                Normalisation.PROMPT_SUM,
                RewardDomain.SUM,
                rows().row("a", 0, -1).row("a", 1, 4).row("a", 2, 2));
        assertThat(block.reward).containsExactly(1);
        assertThat(block.slot).containsExactly(2);
        assertThat(block.tally.rejected[RejectReason.NEGATIVE_REWARD.code()]).isEqualTo(2);
        assertThat(block.tally.negativeRewards).isZero();
        assertThat(block.tally.complete).isZero();
    }

    @Test
    void declaredDomainsAreCheckedPromptByPrompt() {
        double almost = 1 - 0.5 * Packer.DOMAIN_TOLERANCE;
        double beyond = 1 - 2 * Packer.DOMAIN_TOLERANCE;
        Reported rows = rows().row("a", 0, almost)
                .row("a", 1, 0.5)
                .row("a", 2, beyond)
                .row("b", 0, 0.5)
                .row("b", 1, 0.5);
        PackedBlock max = pack(Normalisation.NONE, RewardDomain.MAX, rows);
        assertThat(max.reward).containsExactly(almost, 0.5);
        assertThat(max.tally.rejected[RejectReason.OUTSIDE_DOMAIN.code()]).isEqualTo(3);
        PackedBlock sum = pack(Normalisation.NONE, RewardDomain.SUM, rows);
        assertThat(sum.firstEntry).containsExactly(0, 0, 2);
        assertThat(sum.tally.rejected[RejectReason.OUTSIDE_DOMAIN.code()]).isEqualTo(3);
    }

    /** What goes to quarantine is rows as read, so rejected rows are counted as read, copies included. */
    @Test
    void copiesOfARejectedRowAreRejectedRowsNotDuplicates() {
        PackedBlock block = pack(
                Normalisation.NONE,
                RewardDomain.MAX,
                rows().row("a", 0, 0.5).row("a", 0, 0.5).row("a", 0, 0.5));
        assertThat(block.tally.rejected[RejectReason.OUTSIDE_DOMAIN.code()]).isEqualTo(3);
        assertThat(block.tally.duplicates).isZero();
    }

    /** The block of shuffled rows in chunks of any size is the block of the sorted rows, and has what a map of them has. */
    @Property(tries = 300)
    void neitherTheOrderOfRowsNorTheirChunksMatter(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int chunk, @ForAll boolean normalised) {
        Random random = new Random(seed);
        Reported rows = rows();
        Map<String, Map<Integer, Double>> expected = new TreeMap<>();
        for (int k = 0; k < random.nextInt(40); k++) {
            String agent = "a" + random.nextInt(6);
            int slot = random.nextInt(4);
            double reward = (1 + slot + agent.charAt(1) % 3) / 8.0;
            rows.row(agent, slot, reward);
            expected.computeIfAbsent(agent, a -> new TreeMap<>()).put(slot, reward);
        }
        Normalisation normalisation = normalised ? Normalisation.PROMPT_MAX : Normalisation.NONE;
        RewardDomain domain = normalised ? RewardDomain.MAX : RewardDomain.UNRESTRICTED;
        PackedBlock block = new Packer(LAYOUT, normalisation, domain).pack(null, rows.chunks(chunk, seed));
        PackedBlock again = new Packer(LAYOUT, normalisation, domain).pack(null, rows.chunks(chunk + 1, seed + 1));
        PackedBlock inRuns = new Packer(LAYOUT, normalisation, domain).pack(null, rows.byAgent(chunk, seed));
        assertThat(ids(block)).containsExactlyElementsOf(expected.keySet());
        assertThat(block).usingRecursiveComparison().isEqualTo(again);
        assertThat(inRuns).usingRecursiveComparison().isEqualTo(block);
        assertThat(entries(block)).isEqualTo(normalised ? byMaximum(expected) : expected);
    }

    /** Rows that come by agent, with unknown candidates and agents among them, are those that come one by one. */
    @Property(tries = 300)
    void unknownRowsThatComeByAgentAreRejectedAsOthersAre(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int chunks) {
        Random random = new Random(seed);
        Reported rows = rows();
        for (int k = 0; k < random.nextInt(40); k++) {
            rows.row("a" + random.nextInt(4), random.nextInt(5) - 1, random.nextInt(3) / 2.0);
        }
        Agent[] known = IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(k -> new Agent("a" + k, 2, 1))
                .toArray(Agent[]::new);
        PackedBlock one = packer().pack(Reported.table(known), rows.chunks(7, seed));
        PackedBlock byAgent = packer().pack(Reported.table(known), rows.byAgent(chunks, seed));
        assertThat(byAgent).usingRecursiveComparison().isEqualTo(one);
    }

    private static Packer packer() {
        return new Packer(LAYOUT, Normalisation.NONE, RewardDomain.UNRESTRICTED);
    }

    private static Map<String, Map<Integer, Double>> entries(PackedBlock block) {
        Map<String, Map<Integer, Double>> entries = new TreeMap<>();
        for (int i = 0; i < block.payers(); i++) {
            Map<Integer, Double> of = new TreeMap<>();
            for (int k = block.firstEntry[i]; k < block.firstEntry[i + 1]; k++) {
                of.put(block.slot[k], block.reward[k]);
            }
            entries.put(block.ids.get(i), of);
        }
        return entries;
    }

    private static Map<String, Map<Integer, Double>> byMaximum(Map<String, Map<Integer, Double>> rewards) {
        Map<String, Map<Integer, Double>> divided = new TreeMap<>();
        rewards.forEach((agent, of) -> {
            Map<Integer, Double> scaled = new TreeMap<>();
            of.forEach((slot, reward) -> {
                double other = of.getOrDefault(slot ^ 1, 0.0);
                scaled.put(slot, reward / Math.max(reward, other));
            });
            divided.put(agent, scaled);
        });
        return divided;
    }

    @Test
    void talliesAddUp() {
        Reported first = rows().row("a", 0, -1).row("a", 0, -1).row("b", 1, 1).row("b", 1, 2);
        Reported second = rows().row("c", 0, 1).row("c", 3, 1);
        Reported all = rows().row("a", 0, -1)
                .row("a", 0, -1)
                .row("b", 1, 1)
                .row("b", 1, 2)
                .row("c", 0, 1)
                .row("c", 3, 1);
        PackTally merged = new PackTally()
                .merge(pack(second).tally)
                .merge(pack(first).tally)
                .merge(new PackTally());
        assertThat(merged).usingRecursiveComparison().ignoringFields("late").isEqualTo(pack(all).tally);
    }

    /** Chunks go through bytes. */
    @Property(tries = 100)
    void chunksAreWhatWasAdded(@ForAll long seed, @ForAll @IntRange(min = 1, max = 7) int partitions) {
        Random random = new Random(seed);
        Reported rows = rows();
        ReportBuffers chunks = new ReportBuffers(partitions, 0);
        dev.candor.io.parquet.IdDictionary ids = new dev.candor.io.parquet.IdDictionary();
        int size = random.nextInt(2000);
        int[] agent = new int[size];
        int[] slot = new int[size];
        double[] reward = new double[size];
        int[] reject = new int[size];
        int rejected = 0;
        for (int k = 0; k < size; k++) {
            String id = "agent-" + random.nextInt(50);
            agent[k] = Reported.intern(ids, id);
            slot[k] = random.nextInt(4);
            reward[k] = agent[k] + slot[k] / 4.0;
            reject[k] = random.nextInt(10) == 0 ? RejectReason.NOT_FINITE.code() : 0;
            rejected += reject[k] == 0 ? 0 : 1;
            if (reject[k] == 0) {
                rows.row(id, slot[k], reward[k]);
            }
        }
        chunks.add(size, agent, ids, 1, slot, reward, reject);
        List<scala.Tuple2<Integer, byte[]>> sent = chunks.finish();
        Map<String, Map<Integer, Double>> found = new TreeMap<>();
        long counted = 0;
        for (int p = 0; p < partitions; p++) {
            int home = p;
            Iterator<ReportBuffers.Rows> mine = sent.stream()
                    .filter(chunk -> chunk._1() == home)
                    .map(chunk -> new ReportBuffers.Rows(chunk._2()))
                    .iterator();
            PackedBlock block = new Packer(LAYOUT, Normalisation.NONE, RewardDomain.UNRESTRICTED).pack(null, mine);
            entries(block).forEach((id, of) -> assertThat(found.put(id, of)).isNull());
            counted += block.tally.rejected[RejectReason.NOT_FINITE.code()];
        }
        assertThat(found).isEqualTo(entries(pack(rows)));
        assertThat(counted).isEqualTo(rejected);
    }
}
