package dev.candor.engine.pack;

import dev.candor.engine.runtime.Chunk;
import dev.candor.engine.runtime.IdArray;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.io.table.RowBatch;
import dev.candor.io.table.RowBatches;
import dev.candor.numeric.GrowingDoubles;
import dev.candor.numeric.GrowingInts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import scala.Tuple2;

/** Rows of the agents table on their way to the partitions of their agents. */
final class AgentChunks {
    private AgentChunks() {}

    /** A task's rows by partition, defaults filled in. Rejected rows are only counted, in some chunk of partition 0. */
    static List<Tuple2<Integer, byte[]>> of(RowBatches batches, AgentPlaces places) throws IOException {
        int partitions = places.partitions();
        Rows[] rows = new Rows[partitions];
        Arrays.setAll(rows, p -> new Rows());
        for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
            for (int row = 0; row < batch.rows; row++) {
                add(batch, row, places, rows);
            }
        }
        List<Tuple2<Integer, byte[]>> chunks = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            if (rows[p].rows() > 0 || rows[p].rejected > 0) {
                chunks.add(new Tuple2<>(p, rows[p].toBytes()));
            }
        }
        return chunks;
    }

    private static void add(RowBatch batch, int row, AgentPlaces places, Rows[] rows) {
        if (batch.reject[row] != 0) {
            rows[0].rejected++;
            return;
        }
        IdDictionary ids = batch.ids[0];
        int code = batch.codes[0][row];
        int p = places.of(ids.bytes(), ids.start(code), ids.length(code));
        rows[p].add(batch, row);
    }

    /** Agents of one partition, as they come. Mergeable by adding chunks; no order. */
    static final class Rows {
        final IdDictionary agentIds = new IdDictionary();
        final IdDictionary payerIds = new IdDictionary();
        final GrowingInts agent = new GrowingInts(16);
        /** Code of the payer's id, −1 = the agent itself. */
        final GrowingInts payer = new GrowingInts(16);

        final GrowingDoubles weight = new GrowingDoubles(16);
        final GrowingDoubles boost = new GrowingDoubles(16);
        long rejected;

        int rows() {
            return agent.size();
        }

        private void add(RowBatch batch, int row) {
            int a = intern(agentIds, batch.ids[0], batch.codes[0][row]);
            int payerCode = batch.codes[1][row];
            boolean own = payerCode < 0
                    || batch.ids[1].length(payerCode) == 0
                    || same(batch.ids[0], batch.codes[0][row], batch.ids[1], payerCode);
            int p = own ? -1 : intern(payerIds, batch.ids[1], payerCode);
            add(a, p, orOne(batch.numbers[0][row]), orOne(batch.numbers[1][row]));
        }

        private void add(int a, int p, double w, double b) {
            agent.add(a);
            payer.add(p);
            weight.add(w);
            boost.add(b);
        }

        /** Adds what {@link #toBytes} wrote. */
        void add(byte[] bytes) {
            Chunk chunk = Chunk.reading(bytes);
            int[] agents = chunk.ids().internInto(agentIds);
            int[] payers = chunk.ids().internInto(payerIds);
            int[] a = chunk.ints();
            int[] p = chunk.ints();
            double[] w = chunk.doubles();
            double[] b = chunk.doubles();
            for (int k = 0; k < a.length; k++) {
                add(agents[a[k]], p[k] < 0 ? -1 : payers[p[k]], w[k], b[k]);
            }
            rejected += chunk.longs()[0];
        }

        byte[] toBytes() {
            return Chunk.writing(64)
                    .put(IdArray.all(agentIds))
                    .put(IdArray.all(payerIds))
                    .put(agent)
                    .put(payer)
                    .put(weight)
                    .put(boost)
                    .put(new long[] {rejected})
                    .toBytes();
        }

        /** Whether each agent is here once, is its own payer, and no row was rejected. */
        boolean tidy() {
            return rejected == 0 && payerIds.size() == 0 && rows() == agentIds.size();
        }

        private static int intern(IdDictionary into, IdDictionary from, int code) {
            return into.intern(from.bytes(), from.start(code), from.length(code));
        }

        private static boolean same(IdDictionary ids, int code, IdDictionary others, int other) {
            return Arrays.equals(
                    ids.bytes(),
                    ids.start(code),
                    ids.start(code) + ids.length(code),
                    others.bytes(),
                    others.start(other),
                    others.start(other) + others.length(other));
        }

        private static double orOne(double number) {
            return Double.isNaN(number) ? 1 : number;
        }
    }
}
