package dev.candor.report.text;

/**
 * What text is printed on. Sentences are broken into lines everywhere; only on a screen does anything get shortened to fit.
 *
 * @param columns of a table's row
 * @param lines of a settlement
 */
public record Page(int columns, int lines) {
    /** A line of prose. */
    public static final int PROSE = 100;

    /** A terminal. */
    public static final Page SCREEN = new Page(PROSE, 25);

    /** A file or a pipe: nothing is cut. */
    public static final Page FILE = new Page(Integer.MAX_VALUE, Integer.MAX_VALUE);
}
