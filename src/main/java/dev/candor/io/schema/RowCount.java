package dev.candor.io.schema;

import dev.candor.model.UserException;

/**
 * The rows that the files of a table have by their own count, Parquet's footers or the lines of texts. Whoever reads the
 * table says how many rows came of it: no row is lost, and none read twice.
 */
public record RowCount(InputTable table, long rows) {
    private static final long UNKNOWN = -1;

    /** Of a table that is no file and has no count of its own: nothing is held against it. */
    public static RowCount unknown(InputTable table) {
        return new RowCount(table, UNKNOWN);
    }

    /** Whether there are files with a count. */
    public boolean isKnown() {
        return rows != UNKNOWN;
    }

    /**
     * Holds what was read against the files.
     *
     * @param read rows accepted, rejected and collapsed as duplicates together
     * @throws UserException where the files say otherwise
     */
    public void requireAll(long read) {
        if (isKnown() && read != rows) {
            throw UserException.inputRejected(
                    "Cannot use the " + table.label() + " table: its files have " + rows + " rows, and " + read
                            + " were read. They were changed meanwhile, or are damaged; run again once nothing writes to"
                            + " them.");
        }
    }
}
