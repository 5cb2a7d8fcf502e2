package dev.candor.job.progress;

import java.io.PrintStream;

/** Whole lines on stderr, and below them, on a terminal, a bar that never stays. */
final class ProgressLine {
    private static final int BAR_WIDTH = 30;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream err;
    private final boolean quiet;
    private final boolean bar;
    private String drawn = "";

    ProgressLine(PrintStream err, boolean quiet, boolean bar) {
        this.err = err;
        this.quiet = quiet;
        this.bar = bar;
    }

    synchronized void line(String text) {
        clear();
        if (!quiet) {
            err.println(text);
        }
    }

    /** Draws {@code done} of {@code total}; nothing to do or all done clears the bar instead. */
    synchronized void bar(String name, int done, int total) {
        if (!bar || done >= total) {
            clear();
            return;
        }
        int filled = (int) ((long) BAR_WIDTH * done / total);
        String text = name + " [" + "=".repeat(filled) + " ".repeat(BAR_WIDTH - filled) + "] " + done + "/" + total
                + " tasks";
        if (!text.equals(drawn)) {
            err.print(CLEAR_LINE + text);
            err.flush();
            drawn = text;
        }
    }

    synchronized void clear() {
        if (!drawn.isEmpty()) {
            err.print(CLEAR_LINE);
            err.flush();
            drawn = "";
        }
    }
}
