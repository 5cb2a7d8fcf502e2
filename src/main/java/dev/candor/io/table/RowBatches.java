package dev.candor.io.table;

import java.io.IOException;

/** A stream of batches; one batch is reused for all. */
public interface RowBatches extends AutoCloseable {
    /** The next batch, or null at the end. */
    RowBatch next() throws IOException;

    /** About how many rows there are in all; 0 = unknown. */
    default long expectedRows() {
        return 0;
    }

    /** Known at the end: whether rows turned out to lie otherwise than the files' bounds let expect, so that some are missing. */
    default boolean disordered() {
        return false;
    }

    @Override
    void close() throws IOException;
}
