package dev.candor.engine.learn;

import dev.candor.engine.pack.PackTally;
import dev.candor.engine.runtime.AgentHash;
import dev.candor.engine.runtime.Chunk;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.IdArray;
import dev.candor.engine.runtime.Shuffles;
import dev.candor.io.gate.PreferenceLog;
import dev.candor.io.parquet.IdDictionary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Tuple2;

/**
 * The rows of a log of preferences on their way to the partitions of their agents: (agent_id, prompt_id, items, number,
 * reject), a buffer a partition, each id once a chunk.
 */
final class PreferenceChunks implements Iterator<Tuple2<Integer, byte[]>> {
    /** Rows of all buffers of a task. */
    private static final int BUFFERED_ROWS = 1 << 21;

    private static final int MOST_ROWS = 1 << 16;
    private static final int LEAST_ROWS = 1 << 8;

    /** What a row of a log is taken to need in files. */
    private static final long ROW_BYTES = 32;

    private final Iterator<InternalRow> rows;
    private final Rows[] buffers;
    private final int capacity;
    private final long[] rejected = new long[PackTally.REASONS];
    private final List<Tuple2<Integer, byte[]>> ready = new ArrayList<>();
    private boolean done;

    PreferenceChunks(Iterator<InternalRow> rows, int partitions) {
        this.rows = rows;
        this.buffers = new Rows[partitions];
        this.capacity = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, BUFFERED_ROWS / partitions));
    }

    /** The rows of a log where those of their agents meet: one item a partition. */
    static JavaRDD<Rows> byAgent(SparkSession spark, PreferenceLog log, EngineLimits limits) {
        int partitions = limits.partitionsFor(spark, log.bytes() / ROW_BYTES);
        JavaRDD<InternalRow> rows = log.rows()
                .select("agent_id", "prompt_id", "items", "number", "reject")
                .queryExecution()
                .toRdd()
                .toJavaRDD();
        return Shuffles.byPartition(rows.mapPartitions(part -> new PreferenceChunks(part, partitions)), partitions)
                .mapPartitions(chunks -> {
                    Rows all = new Rows();
                    chunks.forEachRemaining(chunk -> all.add(chunk._2()));
                    return List.of(all).iterator();
                });
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !done) {
            if (rows.hasNext()) {
                add(rows.next());
            } else {
                finish();
            }
        }
        return !ready.isEmpty();
    }

    @Override
    public Tuple2<Integer, byte[]> next() {
        return ready.remove(ready.size() - 1);
    }

    private void add(InternalRow row) {
        int reject = row.getInt(4);
        if (reject != 0) {
            rejected[reject]++;
            return;
        }
        byte[] agent = row.getUTF8String(0).getBytes();
        int p = AgentHash.partition(agent, 0, agent.length, buffers.length);
        if (buffers[p] == null) {
            buffers[p] = new Rows();
        }
        Rows buffer = buffers[p];
        buffer.add(agent, row.getUTF8String(1), row.getArray(2), row.getDouble(3));
        if (buffer.size == capacity) {
            send(p);
        }
    }

    private void send(int p) {
        ready.add(new Tuple2<>(p, buffers[p].toBytes()));
        buffers[p] = null;
    }

    private void finish() {
        done = true;
        for (int p = 0; p < buffers.length; p++) {
            if (buffers[p] != null) {
                send(p);
            }
        }
        if (Arrays.stream(rejected).anyMatch(count -> count > 0)) {
            Rows counts = new Rows();
            System.arraycopy(rejected, 0, counts.rejected, 0, rejected.length);
            ready.add(new Tuple2<>(TaskContext.getPartitionId() % buffers.length, counts.toBytes()));
        }
    }

    /** Accepted rows, as they come. Mergeable by adding chunks; no order. */
    static final class Rows {
        final IdDictionary agents = new IdDictionary();
        final IdDictionary prompts = new IdDictionary();
        final IdDictionary candidates = new IdDictionary();
        /** Rejected rows by reason code. */
        final long[] rejected = new long[PackTally.REASONS];

        int size;
        int[] agent = new int[64];
        int[] prompt = new int[64];
        double[] number = new double[64];
        /** Where each row's items begin, length size + 1. */
        int[] firstItem = new int[65];

        int[] item = new int[128];

        private void add(byte[] agentId, UTF8String promptId, ArrayData items, double value) {
            int count = items.numElements();
            room(1, count);
            agent[size] = intern(agents, agentId);
            prompt[size] = intern(prompts, promptId.getBytes());
            number[size] = value;
            int at = firstItem[size];
            for (int k = 0; k < count; k++) {
                item[at++] = intern(candidates, items.getUTF8String(k).getBytes());
            }
            firstItem[++size] = at;
        }

        private static int intern(IdDictionary ids, byte[] id) {
            return ids.intern(id, 0, id.length);
        }

        private void room(int moreRows, int moreItems) {
            if (size + moreRows > agent.length) {
                int wider = Math.max(2 * agent.length, size + moreRows);
                agent = Arrays.copyOf(agent, wider);
                prompt = Arrays.copyOf(prompt, wider);
                number = Arrays.copyOf(number, wider);
                firstItem = Arrays.copyOf(firstItem, wider + 1);
            }
            int items = Math.addExact(firstItem[size], moreItems);
            if (items > item.length) {
                item = Arrays.copyOf(item, Math.max(2 * item.length, items));
            }
        }

        byte[] toBytes() {
            return Chunk.writing(256 + 24 * size)
                    .put(IdArray.all(agents))
                    .put(IdArray.all(prompts))
                    .put(IdArray.all(candidates))
                    .put(agent, 0, size)
                    .put(prompt, 0, size)
                    .put(number, 0, size)
                    .put(firstItem, 0, size + 1)
                    .put(item, 0, firstItem[size])
                    .put(rejected)
                    .toBytes();
        }

        /** Adds what {@link #toBytes} wrote. */
        void add(byte[] bytes) {
            Chunk chunk = Chunk.reading(bytes);
            int[] agentCode = chunk.ids().internInto(agents);
            int[] promptCode = chunk.ids().internInto(prompts);
            int[] candidateCode = chunk.ids().internInto(candidates);
            int[] theirAgent = chunk.ints();
            int[] theirPrompt = chunk.ints();
            double[] theirNumber = chunk.doubles();
            int[] theirFirst = chunk.ints();
            int[] theirItem = chunk.ints();
            room(theirAgent.length, theirItem.length);
            int base = firstItem[size];
            for (int k = 0; k < theirItem.length; k++) {
                item[base + k] = candidateCode[theirItem[k]];
            }
            for (int k = 0; k < theirAgent.length; k++) {
                agent[size] = agentCode[theirAgent[k]];
                prompt[size] = promptCode[theirPrompt[k]];
                number[size] = theirNumber[k];
                firstItem[++size] = base + theirFirst[k + 1];
            }
            long[] more = chunk.longs();
            for (int code = 0; code < more.length; code++) {
                rejected[code] += more[code];
            }
        }
    }
}
