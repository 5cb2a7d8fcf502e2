package dev.candor.engine;

import dev.candor.io.OutputFile;
import dev.candor.io.PackedStore;
import dev.candor.io.RewardFiles;
import dev.candor.io.StableFiles;
import dev.candor.io.TableFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

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
        List<Tuple2<Integer, Long>> written = new ArrayList<>(reports.blocks
                .mapPartitionsWithIndex(
                        (bucket, blocks) -> {
                            List<Tuple2<Integer, Long>> sizes = new ArrayList<>();
                            while (blocks.hasNext()) {
                                PackedBlock block = blocks.next();
                                if (block.slot.length > 0) {
                                    write(
                                            block,
                                            new Path(folder, PackedStore.bucketFile(bucket)),
                                            hadoop.value().value());
                                    sizes.add(new Tuple2<>(bucket, (long) block.slot.length));
                                }
                            }
                            return sizes.iterator();
                        },
                        true)
                .collect());
        written.sort(Comparator.comparing(Tuple2::_1));
        files.addAll(RewardFiles.describe(
                spark,
                staging,
                written.stream().map(file -> PackedStore.bucketFile(file._1())).toList(),
                written.stream().map(Tuple2::_2).toList()));
        return files;
    }

    private static void write(PackedBlock block, Path file, Configuration hadoop) throws java.io.IOException {
        RewardFiles.write(file, TaskContext.get().taskAttemptId(), new Entries(block), hadoop);
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
