package dev.candor.engine;

import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.Regulariser;
import dev.candor.divergence.RewardSlice;
import dev.candor.divergence.Workspace;
import dev.candor.mechanism.Surcharge;
import dev.candor.numeric.ExactSums;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * Pass B: π* back to the rewards. Each payer's sums over prompts of q·E_π*[r] and of q·κp are exact before
 * one rounding, so it does not matter whether the policy came to the payers (broadcast) or the payers to the policy
 * (shuffle).
 */
final class ChargePass {
    private ChargePass() {}

    /** One row a payer that has rewards: value = w·v(π*), affine = κp^AFF, surcharge = κ(p − p^AFF). */
    static final StructType SCHEMA = new StructType()
            .add("payer", DataTypes.LongType, false)
            .add("value", DataTypes.DoubleType, false)
            .add("affine", DataTypes.DoubleType, false)
            .add("surcharge", DataTypes.DoubleType, false);

    /** How a payer is charged. */
    record Terms(Regulariser regulariser, Surcharge surcharge) implements Serializable {}

    /** Rows of {@link #SCHEMA}, the policy being small enough to send to every executor. */
    static JavaRDD<Row> broadcast(JavaRDD<PackedBlock> blocks, Broadcast<PolicyBlock> policy, Terms terms) {
        return blocks.mapPartitions(packed -> new Flattened<>(packed, block -> {
            PolicyBlock everything = policy.value();
            ExactSums sums = new ExactSums(3);
            Loop loop = new Loop(block, terms);
            return i -> {
                sums.clear();
                loop.charge(i, block.firstSegment[i], block.firstSegment[i + 1], everything, sums);
                return result(block.payer[i], block.size[i], sums);
            };
        }));
    }

    /** The same rows with the policy shuffled instead of broadcast; {@code policies} by block of prompts. */
    static JavaRDD<Row> shuffle(
            JavaRDD<PackedBlock> blocks, JavaPairRDD<Integer, PolicyBlock> policies, Layout layout, Terms terms) {
        return blocks.flatMapToPair(block -> split(block, layout))
                .cogroup(policies)
                .flatMapToPair(joined ->
                        partial(joined._2()._1(), joined._2()._2().iterator().next(), terms))
                .reduceByKey(Partial::merge)
                .map(total -> result(total._1(), total._2().size, total._2().sums));
    }

    private static Row result(long payer, double size, ExactSums sums) {
        return RowFactory.create(payer, size * sums.value(0), sums.value(1), sums.value(2));
    }

    /** The parts of a packed block by the block of prompts they lie in. */
    private static Iterator<Tuple2<Integer, PackedBlock>> split(PackedBlock block, Layout layout) {
        Map<Integer, BlockArrays> parts = new HashMap<>();
        for (int i = 0; i < block.payers(); i++) {
            BlockArrays part = null;
            int last = -1;
            for (int s = block.firstSegment[i]; s < block.firstSegment[i + 1]; s++) {
                int target = layout.blockOf(block.prompt[s]);
                if (target != last) {
                    part = parts.computeIfAbsent(target, b -> new BlockArrays());
                    part.startPayer(block.payer[i], block.size[i], block.boost[i]);
                    last = target;
                }
                for (int k = block.firstEntry[s]; k < block.firstEntry[s + 1]; k++) {
                    part.add(block.prompt[s], block.slot[k], block.reward[k]);
                }
            }
        }
        List<Tuple2<Integer, PackedBlock>> pairs = new ArrayList<>();
        parts.forEach((target, part) -> pairs.add(new Tuple2<>(target, part.close(new PackTally()))));
        return pairs.iterator();
    }

    private static Iterator<Tuple2<Long, Partial>> partial(
            Iterable<PackedBlock> parts, PolicyBlock policy, Terms terms) {
        return new Flattened<>(parts.iterator(), block -> {
            Loop loop = new Loop(block, terms);
            return i -> {
                Partial partial = new Partial(block.size[i]);
                loop.charge(i, block.firstSegment[i], block.firstSegment[i + 1], policy, partial.sums);
                return new Tuple2<>(block.payer[i], partial);
            };
        });
    }

    /** A payer's sums over some of its prompts; mergeable, order-free. */
    private static final class Partial implements Serializable {
        private static final long serialVersionUID = 1L;

        private final double size;
        private final ExactSums sums = new ExactSums(3);

        Partial(double size) {
            this.size = size;
        }

        Partial merge(Partial other) {
            sums.merge(other.sums);
            return this;
        }
    }

    /** The inner loop over one block. */
    private static final class Loop {
        private final PackedBlock block;
        private final Terms terms;
        private final RewardSlice slice = new RewardSlice();
        private final Workspace workspace = new Workspace();

        Loop(PackedBlock block, Terms terms) {
            this.block = block;
            this.terms = terms;
        }

        /** Adds payer i's q·E_π*[r], q·κp^AFF and q·surcharge to sums 0, 1 and 2, over segments [from, to). */
        void charge(int i, int from, int to, PolicyBlock policy, ExactSums sums) {
            double scale = block.size[i] * block.boost[i];
            for (int s = from; s < to; s++) {
                int prompt = block.prompt[s] - policy.firstPrompt();
                double q = policy.promptWeight(prompt);
                slice.at(block.slot, block.reward, block.firstEntry[s], block.firstEntry[s + 1]);
                sums.add(0, q * policy.value(prompt, slice));
                sums.add(1, q * terms.regulariser.charge(policy, prompt, slice, scale, workspace));
                sums.add(2, q * terms.surcharge.of(policy, prompt, slice, scale, block.boost[i]));
            }
        }
    }

    /** Results for payer 0, 1, … of each block in turn. */
    private static final class Flattened<T> implements Iterator<T> {
        private final Iterator<PackedBlock> blocks;
        private final java.util.function.Function<PackedBlock, IntFunction<T>> open;
        private IntFunction<T> current;
        private int next;
        private int size;

        Flattened(Iterator<PackedBlock> blocks, java.util.function.Function<PackedBlock, IntFunction<T>> open) {
            this.blocks = blocks;
            this.open = open;
        }

        @Override
        public boolean hasNext() {
            while (next == size && blocks.hasNext()) {
                PackedBlock block = blocks.next();
                current = open.apply(block);
                next = 0;
                size = block.payers();
            }
            return next < size;
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new java.util.NoSuchElementException();
            }
            return current.apply(next++);
        }
    }
}
