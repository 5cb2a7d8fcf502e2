package dev.candor.engine.pack;

import dev.candor.engine.runtime.AgentHash;
import dev.candor.engine.runtime.Chunk;
import dev.candor.engine.runtime.IdArray;
import dev.candor.io.parquet.IdDictionary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import scala.Tuple2;

/**
 * Reports on their way to the partitions of their agents: a task fills one buffer a partition and sends it on as a chunk
 * when it is full. An agent's id is in a chunk once.
 */
final class ReportBuffers {
    /** Rows of all buffers of a task, 16 bytes each. */
    private static final int BUFFERED_ROWS = 1 << 22;

    private static final int MOST_ROWS = 1 << 16;
    private static final int LEAST_ROWS = 1 << 8;

    private final int capacity;
    private final Buffer[] buffers;
    private final long[] rejected = new long[PackTally.REASONS];
    private final int home;
    private List<Tuple2<Integer, byte[]>> full = new ArrayList<>();

    private IdDictionary ids;
    private int dictionaries = -1;
    /** By code of the agent: its partition, the buffer filling it stands in, and its number there. */
    private int[] partition = new int[0];

    private int[] standsIn = new int[0];
    private int[] number = new int[0];
    private int known;
    private int filled;

    /** @param home the partition that hears of this task's rejected rows */
    ReportBuffers(int partitions, int home) {
        this.capacity = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, BUFFERED_ROWS / partitions));
        this.buffers = new Buffer[partitions];
        this.home = home;
    }

    /** The chunks that became full since the last call. */
    List<Tuple2<Integer, byte[]>> take() {
        List<Tuple2<Integer, byte[]>> taken = full;
        full = new ArrayList<>();
        return taken;
    }

    /**
     * Adds rows.
     *
     * @param agent code of each row's agent in {@code agents}
     * @param epoch changes when codes mean something else
     * @param slot candidate slot of each row, −1 = unknown
     * @param reject 0, or why the row does not count
     */
    void add(int rows, int[] agent, IdDictionary agents, int epoch, int[] slot, double[] reward, int[] reject) {
        if (epoch != dictionaries) {
            flush();
            dictionaries = epoch;
            ids = agents;
            known = 0;
        }
        learn();
        int last = -1;
        Buffer buffer = null;
        for (int row = 0; row < rows; row++) {
            if (reject[row] != 0) {
                rejected[reject[row]]++;
                continue;
            }
            if (agent[row] != last || buffer.rows == capacity) {
                last = agent[row];
                buffer = bufferOf(last);
            }
            buffer.add(number[last], slot[row], reward[row]);
        }
    }

    private void learn() {
        if (partition.length < ids.size()) {
            int size = Math.max(2 * partition.length, ids.size());
            partition = Arrays.copyOf(partition, size);
            standsIn = Arrays.copyOf(standsIn, size);
            number = Arrays.copyOf(number, size);
        }
        for (; known < ids.size(); known++) {
            partition[known] = AgentHash.partition(ids.bytes(), ids.start(known), ids.length(known), buffers.length);
            standsIn[known] = -1;
        }
    }

    /** The buffer with room that the agent stands in. */
    private Buffer bufferOf(int code) {
        int p = partition[code];
        if (buffers[p] == null) {
            buffers[p] = new Buffer(capacity);
            buffers[p].filling = filled++;
        }
        Buffer buffer = buffers[p];
        if (buffer.rows == capacity) {
            send(p);
        }
        if (standsIn[code] != buffer.filling) {
            standsIn[code] = buffer.filling;
            number[code] = buffer.addAgent(code);
        }
        return buffer;
    }

    private void send(int p) {
        full.add(new Tuple2<>(p, buffers[p].toBytes(ids)));
        buffers[p].filling = filled++;
    }

    private void flush() {
        for (int p = 0; p < buffers.length; p++) {
            if (buffers[p] != null && buffers[p].rows > 0) {
                send(p);
            }
        }
    }

    /** Sends on what is left, and the counts of rejected rows. */
    List<Tuple2<Integer, byte[]>> finish() {
        flush();
        if (Arrays.stream(rejected).anyMatch(count -> count > 0)) {
            full.add(new Tuple2<>(home, rejections(rejected)));
        }
        return take();
    }

    private static byte[] rejections(long[] rejected) {
        int[] none = {};
        return Chunk.writing(64 + 8 * rejected.length)
                .put(none, 0, 0)
                .put(new byte[0], 0, 0)
                .put(none, 0, 0)
                .put(none, 0, 0)
                .put(new double[0], 0, 0)
                .put(rejected)
                .toBytes();
    }

    /** What a chunk holds. */
    static final class Rows {
        final IdArray agents;
        /** Number of each row's agent in {@code agents}; null where {@code first} says it. */
        final int[] agent;
        /** First row of each agent, and the number of rows, where agents come one after the other; else null. */
        final int[] first;

        final int[] slot;
        final double[] reward;
        /** Rejected rows by reason code, or nothing. */
        final long[] rejected;
        /** Whether rows are missing: see {@link dev.candor.io.table.RowBatches#disordered}. */
        final boolean disordered;

        Rows(byte[] bytes) {
            Chunk chunk = Chunk.reading(bytes);
            agents = chunk.ids();
            agent = chunk.ints();
            first = null;
            slot = chunk.ints();
            reward = chunk.doubles();
            rejected = chunk.longs();
            disordered = false;
        }

        private Rows(
                IdArray agents,
                int[] agent,
                int[] first,
                int[] slot,
                double[] reward,
                long[] rejected,
                boolean disordered) {
            this.agents = agents;
            this.agent = agent;
            this.first = first;
            this.slot = slot;
            this.reward = reward;
            this.rejected = rejected;
            this.disordered = disordered;
        }

        /** @param agent number of each row's agent */
        static Rows of(IdArray agents, int[] agent, int[] slot, double[] reward) {
            return new Rows(agents, agent, null, slot, reward, new long[0], false);
        }

        /** @param first where the rows of each agent start, and the number of rows */
        static Rows byAgent(IdArray agents, int[] first, int[] slot, double[] reward) {
            return new Rows(agents, null, first, slot, reward, new long[0], false);
        }

        /** The same rows after reading these others. */
        Rows beside(long[] rejectedRows, boolean outOfOrder) {
            return new Rows(agents, agent, first, slot, reward, rejectedRows, outOfOrder);
        }

        /** The same with a number a row. */
        Rows numbered() {
            int[] numbers = new int[slot.length];
            for (int k = 0; k < agents.size(); k++) {
                Arrays.fill(numbers, first[k], first[k + 1], k);
            }
            return of(agents, numbers, slot, reward).beside(rejected, disordered);
        }
    }

    /** Rows of one partition. */
    private static final class Buffer {
        private int filling;
        private int rows;
        private int agents;
        private int[] codes = new int[16];
        private final int[] agent;
        private final int[] slot;
        private final double[] reward;

        Buffer(int capacity) {
            agent = new int[capacity];
            slot = new int[capacity];
            reward = new double[capacity];
        }

        int addAgent(int code) {
            if (agents == codes.length) {
                codes = Arrays.copyOf(codes, 2 * agents);
            }
            codes[agents] = code;
            return agents++;
        }

        void add(int a, int s, double r) {
            agent[rows] = a;
            slot[rows] = s;
            reward[rows++] = r;
        }

        byte[] toBytes(IdDictionary ids) {
            IdArray names = IdArray.of(ids, codes, 0, agents);
            byte[] bytes = Chunk.writing(32 + 4 * agents + names.bytes().length + 16 * rows)
                    .put(names)
                    .put(agent, 0, rows)
                    .put(slot, 0, rows)
                    .put(reward, 0, rows)
                    .put(new long[0])
                    .toBytes();
            agents = 0;
            rows = 0;
            return bytes;
        }
    }
}
