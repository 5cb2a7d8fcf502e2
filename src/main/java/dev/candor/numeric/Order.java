package dev.candor.numeric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Orders of array entries. */
public final class Order {
    /** Up to here insertion is faster than objects. */
    private static final int FEW = 32;

    private Order() {}

    /** The indices of x from its smallest entry to its largest; equal ones in the order of their indices. */
    public static int[] ascending(double[] x) {
        if (x.length > FEW) {
            return IntStream.range(0, x.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(k -> x[k]))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        int[] order = new int[x.length];
        Arrays.setAll(order, k -> k);
        for (int k = 1; k < x.length; k++) {
            int moving = order[k];
            int at = k;
            while (at > 0 && x[order[at - 1]] > x[moving]) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = moving;
        }
        return order;
    }
}
