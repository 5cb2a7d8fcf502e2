package dev.candor.engine.potential;

import dev.candor.engine.candidates.Layout;
import dev.candor.engine.pack.PackedBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Pass A: S(c,x) = Σ κ w r, exact, combined before the shuffle: a hot prompt or a whale agent costs what its rows cost.
 */
final class AggregatePass {
    /** A task hands its sums on when they take more than this. */
    static final long TASK_BYTES = 256L << 20;

    /** Each task has sums of its own to send: few tasks send little. */
    private static final int TASKS_PER_CORE = 3;

    private AggregatePass() {}

    /** Block of prompts → exact sums by slot of the block; blocks nobody reported on are absent. */
    static JavaPairRDD<Integer, PartialSums> sums(
            JavaRDD<PackedBlock> blocks, Broadcast<Layout> layout, Partitioner partitioner, long taskBytes) {
        int tasks = Math.min(
                blocks.getNumPartitions(), TASKS_PER_CORE * blocks.context().defaultParallelism());
        return blocks.coalesce(tasks)
                .mapPartitionsToPair(packed -> new Partials(packed, layout.value(), taskBytes))
                .reduceByKey(partitioner, PartialSums::merge);
    }

    /** The sums of one task, in as many rounds as its memory needs. */
    private static final class Partials implements Iterator<Tuple2<Integer, PartialSums>> {
        private final Iterator<PackedBlock> packed;
        private final Layout layout;
        private final long taskBytes;
        private Iterator<Tuple2<Integer, PartialSums>> ready =
                List.<Tuple2<Integer, PartialSums>>of().iterator();
        private PackedBlock block;
        private int payer;

        Partials(Iterator<PackedBlock> packed, Layout layout, long taskBytes) {
            this.packed = packed;
            this.layout = layout;
            this.taskBytes = taskBytes;
        }

        @Override
        public boolean hasNext() {
            while (!ready.hasNext() && (block != null || packed.hasNext())) {
                ready = round();
            }
            return ready.hasNext();
        }

        @Override
        public Tuple2<Integer, PartialSums> next() {
            return ready.next();
        }

        /** Adds payers until the input ends or the sums outgrow the task's memory. */
        private Iterator<Tuple2<Integer, PartialSums>> round() {
            Map<Integer, PartialSums> sums = new HashMap<>();
            long bytes = 0;
            while (bytes <= taskBytes && (block != null || packed.hasNext())) {
                if (block == null) {
                    block = packed.next();
                    payer = 0;
                }
                while (payer < block.payers() && bytes <= taskBytes) {
                    bytes += add(sums, payer++);
                }
                if (payer == block.payers()) {
                    block = null;
                }
            }
            List<Tuple2<Integer, PartialSums>> pairs = new ArrayList<>();
            sums.forEach((key, value) -> pairs.add(new Tuple2<>(key, value)));
            return pairs.iterator();
        }

        /** Adds one payer's d; the bytes of sums this began or widened. */
        private long add(Map<Integer, PartialSums> sums, int i) {
            double scale = block.scale(i);
            double rest = block.scaleRest(i);
            long grown = 0;
            int from = block.firstEntry[i];
            int end = block.firstEntry[i + 1];
            while (from < end) {
                int target = layout.blockOfSlot(block.slot[from]);
                int to = layout.endWithin(target, block.slot, from, end);
                PartialSums sum = sums.computeIfAbsent(target, b -> new PartialSums(layout.slots(b)));
                long before = sum.sizeInBytes();
                int first = layout.firstSlot(target);
                sum.add(block.slot, block.reward, from, to, first, scale);
                if (rest != 0) {
                    sum.add(block.slot, block.reward, from, to, first, rest);
                }
                if (block.rest != null) {
                    sum.add(block.slot, block.rest, from, to, first, scale);
                }
                grown += sum.sizeInBytes() - before;
                from = to;
            }
            return grown;
        }
    }
}
