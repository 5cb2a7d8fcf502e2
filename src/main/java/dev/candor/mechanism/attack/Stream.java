package dev.candor.mechanism.attack;

/**
 * Random numbers as a pure function of a seed and of numbers that name what they are for: no order, partition or retry
 * can change them. Each step is the 64-bit finaliser of SplitMix64 (Steele, Lea, Flood 2014; Stafford's variant 13).
 */
public final class Stream {
    /** 2^64 divided by the golden ratio, odd: spreads consecutive numbers over all 64 bits. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private static final double UNIT = 0x1p-52;

    private Stream() {}

    /** The stream of {@code child} below {@code parent}: for one parent, distinct children have distinct streams. */
    public static long key(long parent, long child) {
        long z = parent ^ ((child + 1) * GOLDEN);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** In the open interval (0, 1), on a grid of 2⁻⁵². */
    public static double uniform(long bits) {
        return ((bits >>> 12) + 0.5) * UNIT;
    }
}
