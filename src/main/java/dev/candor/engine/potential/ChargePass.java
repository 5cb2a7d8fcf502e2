package dev.candor.engine.potential;

import dev.candor.divergence.Divergences;
import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.Regulariser;
import dev.candor.divergence.RewardSlice;
import dev.candor.divergence.Workspace;
import dev.candor.engine.bill.BillBlock;
import dev.candor.engine.bill.PaymentTerms;
import dev.candor.engine.candidates.Layout;
import dev.candor.engine.pack.BlockArrays;
import dev.candor.engine.pack.PackTally;
import dev.candor.engine.pack.PackedBlock;
import dev.candor.mechanism.payment.Surcharge;
import dev.candor.model.MechanismSpec;
import dev.candor.numeric.ExactSums;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Pass B: π* back to the rewards. Each payer's sums over prompts of q·E_π*[r] and of q·κp are exact before
 * one rounding, so it does not matter whether the policy came to the payers (broadcast) or the payers to the policy
 * (shuffle).
 */
public final class ChargePass {
    private ChargePass() {}

    /** Payers in a block of a bill whose payers came one by one. */
    private static final int BLOCK_PAYERS = 1 << 16;

    /** How a payer is charged. */
    public record Terms(Regulariser regulariser, Surcharge surcharge, PaymentTerms payment) implements Serializable {
        public static Terms of(MechanismSpec mechanism, PaymentTerms payment) {
            Regulariser regulariser = Divergences.of(mechanism.divergence(), mechanism.lambda());
            return new Terms(
                    regulariser, Surcharge.under(mechanism.paymentRule(), regulariser, mechanism.domain()), payment);
        }

        /** Charges payer i of the bill by its sums of q·E_π*[r], q·κp^AFF and q·surcharge. */
        void charge(BillBlock bill, int i, double size, ExactSums sums) {
            bill.value[i] = size * sums.value(0);
            payment.charge(bill, i, sums.value(1), sums.value(2));
        }
    }

    /** The bill, the policy being small enough to send to every executor. */
    static JavaRDD<BillBlock> broadcast(
            JavaRDD<PackedBlock> blocks, Broadcast<PolicyBlock> policy, Broadcast<Layout> layout, Terms terms) {
        return blocks.map(block -> {
            Loop loop = new Loop(block, policy.value(), layout.value(), terms);
            BillBlock bill = BillBlock.of(block.ids, block.weight, block.boost);
            ExactSums sums = new ExactSums(3);
            for (int i = 0; i < block.payers(); i++) {
                sums.clear();
                bill.reporting[i] = loop.charge(i, sums) ? 1 : 0;
                terms.charge(bill, i, block.size[i], sums);
            }
            return bill;
        });
    }

    /** The same bill with the policy shuffled instead of broadcast; {@code policies} by block of prompts. */
    public static JavaRDD<BillBlock> shuffle(
            JavaRDD<PackedBlock> blocks,
            JavaPairRDD<Integer, PolicyBlock> policies,
            Broadcast<Layout> layout,
            Terms terms) {
        JavaRDD<Tuple2<String, Partial>> silent = blocks.flatMap(ChargePass::silent);
        return blocks.flatMapToPair(block -> split(block, layout.value()))
                .cogroup(policies)
                .flatMapToPair(joined ->
                        partial(joined._2()._1(), joined._2()._2().iterator().next(), layout.value(), terms))
                .reduceByKey(Partial::merge)
                .map(payer -> payer)
                .union(silent)
                .mapPartitions(payers -> new Billed(payers, terms));
    }

    /** The payers without rewards. */
    private static Iterator<Tuple2<String, Partial>> silent(PackedBlock block) {
        return IntStream.range(0, block.payers())
                .filter(i -> block.firstEntry[i] == block.firstEntry[i + 1])
                .mapToObj(i -> new Tuple2<>(block.ids.get(i), Partial.of(block, i)))
                .iterator();
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
                for (int e = from; e < to; e++) {
                    part.add(block.slot[e], block.reward[e], block.rest(e));
                }
                from = to;
            }
        }
        List<Tuple2<Integer, PackedBlock>> pairs = new ArrayList<>();
        parts.forEach((target, part) -> pairs.add(new Tuple2<>(target, part.close(new PackTally()))));
        return pairs.iterator();
    }

    private static Iterator<Tuple2<String, Partial>> partial(
            Iterable<PackedBlock> parts, PolicyBlock policy, Layout layout, Terms terms) {
        return StreamSupport.stream(parts.spliterator(), false)
                .flatMap(block -> {
                    Loop loop = new Loop(block, policy, layout, terms);
                    return IntStream.range(0, block.payers()).mapToObj(i -> {
                        Partial partial = Partial.of(block, i);
                        partial.reporting = loop.charge(i, partial.sums);
                        return new Tuple2<>(block.ids.get(i), partial);
                    });
                })
                .iterator();
    }

    /** Payers one by one → blocks. */
    private static final class Billed implements Iterator<BillBlock> {
        private final Iterator<Tuple2<String, Partial>> payers;
        private final Terms terms;

        Billed(Iterator<Tuple2<String, Partial>> payers, Terms terms) {
            this.payers = payers;
            this.terms = terms;
        }

        @Override
        public boolean hasNext() {
            return payers.hasNext();
        }

        @Override
        public BillBlock next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            BillBlock.Growing growing = new BillBlock.Growing();
            List<Partial> sums = new ArrayList<>();
            while (payers.hasNext() && growing.payers() < BLOCK_PAYERS) {
                Tuple2<String, Partial> payer = payers.next();
                sums.add(payer._2());
                growing.add(payer._1().getBytes(StandardCharsets.UTF_8), payer._2().weight, payer._2().boost);
            }
            BillBlock bill = growing.close();
            for (int i = 0; i < bill.payers(); i++) {
                bill.reporting[i] = sums.get(i).reporting ? 1 : 0;
                terms.charge(bill, i, sums.get(i).size, sums.get(i).sums);
            }
            return bill;
        }
    }

    /** A payer's sums over some of its prompts; mergeable, order-free. */
    private static final class Partial implements Serializable {
        private static final long serialVersionUID = 3L;

        private final double weight;
        private final double size;
        private final double boost;
        private final ExactSums sums = new ExactSums(3);
        private boolean reporting;

        private Partial(double weight, double size, double boost) {
            this.weight = weight;
            this.size = size;
            this.boost = boost;
        }

        static Partial of(PackedBlock block, int i) {
            return new Partial(block.weight[i], block.size[i], block.boost[i]);
        }

        Partial merge(Partial other) {
            sums.merge(other.sums);
            reporting |= other.reporting;
            return this;
        }
    }

    /** The inner loop over one block. */
    public static final class Loop {
        private final PackedBlock block;
        private final PolicyBlock policy;
        private final Layout layout;
        private final int[] promptOf;
        private final Terms terms;
        private final RewardSlice slice = new RewardSlice();
        private final Workspace workspace = new Workspace();

        public Loop(PackedBlock block, PolicyBlock policy, Layout layout, Terms terms) {
            this.block = block;
            this.policy = policy;
            this.layout = layout;
            this.promptOf = layout.promptOf();
            this.terms = terms;
        }

        /**
         * Adds payer i's q·E_π*[r], q·κp^AFF and q·surcharge to sums 0, 1 and 2.
         *
         * @return whether it has a reward other than 0 on a prompt of positive weight
         */
        public boolean charge(int i, ExactSums sums) {
            boolean reporting = false;
            double scale = workspace.scale(block.boost[i], block.size[i]);
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
                reporting = reporting || (q > 0 && block.isReporting(from, to));
                slice.at(slot, block.reward, block.rest, from, to);
                RewardSlice charged = workspace.forCharge(policy, prompt, slice);
                double charge = terms.regulariser.assess(policy, prompt, charged, scale, workspace);
                sums.add(0, q * (charged == slice ? workspace.value() : policy.value(prompt, slice)));
                sums.add(1, q * charge);
                sums.add(2, q * terms.surcharge.of(policy, prompt, slice, scale, block.boost[i]));
                from = to;
            }
            return reporting;
        }
    }
}
