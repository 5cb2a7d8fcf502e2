package dev.candor.engine.pack;

import dev.candor.io.files.OutputFile;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.store.PackedStore;
import dev.candor.io.store.RewardFiles;
import dev.candor.io.write.StableFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple3;

/** Packed reports as a segment of a {@link PackedStore}, a file a partition. */
public final class PackSegment {
    private PackSegment() {}

    /**
     * Writes the segment's tables below {@code staging}.
     *
     * @param reports packed into as many partitions as the store has buckets, nothing normalised
     */
    public static List<OutputFile> write(SparkSession spark, PackedReports reports, Path staging) {
        List<OutputFile> files = new ArrayList<>(new StableFiles(TableFormat.PARQUET)
                .write(
                        reports.candidates.slots().select("slot", "prompt_id", "candidate_id"),
                        reports.candidates(),
                        List.of("slot"),
                        staging,
                        PackedStore.CANDIDATES));
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<SerializableConfiguration> hadoop = context.broadcast(
                new SerializableConfiguration(spark.sessionState().newHadoopConf()));
        String folder = staging.toString();
        List<Tuple3<Integer, Long, String>> written = new ArrayList<>(reports.byAgent()
                .mapPartitionsWithIndex(
                        (bucket, blocks) ->
                                written(bucket, blocks, folder, hadoop.value().value()),
                        true)
                .collect());
        written.sort(Comparator.comparing(Tuple3::_1));
        List<String> paths =
                written.stream().map(file -> PackedStore.bucketFile(file._1())).toList();
        RewardFiles.place(
                spark.sessionState().newHadoopConf(),
                staging,
                written.stream().map(Tuple3::_3).toList(),
                paths);
        files.addAll(RewardFiles.describe(
                spark, staging, paths, written.stream().map(Tuple3::_2).toList()));
        return files;
    }

    /** Writes the rewards of a bucket, if it has any, to a file of this attempt: bucket, rows, path. */
    private static Iterator<Tuple3<Integer, Long, String>> written(
            int bucket, Iterator<PackedBlock> blocks, String folder, Configuration hadoop) throws IOException {
        List<Tuple3<Integer, Long, String>> files = new ArrayList<>();
        while (blocks.hasNext()) {
            PackedBlock block = blocks.next();
            if (block.slot.length > 0) {
                String draft =
                        PackedStore.bucketFile(bucket) + "-" + TaskContext.get().taskAttemptId();
                RewardFiles.write(new Path(folder, draft), new Entries(block), hadoop);
                files.add(new Tuple3<>(bucket, (long) block.slot.length, draft));
            }
        }
        return files.iterator();
    }

    /** The entries of a block. */
    private static final class Entries implements RewardFiles.Rows {
        private final PackedBlock block;
        private int payer = -1;
        private int entry = -1;
        private byte[] id;

        Entries(PackedBlock block) {
            this.block = block;
        }

        @Override
        public boolean next() {
            if (++entry == block.slot.length) {
                return false;
            }
            while (payer < 0 || entry == block.firstEntry[payer + 1]) {
                payer++;
                id = block.ids.copy(payer);
            }
            return true;
        }

        @Override
        public byte[] agentId() {
            return id;
        }

        @Override
        public int slot() {
            return block.slot[entry];
        }

        @Override
        public double reward() {
            return block.reward[entry];
        }
    }
}
