package dev.candor.engine.pack;

import dev.candor.engine.runtime.IdArray;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.io.table.RowBatch;
import dev.candor.io.table.RowBatches;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/** Rows of reports and agents as the passes before the packing hand them on. */
public final class Reported {
    private final List<String> agents = new ArrayList<>();
    private final List<Integer> slots = new ArrayList<>();
    private final List<Double> rewards = new ArrayList<>();

    public Reported row(String agent, int slot, double reward) {
        agents.add(agent);
        slots.add(slot);
        rewards.add(reward);
        return this;
    }

    /** The rows in chunks of this size, rows and chunks in an order drawn from the seed. */
    public Iterator<ReportBuffers.Rows> chunks(int size, long seed) {
        List<Integer> order = new ArrayList<>();
        for (int k = 0; k < agents.size(); k++) {
            order.add(k);
        }
        java.util.Collections.shuffle(order, new Random(seed));
        List<ReportBuffers.Rows> chunks = new ArrayList<>();
        for (int from = 0; from < order.size(); from += size) {
            chunks.add(chunk(order.subList(from, Math.min(order.size(), from + size))));
        }
        return chunks.iterator();
    }

    /** The rows as they were added, in one chunk. */
    Iterator<ReportBuffers.Rows> asAdded() {
        List<Integer> order = new ArrayList<>();
        for (int k = 0; k < agents.size(); k++) {
            order.add(k);
        }
        return List.of(chunk(order)).iterator();
    }

    /** The rows in so many chunks, shuffled as the seed says, and within each chunk agent by agent. */
    Iterator<ReportBuffers.Rows> byAgent(int many, long seed) {
        List<Integer> order = new ArrayList<>();
        for (int k = 0; k < agents.size(); k++) {
            order.add(k);
        }
        java.util.Collections.shuffle(order, new Random(seed));
        List<ReportBuffers.Rows> chunks = new ArrayList<>();
        for (int c = 0; c < many; c++) {
            int part = c;
            ReportBuffers.Rows rows = chunk(order.stream()
                    .filter(k -> k % many == part)
                    .sorted(Comparator.comparing(agents::get))
                    .toList());
            int[] first = new int[rows.agents.size() + 1];
            for (int agent : rows.agent) {
                first[agent + 1]++;
            }
            java.util.Arrays.parallelPrefix(first, Integer::sum);
            chunks.add(ReportBuffers.Rows.byAgent(rows.agents, first, rows.slot, rows.reward));
        }
        return chunks.iterator();
    }

    private ReportBuffers.Rows chunk(List<Integer> rows) {
        IdDictionary ids = new IdDictionary();
        int[] agent = rows.stream().mapToInt(k -> intern(ids, agents.get(k))).toArray();
        int[] codes = new int[ids.size()];
        java.util.Arrays.setAll(codes, k -> k);
        return ReportBuffers.Rows.of(
                IdArray.of(ids, codes, 0, codes.length),
                agent,
                rows.stream().mapToInt(slots::get).toArray(),
                rows.stream().mapToDouble(rewards::get).toArray());
    }

    static int intern(IdDictionary ids, String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        return ids.intern(bytes, 0, bytes.length);
    }

    /** One row of the agents table; a null payer is the agent itself. */
    public record Agent(String id, double weight, double boost, String payer) {
        public Agent(String id, double weight, double boost) {
            this(id, weight, boost, null);
        }
    }

    /** The agents table, all in one partition. */
    public static AgentChunks.Rows table(Agent... agents) {
        AgentChunks.Rows rows = new AgentChunks.Rows();
        try {
            AgentChunks.of(batches(agents), AgentPlaces.byHash(1)).forEach(chunk -> rows.add(chunk._2()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return rows;
    }

    static RowBatches batches(Agent... agents) {
        RowBatch batch = new RowBatch();
        batch.rows = agents.length;
        batch.ids = new IdDictionary[] {new IdDictionary(), new IdDictionary()};
        batch.codes = new int[2][agents.length];
        batch.numbers = new double[2][agents.length];
        batch.reject = new int[agents.length];
        for (int k = 0; k < agents.length; k++) {
            batch.codes[0][k] = intern(batch.ids[0], agents[k].id());
            batch.codes[1][k] = agents[k].payer() == null ? -1 : intern(batch.ids[1], agents[k].payer());
            batch.numbers[0][k] = agents[k].weight();
            batch.numbers[1][k] = agents[k].boost();
        }
        return new RowBatches() {
            private boolean done;

            @Override
            public RowBatch next() {
                boolean first = !done;
                done = true;
                return first ? batch : null;
            }

            @Override
            public void close() {}
        };
    }
}
