package dev.candor.engine.pack;

import dev.candor.engine.candidates.CandidateIndex;
import dev.candor.engine.candidates.SlotLookup;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.io.table.RowBatch;
import dev.candor.io.table.RowBatches;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;

/** The report rows of a task as chunks addressed to the partitions of their agents. */
abstract class ReportChunker implements Iterator<Tuple2<Integer, byte[]>> {
    private final ReportBuffers chunks;
    private Iterator<Tuple2<Integer, byte[]>> ready =
            List.<Tuple2<Integer, byte[]>>of().iterator();
    private boolean done;

    private ReportChunker(int partitions) {
        chunks = new ReportBuffers(partitions, TaskContext.getPartitionId() % partitions);
    }

    /** Adds some rows to {@code to}; false when there are none left. */
    abstract boolean read(ReportBuffers to) throws IOException;

    @Override
    public boolean hasNext() {
        while (!ready.hasNext() && !done) {
            try {
                done = !read(chunks);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            ready = (done ? chunks.finish() : chunks.take()).iterator();
        }
        return ready.hasNext();
    }

    @Override
    public Tuple2<Integer, byte[]> next() {
        return ready.next();
    }

    /** Batches of the reports table, their candidates looked up in the index. */
    static final class Scanned extends ReportChunker {
        private final RowBatches batches;
        private final SlotLookup lookup;

        Scanned(RowBatches batches, CandidateIndex index, int partitions) {
            super(partitions);
            this.batches = batches;
            this.lookup = new SlotLookup(index, 1, 2);
        }

        @Override
        boolean read(ReportBuffers to) throws IOException {
            RowBatch batch = batches.next();
            if (batch == null) {
                return false;
            }
            int[] slots = lookup.slots(batch);
            to.add(batch.rows, batch.codes[0], batch.ids[0], batch.dictionaries, slots, batch.numbers[0], batch.reject);
            return true;
        }
    }

    /** Spark's rows of (agent_id, slot, reward, reject). */
    static final class Joined extends ReportChunker {
        private static final int ROWS = 1 << 12;
        /** The dictionary starts anew beyond this many ids. */
        private static final int MOST_IDS = 1 << 20;

        private final Iterator<InternalRow> rows;
        private final int[] agent = new int[ROWS];
        private final int[] slot = new int[ROWS];
        private final double[] reward = new double[ROWS];
        private final int[] reject = new int[ROWS];
        private IdDictionary ids = new IdDictionary();
        private int epoch;

        Joined(Iterator<InternalRow> rows, int partitions) {
            super(partitions);
            this.rows = rows;
        }

        @Override
        boolean read(ReportBuffers to) {
            if (ids.size() > MOST_IDS) {
                ids = new IdDictionary();
                epoch++;
            }
            int size = 0;
            for (; size < ROWS && rows.hasNext(); size++) {
                InternalRow row = rows.next();
                byte[] id = row.getUTF8String(0).getBytes();
                agent[size] = ids.intern(id, 0, id.length);
                slot[size] = row.getInt(1);
                reward[size] = row.getDouble(2);
                reject[size] = row.getInt(3);
            }
            to.add(size, agent, ids, epoch, slot, reward, reject);
            return size > 0;
        }
    }
}
