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
import java.util.NoSuchElementException;
import java.util.function.Function;
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

    /** One row a payer: value = w·v(π*), affine = κp^AFF, surcharge = κ(p − p^AFF). */
    static final StructType SCHEMA = new StructType()
            .add("payer_id", DataTypes.StringType, false)
            .add("weight", DataTypes.DoubleType, false)
            .add("boost", DataTypes.DoubleType, false)
            .add("value", DataTypes.DoubleType, false)
            .add("affine", DataTypes.DoubleType, false)
            .add("surcharge", DataTypes.DoubleType, false);

    /** How a payer is charged. */
    record Terms(Regulariser regulariser, Surcharge surcharge) implements Serializable {}

    /** Rows of {@link #SCHEMA}, the policy being small enough to send to every executor. */
    static JavaRDD<Row> broadcast(
            JavaRDD<PackedBlock> blocks, Broadcast<PolicyBlock> policy, Broadcast<Layout> layout, Terms terms) {
        return blocks.mapPartitions(packed -> new Flattened<>(packed, block -> {
            ExactSums sums = new ExactSums(3);
            Loop loop = new Loop(block, policy.value(), layout.value(), terms);
            return i -> {
                sums.clear();
                loop.charge(i, sums);
                return result(block.ids.get(i), block.weight[i], block.size[i], block.boost[i], sums);
            };
        }));
    }

    /** The same rows with the policy shuffled instead of broadcast; {@code policies} by block of prompts. */
    static JavaRDD<Row> shuffle(
            JavaRDD<PackedBlock> blocks,
            JavaPairRDD<Integer, PolicyBlock> policies,
            Broadcast<Layout> layout,
            Terms terms) {
        JavaRDD<Row> silent = blocks.mapPartitions(packed -> new Flattened<>(packed, SilentPayers::of));
        return blocks.flatMapToPair(block -> split(block, layout.value()))
                .cogroup(policies)
                .flatMapToPair(joined ->
                        partial(joined._2()._1(), joined._2()._2().iterator().next(), layout.value(), terms))
                .reduceByKey(Partial::merge)
                .map(total -> result(total._1(), total._2().weight, total._2().size, total._2().boost, total._2().sums))
                .union(silent.filter(row -> row != null));
    }

    private static Row result(String id, double weight, double size, double boost, ExactSums sums) {
        return RowFactory.create(id, weight, boost, size * sums.value(0), sums.value(1), sums.value(2));
    }

    /** Rows of the payers without rewards, null for the others. */
    private static final class SilentPayers {
        private SilentPayers() {}

        static IntFunction<Row> of(PackedBlock block) {
            return i -> block.firstEntry[i] < block.firstEntry[i + 1]
                    ? null
                    : result(block.ids.get(i), block.weight[i], block.size[i], block.boost[i], new ExactSums(3));
        }
    }

    /** The parts of a packed block by the block of prompts they lie in. */
    private static Iterator<Tuple2<Integer, PackedBlock>> split(PackedBlock block, Layout layout) {
        Map<Integer, BlockArrays> parts = new HashMap<>();
        for (int i = 0; i < block.payers(); i++) {
            int from = block.firstEntry[i];
            int end = block.firstEntry[i + 1];
            while (from < end) {
                int target = layout.blockOfSlot(block.slot[from]);
                int to = layout.endWithin(target, block.slot, from, end);
                BlockArrays part = parts.computeIfAbsent(target, b -> new BlockArrays(block.ids));
                part.startPayer(i, block.weight[i], block.size[i], block.boost[i]);
                part.add(block.slot, block.reward, from, to);
                from = to;
            }
        }
        List<Tuple2<Integer, PackedBlock>> pairs = new ArrayList<>();
        parts.forEach((target, part) -> pairs.add(new Tuple2<>(target, part.close(new PackTally()))));
        return pairs.iterator();
    }

    private static Iterator<Tuple2<String, Partial>> partial(
            Iterable<PackedBlock> parts, PolicyBlock policy, Layout layout, Terms terms) {
        return new Flattened<>(parts.iterator(), block -> {
            Loop loop = new Loop(block, policy, layout, terms);
            return i -> {
                Partial partial = new Partial(block.weight[i], block.size[i], block.boost[i]);
                loop.charge(i, partial.sums);
                return new Tuple2<>(block.ids.get(i), partial);
            };
        });
    }

    /** A payer's sums over some of its prompts; mergeable, order-free. */
    private static final class Partial implements Serializable {
        private static final long serialVersionUID = 2L;

        private final double weight;
        private final double size;
        private final double boost;
        private final ExactSums sums = new ExactSums(3);

        Partial(double weight, double size, double boost) {
            this.weight = weight;
            this.size = size;
            this.boost = boost;
        }

        Partial merge(Partial other) {
            sums.merge(other.sums);
            return this;
        }
    }

    /** The inner loop over one block. */
    static final class Loop {
        private final PackedBlock block;
        private final PolicyBlock policy;
        private final Layout layout;
        private final int[] promptOf;
        private final Terms terms;
        private final RewardSlice slice = new RewardSlice();
        private final Workspace workspace = new Workspace();

        Loop(PackedBlock block, PolicyBlock policy, Layout layout, Terms terms) {
            this.block = block;
            this.policy = policy;
            this.layout = layout;
            this.promptOf = layout.promptOf();
            this.terms = terms;
        }

        /** Adds payer i's q·E_π*[r], q·κp^AFF and q·surcharge to sums 0, 1 and 2. */
        void charge(int i, ExactSums sums) {
            double scale = block.size[i] * block.boost[i];
            int[] slot = block.slot;
            int end = block.firstEntry[i + 1];
            int from = block.firstEntry[i];
            while (from < end) {
                int number = promptOf[slot[from]];
                int limit = layout.start(number + 1);
                int to = from + 1;
                while (to < end && slot[to] < limit) {
                    to++;
                }
                int prompt = number - policy.firstPrompt();
                double q = policy.promptWeight(prompt);
                slice.at(slot, block.reward, from, to);
                double charge = terms.regulariser.assess(policy, prompt, slice, scale, workspace);
                sums.add(0, q * workspace.value());
                sums.add(1, q * charge);
                sums.add(2, q * terms.surcharge.of(policy, prompt, slice, scale, block.boost[i]));
                from = to;
            }
        }
    }

    /** Results for payer 0, 1, … of each block in turn. */
    private static final class Flattened<T> implements Iterator<T> {
        private final Iterator<PackedBlock> blocks;
        private final Function<PackedBlock, IntFunction<T>> open;
        private IntFunction<T> current;
        private int next;
        private int size;

        Flattened(Iterator<PackedBlock> blocks, Function<PackedBlock, IntFunction<T>> open) {
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
                throw new NoSuchElementException();
            }
            return current.apply(next++);
        }
    }
}
