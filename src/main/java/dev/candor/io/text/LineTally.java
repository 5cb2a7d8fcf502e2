package dev.candor.io.text;

import java.io.Serializable;

/**
 * What lies in a stretch of a text file: row ends, rows that are not blank, quotes. A row end counts outside quotes only,
 * and whether a stretch begins within quotes is not known before the stretches ahead of it are read; so everything is
 * counted for both beginnings. Mergeable in the order of the file; an empty stretch is the identity of {@link #then}.
 */
public final class LineTally implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Whether the stretch ends as it began, outside or within quotes, or the other way round: 0 or 1. */
    private int parity;

    /** By beginning, 0 outside quotes, 1 within: whether a row ends here. */
    private final boolean[] broken = new boolean[2];
    /** Whether anything but blanks stands before the first row end. */
    private final boolean[] head = new boolean[2];
    /** Whether anything but blanks stands after the last row end. */
    private final boolean[] tail = new boolean[2];
    /** Rows that are not blank between the first row end and the last. */
    private final long[] rows = new long[2];
    /** Carriage returns outside quotes. */
    private final long[] returns = new long[2];
    /** Of these, those before a line feed. */
    private final long[] pairs = new long[2];
    /** Line feeds outside quotes that follow no carriage return. */
    private final long[] feeds = new long[2];

    /** The position after the last row end; −1 = there is none. */
    private final long[] lastRow = {-1, -1};

    private final transient boolean quotes;
    private transient int before;

    /**
     * An empty stretch.
     *
     * @param quotes whether quotes hide row ends
     * @param before the byte before the stretch, −1 at the start of the file
     */
    public LineTally(boolean quotes, int before) {
        this.quotes = quotes;
        this.before = before;
    }

    /** Goes on over {@code bytes[from, to)}, which stand at {@code position} of the file. */
    public void add(byte[] bytes, int from, int to, long position) {
        for (int k = from; k < to; k++) {
            byte b = bytes[k];
            if (b == '\n' || b == '\r') {
                end(b, position + (k - from));
            } else if (b == '"' && quotes) {
                tail[0] = true;
                tail[1] = true;
                parity = 1 - parity;
            } else if (b != ' ' && b != '\t') {
                tail[0] = true;
                tail[1] = true;
            }
            before = b;
        }
    }

    private void end(byte b, long position) {
        int outside = parity;
        if (quotes) {
            tail[1 - outside] = true;
        }
        if (b == '\r') {
            returns[outside]++;
        } else if (before == '\r') {
            pairs[outside]++;
        } else {
            feeds[outside]++;
        }
        if (!broken[outside]) {
            broken[outside] = true;
            head[outside] = tail[outside];
        } else if (tail[outside]) {
            rows[outside]++;
        }
        tail[outside] = false;
        lastRow[outside] = position + 1;
    }

    /** This stretch and the one behind it. */
    public LineTally then(LineTally next) {
        LineTally both = new LineTally(quotes, before);
        both.parity = parity ^ next.parity;
        for (int s = 0; s < 2; s++) {
            int t = s ^ parity;
            both.broken[s] = broken[s] || next.broken[t];
            both.head[s] = broken[s] ? head[s] : tail[s] || (next.broken[t] ? next.head[t] : next.tail[t]);
            both.tail[s] = next.broken[t] ? next.tail[t] : tail[s] || next.tail[t];
            boolean joint = broken[s] && next.broken[t] && (tail[s] || next.head[t]);
            both.rows[s] = rows[s] + next.rows[t] + (joint ? 1 : 0);
            both.returns[s] = returns[s] + next.returns[t];
            both.pairs[s] = pairs[s] + next.pairs[t];
            both.feeds[s] = feeds[s] + next.feeds[t];
            both.lastRow[s] = next.lastRow[t] >= 0 ? next.lastRow[t] : lastRow[s];
        }
        return both;
    }

    /**
     * Of a stretch at whose start a row is open: whether that row has anything but blanks from there on.
     *
     * @param quoted whether the stretch begins within quotes
     * @param behind the same of the stretch behind it
     */
    public boolean heads(boolean quoted, boolean behind) {
        int s = quoted ? 1 : 0;
        return broken[s] ? head[s] : tail[s] || behind;
    }

    /**
     * From the start of a file to {@code end}: the rows that begin before it, the header among them.
     *
     * @param behind {@link #heads} of what is behind it
     */
    public long begun(long end, boolean behind) {
        boolean open = lastRow() < end && (tail[0] || behind);
        return rows[0] + (broken[0] && head[0] ? 1 : 0) + (open ? 1 : 0);
    }

    /** Of a whole file: whether a quote is open at its end. */
    public boolean open() {
        return parity == 1;
    }

    /** Of a whole file: its rows that are not blank, the header among them. */
    public long count() {
        return begun(Long.MAX_VALUE, false);
    }

    /** Of a whole file: carriage returns that stand alone outside quotes. */
    public long loneReturns() {
        return returns[0] - pairs[0];
    }

    /** Of a whole file: line feeds outside quotes, alone or after a carriage return. */
    public long lineFeeds() {
        return feeds[0] + pairs[0];
    }

    /** Of a whole file: where its last row begins. */
    public long lastRow() {
        return Math.max(0, lastRow[0]);
    }
}
