package dev.candor.engine.settle;

import dev.candor.engine.bill.BillBlock;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.AgentHash;
import dev.candor.engine.runtime.Chunk;
import dev.candor.engine.runtime.IdArray;
import dev.candor.engine.runtime.Shuffles;
import dev.candor.io.gate.InputTables;
import dev.candor.io.gate.Rejections;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.io.schema.InputTable;
import dev.candor.io.table.RowBatch;
import dev.candor.io.table.RowBatches;
import dev.candor.io.table.TableScan;
import dev.candor.model.ErrorSubject;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.UserException;
import dev.candor.numeric.GrowingDoubles;
import dev.candor.numeric.GrowingInts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * What errors of learned rewards add to incentive gaps: with max |r̂_i − r_i| ≤ δ_i a misreport gains at most 2·w_i·δ_i more
 * (Thm 4.12 of Sun et al. 2025). Bills and the errors table meet by a hash of the agent.
 */
final class ErrorBounds {
    private ErrorBounds() {}

    /**
     * The bills with the gaps widened; as they are where no errors table is given.
     *
     * @throws UserException when errors are given of rewards that are not settled as they are, or of payers that are not
     *     agents; and, when the bills are used, where an agent has no error or two
     */
    static JavaRDD<BillBlock> widened(JavaRDD<BillBlock> bills, PackedReports reports, MechanismSpec mechanism) {
        InputTables tables = reports.tables();
        Optional<TableScan> errors = tables.scan(InputTable.ERRORS);
        if (errors.isEmpty()) {
            return bills;
        }
        if (mechanism.normalisation() != Normalisation.NONE) {
            throw UserException.configuration("Cannot use the errors of rewards that --normalise changes: learn them in"
                    + " the domain wanted (jobs/learn --domain) and drop --normalise.");
        }
        if (reports.payers() != reports.agents()) {
            throw UserException.inputRejected("Cannot use --errors where payers have several agents: "
                    + reports.agents() + " agents have " + reports.payers() + " payers. Drop payer_id, or --errors.");
        }
        Rejections rejected = tables.rejections(InputTable.ERRORS);
        if (rejected.total() > 0) {
            throw UserException.inputRejected(rejected.message(0));
        }
        int partitions = bills.getNumPartitions();
        JavaPairRDD<Integer, BillBlock> byAgent =
                bills.flatMapToPair(bill -> split(bill, partitions)).partitionBy(new HashPartitioner(partitions));
        byte[] of = (tables.table(InputTable.REPORTS) == InputTable.COEFFICIENTS
                        ? ErrorSubject.COEFFICIENTS
                        : ErrorSubject.REWARDS)
                .label()
                .getBytes(StandardCharsets.UTF_8);
        JavaPairRDD<Integer, byte[]> bounds =
                Shuffles.byPartition(errors.get().map(batches -> chunks(batches, of, partitions)), partitions);
        return byAgent.zipPartitions(bounds, (blocks, chunks) -> {
            Bounds known = new Bounds();
            chunks.forEachRemaining(chunk -> known.add(chunk._2()));
            List<BillBlock> widened = new ArrayList<>();
            blocks.forEachRemaining(block -> widened.add(known.widen(block._2())));
            return widened.iterator();
        });
    }

    private static Iterator<Tuple2<Integer, BillBlock>> split(BillBlock bill, int partitions) {
        GrowingInts[] numbers = new GrowingInts[partitions];
        Arrays.setAll(numbers, p -> new GrowingInts(16));
        for (int i = 0; i < bill.payers(); i++) {
            int p = AgentHash.partition(bill.ids.bytes(), bill.ids.start(i), bill.ids.length(i), partitions);
            numbers[p].add(i);
        }
        List<Tuple2<Integer, BillBlock>> parts = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            if (numbers[p].size() > 0) {
                parts.add(new Tuple2<>(p, bill.select(numbers[p].array(), numbers[p].size())));
            }
        }
        return parts.iterator();
    }

    private static Iterator<Tuple2<Integer, byte[]>> chunks(RowBatches batches, byte[] of, int partitions)
            throws IOException {
        Bounds[] parts = new Bounds[partitions];
        for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
            IdDictionary ids = batch.ids[0];
            for (int row = 0; row < batch.rows; row++) {
                requireOf(of, batch.ids[1], batch.codes[1][row]);
                int code = batch.codes[0][row];
                int p = AgentHash.partition(ids.bytes(), ids.start(code), ids.length(code), partitions);
                if (parts[p] == null) {
                    parts[p] = new Bounds();
                }
                parts[p].add(ids.bytes(), ids.start(code), ids.length(code), batch.numbers[0][row]);
            }
        }
        List<Tuple2<Integer, byte[]>> chunks = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            if (parts[p] != null) {
                chunks.add(new Tuple2<>(p, parts[p].toBytes()));
            }
        }
        return chunks.iterator();
    }

    /** Refuses errors that are said to be of something else; those that do not say are taken as meant. */
    private static void requireOf(byte[] of, IdDictionary said, int code) {
        if (code >= 0
                && !Arrays.equals(
                        of, 0, of.length, said.bytes(), said.start(code), said.start(code) + said.length(code))) {
            String wanted = new String(of, StandardCharsets.UTF_8);
            throw UserException.inputRejected("Cannot use the errors table: its errors are of " + said.text(code)
                    + ", the settlement is of " + wanted + ". Coefficients need those of jobs/learn --model linear"
                    + " --reports none, reports those of the run that wrote the reports; correct --errors.");
        }
    }

    /** δ by agent. */
    private static final class Bounds {
        private final IdDictionary agents = new IdDictionary();
        private final GrowingDoubles delta = new GrowingDoubles(16);

        void add(byte[] bytes, int start, int length, double bound) {
            int before = agents.size();
            int code = agents.intern(bytes, start, length);
            if (code == before) {
                delta.add(bound);
            } else if (delta.get(code) != bound) {
                throw UserException.inputRejected("Cannot use the errors table: agent " + agents.text(code)
                        + " has the deltas " + Math.min(delta.get(code), bound) + " and "
                        + Math.max(delta.get(code), bound)
                        + ". Keep one row per agent; correct --errors.");
            }
        }

        byte[] toBytes() {
            return Chunk.writing(64).put(IdArray.all(agents)).put(delta).toBytes();
        }

        void add(byte[] chunk) {
            Chunk reading = Chunk.reading(chunk);
            IdArray ids = reading.ids();
            double[] bounds = reading.doubles();
            for (int k = 0; k < bounds.length; k++) {
                add(ids.bytes(), ids.start(k), ids.length(k), bounds[k]);
            }
        }

        BillBlock widen(BillBlock bill) {
            for (int i = 0; i < bill.payers(); i++) {
                int code = agents.find(bill.ids.bytes(), bill.ids.start(i), bill.ids.length(i));
                if (code < 0) {
                    throw UserException.inputRejected("Cannot bound the gain of agent " + bill.ids.get(i)
                            + ": it has no row in the errors table. Give every agent a row, with delta 0 if its rewards are"
                            + " reported and not learned; correct --errors.");
                }
                bill.gap[i] += 2 * bill.weight[i] * delta.get(code);
            }
            return bill;
        }
    }
}
