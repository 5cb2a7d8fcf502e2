package dev.candor.engine.pack;

import dev.candor.engine.candidates.CandidateIndex;
import dev.candor.engine.runtime.AgentHash;
import dev.candor.io.parquet.ColumnBatches;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.io.parquet.RowGroup;
import dev.candor.io.store.PackedStore;
import dev.candor.model.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** The rewards of a packed store, a partition a bucket: no shuffle, and no id looked at but once a bucket. */
final class PackedSource {
    private static final List<String> PAIR = List.of("prompt_id", "candidate_id");

    private PackedSource() {}

    /** Partition k has bucket k of every segment, a chunk each, slots as numbered by {@code index}. */
    static JavaRDD<ReportBuffers.Rows> rows(SparkSession spark, PackedStore store, Broadcast<CandidateIndex> index) {
        Configuration conf = spark.sessionState().newHadoopConf();
        Map<List<String>, int[]> known = new HashMap<>();
        List<int[]> slots = store.segments().stream()
                .map(segment -> known.computeIfAbsent(
                        segment.candidatesSha256(), sha256 -> slots(segment, index.value(), conf)))
                .toList();
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<SerializableConfiguration> hadoop = context.broadcast(new SerializableConfiguration(conf));
        Broadcast<List<int[]>> slotOf = context.broadcast(new ArrayList<>(slots));
        List<PackedStore.Segment> segments = new ArrayList<>(store.segments());
        List<Integer> buckets = IntStream.range(0, store.buckets()).boxed().toList();
        // Plain lists: what is sent to tasks may be written by any serializer.
        List<ArrayList<String>> files = buckets.stream()
                .map(bucket -> segments.stream()
                        .map(segment -> segment.bucket(bucket).orElse(""))
                        .toList())
                .map(ArrayList::new)
                .toList();
        int count = store.buckets();
        return context.parallelize(files, store.buckets()).flatMap(bucket -> {
            List<ReportBuffers.Rows> chunks = new ArrayList<>();
            for (int s = 0; s < bucket.size(); s++) {
                if (!bucket.get(s).isEmpty()) {
                    chunks.add(read(
                            bucket.get(s),
                            TaskContext.getPartitionId(),
                            count,
                            slotOf.value().get(s),
                            hadoop.value().value()));
                }
            }
            return chunks.iterator();
        });
    }

    /** Slot of the run by slot of the segment, −1 where the run has no such candidate. */
    private static int[] slots(PackedStore.Segment segment, CandidateIndex index, Configuration hadoop) {
        List<RowGroup> groups = segment.candidates().stream()
                .flatMap(file -> groups(file, hadoop).stream())
                .toList();
        int[] slots = new int
                [Math.toIntExact(groups.stream().mapToLong(RowGroup::rows).sum())];
        for (RowGroup group : groups) {
            try (ColumnBatches rows = ColumnBatches.open(group, PAIR, List.of("slot"), hadoop)) {
                while (rows.next()) {
                    requireSlots(group.path(), rows.numbers(0), rows.rows(), slots.length);
                    add(rows, index, slots);
                }
            }
        }
        return slots;
    }

    private static void add(ColumnBatches rows, CandidateIndex index, int[] slots) {
        IdDictionary prompts = rows.ids(0);
        IdDictionary candidates = rows.ids(1);
        for (int row = 0; row < rows.rows(); row++) {
            int p = rows.codes(0)[row];
            int x = rows.codes(1)[row];
            slots[(int) rows.numbers(0)[row]] = index.slot(
                    index.prompt(prompts.bytes(), prompts.start(p), prompts.length(p)),
                    index.candidate(candidates.bytes(), candidates.start(x), candidates.length(x)));
        }
    }

    private static List<RowGroup> groups(String file, Configuration hadoop) {
        try {
            return RowGroup.of(new Path(file), hadoop);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** The rewards of one file, which come by agent. */
    private static ReportBuffers.Rows read(String file, int bucket, int buckets, int[] slotOf, Configuration hadoop) {
        List<RowGroup> groups = groups(file, hadoop);
        RowsByAgent all =
                new RowsByAgent(groups.stream().mapToLong(RowGroup::rows).sum());
        int[] slot = new int[ColumnBatches.MOST_ROWS];
        for (int g = 0; g < groups.size(); g++) {
            try (ColumnBatches rows =
                    ColumnBatches.open(groups.get(g), List.of("agent_id"), List.of("slot", "reward"), hadoop)) {
                int known = 0;
                while (rows.next()) {
                    known = requireBucket(file, rows.ids(0), known, bucket, buckets);
                    requireSlots(file, rows.numbers(0), rows.rows(), slotOf.length);
                    located(rows.numbers(0), rows.rows(), slotOf, slot);
                    all.add(rows.rows(), rows.codes(0), rows.ids(0), g, slot, rows.numbers(1), null);
                }
            }
        }
        return all.close();
    }

    /** Refuses agents that belong to another bucket; returns how many ids are checked. */
    private static int requireBucket(String file, IdDictionary ids, int checked, int bucket, int buckets) {
        for (int code = checked; code < ids.size(); code++) {
            if (AgentHash.partition(ids.bytes(), ids.start(code), ids.length(code), buckets) != bucket) {
                throw UserException.inputRejected(
                        "Cannot read " + file + ": it is damaged, or its store.json is: agent "
                                + ids.text(code) + " does not belong to bucket " + bucket + " of " + buckets
                                + ". Restore the packed store, or pack the logs again.");
            }
        }
        return ids.size();
    }

    private static void requireSlots(String file, double[] slots, int rows, int most) {
        for (int row = 0; row < rows; row++) {
            if (!(slots[row] >= 0 && slots[row] < most)) {
                throw UserException.inputRejected("Cannot read " + file + ": it is damaged: slot " + (long) slots[row]
                        + " is not one of its segment's " + most
                        + " candidates. Restore the packed store, or pack the logs again.");
            }
        }
    }

    private static void located(double[] number, int rows, int[] slotOf, int[] slot) {
        for (int row = 0; row < rows; row++) {
            slot[row] = slotOf[(int) number[row]];
        }
    }
}
