package dev.candor.numeric;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The mass of all indices but a few, for masses ≥ 0 that sum to 1, in time proportional to the few.
 *
 * <p>1 − Σ loses everything when the few hold nearly all. With indices ranked by falling mass and their tail sums, the
 * complement is tail(j) − Σ (few ranked behind j), j the first rank not among the few: the result is at least the mass
 * of rank j and tail(j) at most K times it, so at most a factor K of rounding is lost.
 */
public final class ComplementMass {
    /** Above this, 1 − Σ needs no ranking: of K masses it is accurate to K·1.2e-12, relative. */
    public static final double SAFE = 1e-4;

    private final int[] rank;
    private final double[] tail;
    private final double[] massByRank;

    /** Ranks mass[from .. to). */
    public ComplementMass(double[] mass, int from, int to) {
        int size = to - from;
        int[] byRank = IntStream.range(0, size)
                .boxed()
                .sorted((a, b) -> {
                    int order = Double.compare(mass[from + b], mass[from + a]);
                    return order != 0 ? order : Integer.compare(a, b);
                })
                .mapToInt(Integer::intValue)
                .toArray();
        rank = new int[size];
        massByRank = new double[size];
        tail = new double[size + 1];
        for (int k = size - 1; k >= 0; k--) {
            rank[byRank[k]] = k;
            massByRank[k] = mass[from + byRank[k]];
            tail[k] = tail[k + 1] + massByRank[k];
        }
    }

    /** Mass of every index but index[from .. to) − base, which are distinct and not all. */
    public double of(int[] index, int from, int to, int base) {
        BitSet few = new BitSet(to - from + 1);
        for (int i = from; i < to; i++) {
            int r = rank[index[i] - base];
            if (r <= to - from) {
                few.set(r);
            }
        }
        int first = few.nextClearBit(0);
        double rest = tail[first];
        for (int i = from; i < to; i++) {
            int r = rank[index[i] - base];
            if (r > first) {
                rest -= massByRank[r];
            }
        }
        return Math.max(rest, massByRank[first]);
    }
}
