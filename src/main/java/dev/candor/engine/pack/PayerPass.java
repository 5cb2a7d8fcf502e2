package dev.candor.engine.pack;

import dev.candor.engine.runtime.AgentHash;
import dev.candor.engine.runtime.Chunk;
import dev.candor.engine.runtime.IdArray;
import dev.candor.engine.runtime.Shuffles;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.numeric.ExactSums;
import dev.candor.numeric.GrowingDoubles;
import dev.candor.numeric.GrowingInts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/** Agents of one payer become one: its rewards are the exact Σ w·r of theirs, as a double and what that leaves. One more shuffle, by payer. */
final class PayerPass {
    private PayerPass() {}

    /** @param agents chunks of {@link AgentChunks}, partitioned as {@code blocks} */
    static JavaRDD<PackedBlock> byPayer(
            JavaRDD<PackedBlock> blocks, JavaPairRDD<Integer, byte[]> agents, int partitions) {
        JavaRDD<Tuple2<Integer, byte[]>> parts = agents.zipPartitions(blocks, (chunks, packed) -> {
            AgentChunks.Rows table = new AgentChunks.Rows();
            chunks.forEachRemaining(chunk -> table.add(chunk._2()));
            return addressed(table, packed.next(), partitions);
        });
        return Shuffles.byPartition(parts, partitions)
                .mapPartitions(part -> List.of(merged(part)).iterator());
    }

    /** The agents of a block by the partition of their payer. */
    static Iterator<Tuple2<Integer, byte[]>> addressed(AgentChunks.Rows agents, PackedBlock block, int partitions) {
        Parts[] parts = new Parts[partitions];
        int[] payerOf = new int[agents.agentIds.size()];
        for (int k = 0; k < agents.rows(); k++) {
            payerOf[agents.agent.get(k)] = agents.payer.get(k);
        }
        int[] code = block.ids.find(agents.agentIds);
        for (int i = 0; i < block.payers(); i++) {
            int payer = payerOf[code[i]];
            byte[] bytes = payer < 0 ? block.ids.bytes() : agents.payerIds.bytes();
            int start = payer < 0 ? block.ids.start(i) : agents.payerIds.start(payer);
            int length = payer < 0 ? block.ids.length(i) : agents.payerIds.length(payer);
            int p = AgentHash.partition(bytes, start, length, partitions);
            if (parts[p] == null) {
                parts[p] = new Parts();
            }
            parts[p].add(parts[p].payers.intern(bytes, start, length), block, i);
        }
        List<Tuple2<Integer, byte[]>> chunks = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            if (parts[p] != null) {
                chunks.add(new Tuple2<>(p, parts[p].toBytes()));
            }
        }
        return chunks.iterator();
    }

    /** Agents with their payers: payer code, weight, boost, number of entries; then all entries. */
    private static final class Parts {
        private final IdDictionary payers = new IdDictionary();
        private final GrowingInts payer = new GrowingInts(16);
        private final GrowingDoubles weight = new GrowingDoubles(16);
        private final GrowingDoubles boost = new GrowingDoubles(16);
        /** Where the entries of each agent begin, and the last one's end. */
        private final GrowingInts first = new GrowingInts(16);

        private final GrowingInts slot = new GrowingInts(256);
        private final GrowingDoubles reward = new GrowingDoubles(256);

        Parts() {
            first.add(0);
        }

        void add(int payerCode, PackedBlock block, int i) {
            add(
                    payerCode,
                    block.weight[i],
                    block.boost[i],
                    block.slot,
                    block.reward,
                    block.firstEntry[i],
                    block.firstEntry[i + 1]);
        }

        private void add(int payerCode, double w, double b, int[] slots, double[] rewards, int from, int to) {
            payer.add(payerCode);
            weight.add(w);
            boost.add(b);
            slot.add(slots, from, to);
            reward.add(rewards, from, to);
            first.add(slot.size());
        }

        void add(byte[] bytes) {
            Chunk chunk = Chunk.reading(bytes);
            int[] codes = chunk.ids().internInto(payers);
            int[] p = chunk.ints();
            double[] w = chunk.doubles();
            double[] b = chunk.doubles();
            int[] firsts = chunk.ints();
            int[] slots = chunk.ints();
            double[] rewards = chunk.doubles();
            for (int k = 0; k < p.length; k++) {
                add(codes[p[k]], w[k], b[k], slots, rewards, firsts[k], firsts[k + 1]);
            }
        }

        byte[] toBytes() {
            return Chunk.writing(64)
                    .put(IdArray.all(payers))
                    .put(payer)
                    .put(weight)
                    .put(boost)
                    .put(first)
                    .put(slot)
                    .put(reward)
                    .toBytes();
        }

        /** Agents by payer: those of payer p are of[firstOf[p] .. firstOf[p + 1]). */
        private int[][] byPayer() {
            int[] firstOf = new int[payers.size() + 1];
            for (int k = 0; k < payer.size(); k++) {
                firstOf[payer.get(k) + 1]++;
            }
            for (int p = 0; p < payers.size(); p++) {
                firstOf[p + 1] += firstOf[p];
            }
            int[] next = firstOf.clone();
            int[] of = new int[payer.size()];
            for (int k = 0; k < of.length; k++) {
                of[next[payer.get(k)]++] = k;
            }
            return new int[][] {firstOf, of};
        }
    }

    static PackedBlock merged(Iterator<Tuple2<Integer, byte[]>> chunks) {
        Parts parts = new Parts();
        chunks.forEachRemaining(chunk -> parts.add(chunk._2()));
        int[] order = IdArray.sorted(parts.payers);
        int[][] byPayer = parts.byPayer();
        BlockArrays block = new BlockArrays(IdArray.of(parts.payers, order, 0, order.length));
        for (int k = 0; k < order.length; k++) {
            int[] agents = Arrays.copyOfRange(byPayer[1], byPayer[0][order[k]], byPayer[0][order[k] + 1]);
            addPayer(block, k, parts, agents);
        }
        return block.close(new PackTally());
    }

    private static void addPayer(BlockArrays block, int k, Parts parts, int[] agents) {
        int[] reporting = Arrays.stream(agents)
                .filter(a -> parts.first.get(a + 1) > parts.first.get(a))
                .toArray();
        double boost = parts.boost.get(agents[0]);
        double weight = weight(parts, agents);
        if (reporting.length == 1) {
            int only = reporting[0];
            block.startPayer(k, weight, parts.weight.get(only), boost);
            block.add(parts.slot.array(), parts.reward.array(), parts.first.get(only), parts.first.get(only + 1));
        } else {
            block.startPayer(k, weight, reporting.length == 0 ? weight : 1, boost);
            addUp(block, parts, reporting);
        }
    }

    /** Σ of the weights, taken in ascending order, so that it depends on the weights alone. */
    private static double weight(Parts parts, int[] agents) {
        double total = 0;
        for (double w : Arrays.stream(agents)
                .mapToDouble(a -> parts.weight.get(a))
                .sorted()
                .toArray()) {
            total += w;
        }
        return total;
    }

    /** Σ w·r of some agents, candidate by candidate, exact. */
    private static void addUp(BlockArrays block, Parts parts, int[] agents) {
        int entries = Arrays.stream(agents)
                .map(a -> parts.first.get(a + 1) - parts.first.get(a))
                .reduce(0, Math::addExact);
        long[] keys = new long[entries];
        double[] weight = new double[entries];
        double[] reward = new double[entries];
        int at = 0;
        for (int a : agents) {
            for (int k = parts.first.get(a); k < parts.first.get(a + 1); k++) {
                keys[at] = (long) parts.slot.get(k) << 32 | at;
                weight[at] = parts.weight.get(a);
                reward[at++] = parts.reward.get(k);
            }
        }
        Arrays.sort(keys);
        ExactSums sum = new ExactSums(1);
        for (int k = 0; k < entries; k++) {
            int slot = (int) (keys[k] >>> 32);
            sum.addProduct(0, weight[(int) keys[k]], reward[(int) keys[k]]);
            if (k + 1 == entries || (int) (keys[k + 1] >>> 32) != slot) {
                double rounded = sum.value(0);
                sum.add(0, -rounded);
                block.add(slot, rounded, sum.value(0));
                sum.clear();
            }
        }
    }
}
