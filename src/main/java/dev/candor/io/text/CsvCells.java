package dev.candor.io.text;

import java.util.Arrays;

/**
 * The cells of a row of CSV by RFC 4180, and nothing else: commas between cells, quotes around a whole cell, a quote within
 * quotes written twice. Blanks belong to a cell; there are no comments and no escapes.
 */
final class CsvCells {
    private byte[] row;
    private int count;
    private int[] from = new int[16];
    private int[] to = new int[16];
    private boolean[] quoted = new boolean[16];

    /** Cuts {@code row[start, end)}; false when a quote stands where none may. */
    boolean cut(byte[] bytes, int start, int end) {
        row = bytes;
        count = 0;
        int k = start;
        while (true) {
            if (count == from.length) {
                widen();
            }
            quoted[count] = k < end && row[k] == '"';
            from[count] = quoted[count] ? k + 1 : k;
            k = quoted[count] ? closingQuote(k + 1, end) : comma(k, end);
            if (k < 0) {
                return false;
            }
            to[count] = k;
            k += quoted[count] ? 1 : 0;
            count++;
            if (k == end) {
                return true;
            }
            if (row[k] != ',') {
                return false;
            }
            k++;
        }
    }

    private int closingQuote(int start, int end) {
        int k = start;
        while (k < end) {
            if (row[k] == '"') {
                if (k + 1 == end || row[k + 1] != '"') {
                    return k;
                }
                k++;
            }
            k++;
        }
        return -1;
    }

    private int comma(int start, int end) {
        int k = start;
        while (k < end && row[k] != ',') {
            if (row[k] == '"') {
                return -1;
            }
            k++;
        }
        return k;
    }

    private void widen() {
        from = Arrays.copyOf(from, 2 * count);
        to = Arrays.copyOf(to, 2 * count);
        quoted = Arrays.copyOf(quoted, 2 * count);
    }

    int count() {
        return count;
    }

    /** The content of a cell; null where nothing is written, as opposed to {@code ""}. */
    byte[] value(int cell) {
        if (from[cell] == to[cell]) {
            return quoted[cell] ? new byte[0] : null;
        }
        return quoted[cell] ? unquoted(cell) : Arrays.copyOfRange(row, from[cell], to[cell]);
    }

    private byte[] unquoted(int cell) {
        byte[] value = new byte[to[cell] - from[cell]];
        int length = 0;
        for (int k = from[cell]; k < to[cell]; k++) {
            value[length++] = row[k];
            k += row[k] == '"' ? 1 : 0;
        }
        return length == value.length ? value : Arrays.copyOf(value, length);
    }

    /** Whether a cell's content is {@code text}, which has no quotes. */
    boolean is(int cell, byte[] text) {
        return Arrays.equals(row, from[cell], to[cell], text, 0, text.length);
    }

    /** The first cell whose content is {@code text}, which has no quotes; −1 = none. */
    int indexOf(byte[] text) {
        for (int cell = 0; cell < count; cell++) {
            if (is(cell, text)) {
                return cell;
            }
        }
        return -1;
    }
}
