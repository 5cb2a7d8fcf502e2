package dev.candor.engine.pack;

import dev.candor.engine.candidates.CandidateIndex;
import dev.candor.engine.candidates.SlotLookup;
import dev.candor.engine.runtime.IdArray;
import dev.candor.io.parquet.AgentRanges;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.io.table.RowBatch;
import dev.candor.io.table.TableScan;
import dev.candor.model.UserException;
import dev.candor.numeric.GrowingInts;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;

/** The report rows of a partition as they are read: a number a run of rows of one agent, not a number a row. */
final class RowsByAgent {
    private static final int MOST_ROWS = Integer.MAX_VALUE - 8;

    private final IdDictionary agents = new IdDictionary();
    private final long[] rejected = new long[PackTally.REASONS];
    /** Number of each code of the current dictionary in {@code agents}, −1 = none yet. */
    private int[] number = new int[0];

    private int dictionaries = -1;

    private final GrowingInts runAgent = new GrowingInts(16);
    private final GrowingInts runStart = new GrowingInts(16);
    private boolean again;
    private boolean disordered;
    /** Agents that must not be here, for bounds in files may be wrong. */
    private Elsewhere elsewhere = (bytes, start, length) -> false;

    @FunctionalInterface
    private interface Elsewhere {
        boolean test(byte[] bytes, int start, int length);
    }

    private int rows;
    private int[] slot;
    private double[] reward;

    /** The reports of each range, as they lie; the tally that is packed of them says whether they do. */
    static JavaRDD<ReportBuffers.Rows> of(TableScan reports, AgentRanges ranges, Broadcast<CandidateIndex> index) {
        return reports.mapByAgent(ranges, batches -> {
            RowsByAgent rows = new RowsByAgent(batches.expectedRows());
            int here = TaskContext.getPartitionId();
            rows.elsewhere = (bytes, start, length) -> ranges.partition(bytes, start, length) != here;
            SlotLookup lookup = new SlotLookup(index.value(), 1, 2);
            for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
                rows.add(
                        batch.rows,
                        batch.codes[0],
                        batch.ids[0],
                        batch.dictionaries,
                        lookup.slots(batch),
                        batch.numbers[0],
                        batch.reject);
            }
            rows.disordered |= batches.disordered();
            return List.of(rows.close()).iterator();
        });
    }

    /** @param expected about how many rows */
    RowsByAgent(long expected) {
        int size = (int) Math.min(MOST_ROWS, Math.max(16, expected));
        slot = new int[size];
        reward = new double[size];
    }

    /**
     * Adds rows.
     *
     * @param agent code of each row's agent in {@code ids}
     * @param epoch changes when codes mean something else
     * @param slots of their candidates, −1 = unknown
     * @param reject 0, or why the row does not count; null = all count
     */
    void add(int count, int[] agent, IdDictionary ids, int epoch, int[] slots, double[] rewards, int[] reject) {
        if (epoch != dictionaries) {
            dictionaries = epoch;
            Arrays.fill(number, -1);
        }
        if (number.length < ids.size()) {
            int before = number.length;
            number = Arrays.copyOf(number, Math.max(2 * before, ids.size()));
            Arrays.fill(number, before, number.length, -1);
        }
        room(count);
        if (reject == null || allCount(reject, count)) {
            addAll(count, agent, ids, slots, rewards);
        } else {
            addCounting(count, agent, ids, slots, rewards, reject);
        }
    }

    private static boolean allCount(int[] reject, int count) {
        int any = 0;
        for (int row = 0; row < count; row++) {
            any |= reject[row];
        }
        return any == 0;
    }

    private void addAll(int count, int[] agent, IdDictionary ids, int[] slots, double[] rewards) {
        int last = -1;
        for (int row = 0; row < count; row++) {
            if (agent[row] != last) {
                last = agent[row];
                follow(ids, last, rows + row);
            }
        }
        System.arraycopy(slots, 0, slot, rows, count);
        System.arraycopy(rewards, 0, reward, rows, count);
        rows += count;
    }

    private void addCounting(int count, int[] agent, IdDictionary ids, int[] slots, double[] rewards, int[] reject) {
        for (int row = 0; row < count; row++) {
            if (reject[row] != 0) {
                rejected[reject[row]]++;
                continue;
            }
            follow(ids, agent[row], rows);
            slot[rows] = slots[row];
            reward[rows++] = rewards[row];
        }
    }

    private void room(int count) {
        long needed = (long) rows + count;
        if (needed > MOST_ROWS) {
            throw UserException.configuration("Cannot pack more than " + MOST_ROWS
                    + " report rows in one task: raise --partitions so that each has fewer agents.");
        }
        if (needed > slot.length) {
            int size = (int) Math.min(MOST_ROWS, Math.max(needed, slot.length + (slot.length >> 3)));
            slot = Arrays.copyOf(slot, size);
            reward = Arrays.copyOf(reward, size);
        }
    }

    /** An agent is known once a row of it counts. */
    private void follow(IdDictionary ids, int code, int row) {
        if (number[code] < 0) {
            number[code] = agents.intern(ids.bytes(), ids.start(code), ids.length(code));
            disordered |= elsewhere.test(ids.bytes(), ids.start(code), ids.length(code));
        }
        int a = number[code];
        int runs = runAgent.size();
        if (runs > 0 && runAgent.get(runs - 1) == a) {
            return;
        }
        again |= a != runs;
        runAgent.add(a);
        runStart.add(row);
    }

    /** The rows; of agents whose rows are apart, with a number a row. */
    ReportBuffers.Rows close() {
        int[] slots = rows == slot.length ? slot : Arrays.copyOf(slot, rows);
        double[] rewards = rows == reward.length ? reward : Arrays.copyOf(reward, rows);
        if (again) {
            return ReportBuffers.Rows.of(IdArray.all(agents), numbers(), slots, rewards)
                    .beside(rejected, disordered);
        }
        runStart.add(rows);
        return ReportBuffers.Rows.byAgent(IdArray.all(agents), runStart.toArray(), slots, rewards)
                .beside(rejected, disordered);
    }

    private int[] numbers() {
        int[] numbers = new int[rows];
        int runs = runAgent.size();
        for (int run = 0; run < runs; run++) {
            Arrays.fill(numbers, runStart.get(run), run + 1 < runs ? runStart.get(run + 1) : rows, runAgent.get(run));
        }
        return numbers;
    }
}
