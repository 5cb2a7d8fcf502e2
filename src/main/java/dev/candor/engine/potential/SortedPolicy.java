package dev.candor.engine.potential;

import dev.candor.engine.candidates.Layout;
import dev.candor.io.write.ColumnTable;
import dev.candor.io.write.SortedTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * A policy in the order of its ids. Prompts and candidates are numbered in that order, so that consecutive blocks of
 * prompts make a partition: blocks move, not rows, and nothing is compared.
 */
final class SortedPolicy extends Partitioner {
    private static final long serialVersionUID = 1L;

    /** Partition of each block, ascending from 0 without gaps. */
    private final int[] partitionOf;

    private SortedPolicy(int[] partitionOf) {
        this.partitionOf = partitionOf;
    }

    /**
     * The rows of all blocks; partition after partition, none of them empty.
     *
     * @param blocks by number, each once
     * @param columns of a block, in the order of ids
     * @param partitions at most so many, of about the same number of rows as far as blocks allow
     */
    static <T> SortedTable of(
            SparkSession spark,
            JavaPairRDD<Integer, T> blocks,
            Layout layout,
            Function<Tuple2<Integer, T>, ColumnTable> columns,
            int partitions) {
        return new SortedTable(
                spark,
                blocks.partitionBy(new SortedPolicy(partitionOf(layout, partitions)))
                        .mapPartitions(part -> inOrder(part).iterator())
                        .map(columns),
                PolicyColumns.SCHEMA);
    }

    private static <T> List<Tuple2<Integer, T>> inOrder(Iterator<Tuple2<Integer, T>> part) {
        List<Tuple2<Integer, T>> blocks = new ArrayList<>();
        part.forEachRemaining(blocks::add);
        blocks.sort(Comparator.comparing(Tuple2::_1));
        return blocks;
    }

    private static int[] partitionOf(Layout layout, int partitions) {
        int[] partitionOf = new int[layout.blocks()];
        long last = 0;
        int used = 0;
        for (int block = 1; block < partitionOf.length; block++) {
            long wanted = (long) layout.firstSlot(block) * partitions / layout.slots();
            used += wanted > last ? 1 : 0;
            last = wanted;
            partitionOf[block] = used;
        }
        return partitionOf;
    }

    @Override
    public int numPartitions() {
        return partitionOf[partitionOf.length - 1] + 1;
    }

    @Override
    public int getPartition(Object block) {
        return partitionOf[(Integer) block];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SortedPolicy same && Arrays.equals(same.partitionOf, partitionOf);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(partitionOf);
    }
}
