package dev.candor.population;

/**
 * A keyed bijection of 0 … size−1, evaluated at a point in O(1) time and no memory: eight Feistel rounds over
 * side × side ≥ size, walking on while the image lies outside.
 */
final class Permutation {
    private static final int ROUNDS = 8;

    private final long size;
    private final long side;

    Permutation(long size) {
        this.size = size;
        this.side = ceilingRoot(size);
    }

    /** The image of {@code point} in 0 … size−1 under the bijection of {@code key}. */
    long image(long key, long point) {
        long walked = rounds(key, point);
        while (walked >= size) {
            walked = rounds(key, walked);
        }
        return walked;
    }

    private long rounds(long key, long point) {
        long left = point / side;
        long right = point % side;
        for (int round = 0; round < ROUNDS; round++) {
            long shifted = left + Streams.below(Streams.key(key, right * ROUNDS + round), side);
            left = right;
            right = shifted >= side ? shifted - side : shifted;
        }
        return left * side + right;
    }

    private static long ceilingRoot(long size) {
        long root = (long) Math.ceil(Math.sqrt((double) size));
        return root * root < size ? root + 1 : root;
    }
}
