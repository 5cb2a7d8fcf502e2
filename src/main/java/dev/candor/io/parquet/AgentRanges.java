package dev.candor.io.parquet;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * A table whose row groups follow each other by agent, cut into partitions that each have agents of their own: partition k
 * has those above the end of partition k − 1 and up to its own end, whose rows may reach into row groups behind its own.
 */
public final class AgentRanges implements Serializable {
    private static final long serialVersionUID = 1L;

    /** How much longer than evenly shared the cores may take. */
    private static final double MOST_UNEVEN = 1.25;

    private final List<List<RowGroup>> own;
    private final List<List<RowGroup>> behind;
    /** The greatest agent of each partition. */
    private final byte[][] ends;

    private AgentRanges(List<List<RowGroup>> shares) {
        own = new ArrayList<>();
        behind = new ArrayList<>();
        ends = new byte[shares.size()][];
        for (List<RowGroup> share : shares) {
            ends[own.size()] = last(share).agents().most();
            own.add(new ArrayList<>(share));
        }
        for (int k = 0; k < ends.length; k++) {
            behind.add(behind(k));
        }
    }

    /** None where the partition's last agent is already that of the one before. */
    private List<RowGroup> behind(int k) {
        List<RowGroup> behind = new ArrayList<>();
        if (k > 0 && Arrays.equals(ends[k - 1], ends[k])) {
            return behind;
        }
        IdBounds end = last(own.get(k)).agents();
        for (int next = k + 1; next < own.size(); next++) {
            for (RowGroup group : own.get(next)) {
                if (!end.touches(group.agents())) {
                    return behind;
                }
                behind.add(group);
            }
        }
        return behind;
    }

    private static RowGroup last(List<RowGroup> share) {
        return share.get(share.size() - 1);
    }

    /**
     * The ranges; empty where the files do not tell that agents follow each other, or their row groups are too few to keep the
     * cores busy or too large for one task.
     *
     * @param mostBytes of a partition, unless one row group has more
     * @param mostRows of a partition's own row groups
     */
    public static Optional<AgentRanges> of(List<RowGroup> groups, long mostBytes, long mostRows, int cores) {
        if (groups.isEmpty() || groups.stream().anyMatch(group -> group.agents() == null)) {
            return Optional.empty();
        }
        List<RowGroup> sorted = new ArrayList<>(groups);
        sorted.sort(Comparator.comparing(RowGroup::agents, IdBounds::compare)
                .thenComparing(RowGroup::path)
                .thenComparing(RowGroup::index));
        for (int g = 1; g < sorted.size(); g++) {
            if (!sorted.get(g - 1).agents().before(sorted.get(g).agents())) {
                return Optional.empty();
            }
        }
        List<List<RowGroup>> shares = RowGroup.shares(sorted, mostBytes, mostRows);
        long[] rows = shares.stream()
                .mapToLong(share -> share.stream().mapToLong(RowGroup::rows).sum())
                .toArray();
        boolean even = longest(rows, cores) <= MOST_UNEVEN * Arrays.stream(rows).sum() / cores;
        boolean small = Arrays.stream(rows).allMatch(n -> n <= mostRows);
        return even && small ? Optional.of(new AgentRanges(shares)) : Optional.empty();
    }

    /** Rows of the busiest core when each takes the next partition as soon as it is free. */
    private static long longest(long[] rows, int cores) {
        PriorityQueue<Long> busy = new PriorityQueue<>(Collections.nCopies(cores, 0L));
        for (long n : rows) {
            busy.add(busy.remove() + n);
        }
        return Collections.max(busy);
    }

    public int partitions() {
        return ends.length;
    }

    /** The partition of an agent: the first that does not end below it, else the last. */
    public int partition(byte[] bytes, int start, int length) {
        int low = 0;
        int high = ends.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            byte[] end = ends[middle];
            if (Arrays.compareUnsigned(end, 0, end.length, bytes, start, start + length) >= 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** What each partition reads. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (int k = 0; k < ends.length; k++) {
            parts.add(new Part(own.get(k), behind.get(k), k == 0 ? null : ends[k - 1], ends[k]));
        }
        return parts;
    }

    /** What a partition reads: its own row groups, and of those behind them the rows of its last agent. */
    public static final class Part implements Serializable {
        private static final long serialVersionUID = 1L;

        public final List<RowGroup> own;
        final List<RowGroup> behind;
        /** The agent at the end of the partition before, whose rows are not this one's; null in the first. */
        public final byte[] before;
        /** The last agent. */
        public final byte[] end;

        private Part(List<RowGroup> own, List<RowGroup> behind, byte[] before, byte[] end) {
            this.own = own;
            this.behind = behind;
            this.before = before;
            this.end = end;
        }

        public List<RowGroup> groups() {
            List<RowGroup> groups = new ArrayList<>(own);
            groups.addAll(behind);
            return groups;
        }
    }
}
