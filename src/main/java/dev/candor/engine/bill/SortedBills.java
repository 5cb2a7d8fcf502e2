package dev.candor.engine.bill;

import dev.candor.engine.runtime.AgentHash;
import dev.candor.engine.runtime.IdArray;
import dev.candor.numeric.GrowingInts;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Bills in the order of their payers' ids (bytes, unsigned): partition k has those from cut k − 1 on and below cut k.
 * The cuts are quantiles of the ids whose hash is small, so that they depend on the ids alone; a payer's id is in one
 * block only. Arrays move, not rows.
 */
public final class SortedBills implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Ids of a partition that are looked at to cut: its size is off by one part in sixteen, typically. */
    private static final int SAMPLED = 256;

    /** Ascending, all different. */
    private final byte[][] cuts;

    private SortedBills(byte[][] cuts) {
        this.cuts = cuts;
    }

    /**
     * The bills in the order of their payers' ids.
     *
     * @param partitions at most so many
     */
    public static JavaRDD<BillBlock> of(JavaRDD<BillBlock> bills, long payers, int partitions) {
        SortedBills sorted = new SortedBills(partitions == 1 ? new byte[0][] : cuts(bills, payers, partitions));
        return bills.flatMapToPair(sorted::split)
                .partitionBy(new HashPartitioner(sorted.cuts.length + 1))
                .values()
                .mapPartitions(SortedBills::sort);
    }

    private static byte[][] cuts(JavaRDD<BillBlock> bills, long payers, int partitions) {
        double share = Math.min(1, (double) SAMPLED * partitions / payers);
        long most = (long) (share * Long.MAX_VALUE);
        List<byte[]> sample =
                new ArrayList<>(bills.flatMap(bill -> sampled(bill.ids, most)).collect());
        sample.sort(Arrays::compareUnsigned);
        List<byte[]> cuts = new ArrayList<>();
        for (int k = 1; k < partitions; k++) {
            int at = (int) ((long) k * sample.size() / partitions);
            if (at > 0 && (cuts.isEmpty() || cuts.get(cuts.size() - 1) != sample.get(at))) {
                cuts.add(sample.get(at));
            }
        }
        return cuts.toArray(byte[][]::new);
    }

    private static Iterator<byte[]> sampled(IdArray ids, long most) {
        List<byte[]> sampled = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            if (AgentHash.of(ids.bytes(), ids.start(i), ids.length(i)) >>> 1 <= most) {
                sampled.add(ids.copy(i));
            }
        }
        return sampled.iterator();
    }

    private Iterator<Tuple2<Integer, BillBlock>> split(BillBlock bill) {
        if (cuts.length == 0) {
            return Collections.singletonList(new Tuple2<>(0, bill)).iterator();
        }
        GrowingInts[] numbers = new GrowingInts[cuts.length + 1];
        Arrays.setAll(numbers, target -> new GrowingInts(16));
        for (int i = 0; i < bill.payers(); i++) {
            int found = Arrays.binarySearch(cuts, bill.ids.copy(i), Arrays::compareUnsigned);
            numbers[found >= 0 ? found + 1 : -found - 1].add(i);
        }
        List<Tuple2<Integer, BillBlock>> parts = new ArrayList<>();
        for (int target = 0; target < numbers.length; target++) {
            if (numbers[target].size() > 0) {
                parts.add(new Tuple2<>(target, bill.select(numbers[target].array(), numbers[target].size())));
            }
        }
        return parts.iterator();
    }

    private static Iterator<BillBlock> sort(Iterator<BillBlock> parts) {
        BillBlock.Growing all = new BillBlock.Growing();
        parts.forEachRemaining(all::addAll);
        BillBlock bill = all.close();
        return Collections.singletonList(bill.select(bill.ids.order(), bill.payers()))
                .iterator();
    }
}
