package dev.candor.numeric;

/** A whole number as limbs: Σ row[l]·2^(32·l), each limb a long that holds a 32-bit digit or a sum of some, of any sign. */
final class Limbs {
    static final int BITS = 32;
    static final long DIGIT = 0xFFFFFFFFL;

    private Limbs() {}

    /** Carries what the limbs from {@code first} hold beyond their digits into those above; the last before {@code end} keeps it. */
    static void spread(long[] row, int first, int end) {
        for (int l = first; l + 1 < end; l++) {
            row[l + 1] += row[l] >> BITS;
            row[l] &= DIGIT;
        }
    }

    /** Σ row[l]·2^(32·l + exponent) rounded to the nearest double, ties to even; consumes row. */
    static double nearest(long[] row, int exponent) {
        if (row.length == 0) {
            return 0.0;
        }
        spread(row, 0, row.length);
        boolean negative = row[row.length - 1] < 0;
        if (negative) {
            for (int l = 0; l < row.length; l++) {
                row[l] = -row[l];
            }
            spread(row, 0, row.length);
        }
        int top = row.length - 1;
        while (top >= 0 && row[top] == 0) {
            top--;
        }
        if (top < 0) {
            return 0.0;
        }
        double magnitude = nearest(row, top, exponent);
        return negative ? -magnitude : magnitude;
    }

    /** The same for a number > 0 of digits only, the highest of them in {@code row[top]}. */
    private static double nearest(long[] row, int top, int exponent) {
        int topBits = 64 - Long.numberOfLeadingZeros(row[top]);
        int highest = exponent + BITS * top + topBits - 1;
        if (highest > Double.MAX_EXPONENT) {
            return Double.POSITIVE_INFINITY;
        }
        int lowest = Math.max(highest - 52, Double.MIN_EXPONENT - 52);
        int cut = lowest - exponent;
        if (cut <= 0) {
            return Math.scalb((double) bitsFrom(row, 0), exponent);
        }
        long kept = bitsFrom(row, cut);
        if (bit(row, cut - 1) && ((kept & 1) == 1 || anyBelow(row, cut - 1))) {
            kept++;
        }
        return Math.scalb((double) kept, lowest);
    }

    /** The bits of the digits from position {@code cut} up; they must fit a long. */
    private static long bitsFrom(long[] row, int cut) {
        long bits = 0;
        int limb = cut / BITS;
        int offset = cut % BITS;
        for (int l = limb; l < row.length; l++) {
            int shift = BITS * (l - limb) - offset;
            if (row[l] != 0) {
                bits |= shift >= 0 ? row[l] << shift : row[l] >>> -shift;
            }
        }
        return bits;
    }

    private static boolean bit(long[] row, int position) {
        int limb = Math.min(position / BITS, row.length - 1);
        return ((row[limb] >>> (position - BITS * limb)) & 1) == 1;
    }

    private static boolean anyBelow(long[] row, int position) {
        int limb = Math.min(position / BITS, row.length - 1);
        for (int l = 0; l < limb; l++) {
            if (row[l] != 0) {
                return true;
            }
        }
        return (row[limb] & ((1L << (position - BITS * limb)) - 1)) != 0;
    }
}
