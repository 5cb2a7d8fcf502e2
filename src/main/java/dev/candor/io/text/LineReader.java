package dev.candor.io.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The rows of a text file, as bytes: the one place that says where a row ends. It ends at a line feed, at a carriage
 * return or at both together; within quotes neither ends it, where the format has quotes ({@link TextFile#quotes}). A row
 * of blanks only is no row. A byte order mark before a row is not part of it.
 */
public final class LineReader implements Closeable {
    /** A single row of more is taken for something else. */
    private static final int MOST_BYTES = 1 << 30;

    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final boolean quotes;
    private byte[] buffer = new byte[1 << 16];
    private int limit;
    /** The first byte that no row has yet. */
    private int next;
    /** The position of the buffer's first byte in the file. */
    private long position;

    private int from;
    private int to;
    private long start;
    private boolean marked;

    /** From the start of a file on. */
    LineReader(InputStream in, boolean quotes) {
        this.in = in;
        this.quotes = quotes;
    }

    /**
     * From the first row on that begins at {@code position} or behind it.
     *
     * @param in stands at {@code position} > 0
     * @param before the byte ahead of it
     * @param quoted whether it lies within quotes
     */
    LineReader(InputStream in, boolean quotes, long position, int before, boolean quoted) throws IOException {
        this(in, quotes);
        this.position = position;
        if (quoted || (before != '\n' && before != '\r')) {
            end(quoted);
        } else if (before == '\r' && (limit > 0 || more(0)) && buffer[0] == '\n') {
            next = 1;
        }
    }

    /** Goes to the next row; false = there is none. */
    boolean next() throws IOException {
        while (next < limit || more(next)) {
            boolean first = position + next == 0;
            boolean row = end(false);
            boolean mark = startsWithMark();
            if (row && !(first && mark && blank(from + MARK.length))) {
                marked = mark && !first;
                from += mark ? MARK.length : 0;
                return true;
            }
        }
        return false;
    }

    /** Holds the row at [{@link #from}, {@link #to}) until the next call of {@link #next}. */
    byte[] buffer() {
        return buffer;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Whether a byte order mark stands before the row, which is not the first of its file. */
    boolean marked() {
        return marked;
    }

    /** Where the row begins in the file. */
    long start() {
        return start;
    }

    /** The row as text; what is not UTF-8 is replaced. */
    String text() {
        return new String(buffer, from, to - from, StandardCharsets.UTF_8);
    }

    /** Goes behind the end of the row that {@link #next} stands in; whether the row is more than blanks. */
    private boolean end(boolean within) throws IOException {
        boolean quoted = within;
        boolean content = false;
        from = next;
        int k = from;
        while (true) {
            if (k == limit) {
                int read = k - from;
                boolean ends = !more(from);
                k = from + read;
                if (ends) {
                    return ended(k, k, content);
                }
            }
            byte b = buffer[k];
            if (b > '"' || b < 0) {
                content = true;
            } else if (b == '"' && quotes) {
                content = true;
                quoted = !quoted;
            } else if ((b == '\n' || b == '\r') && !quoted) {
                break;
            } else if (b != ' ' && b != '\t') {
                content = true;
            }
            k++;
        }
        int behind = k + 1;
        if (buffer[k] == '\r') {
            int row = k - from;
            boolean followed = behind < limit || more(from);
            k = from + row;
            behind = followed && buffer[k + 1] == '\n' ? k + 2 : k + 1;
        }
        return ended(k, behind, content);
    }

    private boolean ended(int at, int behind, boolean content) {
        to = at;
        next = behind;
        start = position + from;
        return content;
    }

    private boolean startsWithMark() {
        return to - from >= MARK.length && Arrays.equals(buffer, from, from + MARK.length, MARK, 0, MARK.length);
    }

    private boolean blank(int at) {
        for (int k = at; k < to; k++) {
            if (buffer[k] != ' ' && buffer[k] != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Reads on, keeping the bytes from {@code kept} on, which move to the front; false at the end of the file. */
    private boolean more(int kept) throws IOException {
        if (kept > 0) {
            System.arraycopy(buffer, kept, buffer, 0, limit - kept);
            position += kept;
            limit -= kept;
            next -= kept;
            from = 0;
        }
        if (limit == buffer.length) {
            if (limit >= MOST_BYTES) {
                throw new IOException("a row of more than " + MOST_BYTES + " bytes begins at byte " + position);
            }
            buffer = Arrays.copyOf(buffer, 2 * limit);
        }
        int read = in.read(buffer, limit, buffer.length - limit);
        if (read <= 0) {
            return false;
        }
        limit += read;
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
