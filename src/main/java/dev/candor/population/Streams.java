package dev.candor.population;

/**
 * Random bits as a pure function of a seed and ids: no state, so no order, partition or retry can change them.
 * Each step is one call of the 64-bit finaliser of SplitMix64 (Steele, Lea, Flood 2014; Stafford's variant 13).
 */
final class Streams {
    /** 2^64 divided by the golden ratio, odd: spreads consecutive ids over all 64 bits. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private static final double UNIT = 0x1p-52;

    private Streams() {}

    /** The independent purposes bits are drawn for; another number is another population. */
    enum Purpose {
        CLUSTER(1),
        TASTE(2),
        OWN(3),
        WEIGHT(4),
        REFERENCE(5),
        PROMPT_WEIGHT(6),
        COVERAGE(7),
        SCORED(8),
        COMPARED(9),
        RANKED(10),
        RATED(11);

        private final long number;

        Purpose(long number) {
            this.number = number;
        }
    }

    static long key(long seed, Purpose purpose) {
        return key(mix(seed), purpose.number);
    }

    /** The stream of child {@code id} ≥ 0 below {@code parent}: for one parent, distinct ids have distinct keys. */
    static long key(long parent, long id) {
        return mix(parent ^ ((id + 1) * GOLDEN));
    }

    /** In the open interval (0, 1), on a grid of 2^−52: one bit more and the last point would round to 1. */
    static double uniform(long bits) {
        return ((bits >>> 12) + 0.5) * UNIT;
    }

    /** In 0 … bound−1, from the high bits; {@code bound} > 0. The bias is below bound / 2^64. */
    static long below(long bits, long bound) {
        return Math.multiplyHigh(bits >>> 1, bound << 1);
    }

    private static long mix(long bits) {
        long z = bits;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
