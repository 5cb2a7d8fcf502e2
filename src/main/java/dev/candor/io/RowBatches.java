package dev.candor.io;

import java.io.IOException;

/** A stream of batches; one batch is reused for all. */
public interface RowBatches extends AutoCloseable {
    /** The next batch, or null at the end. */
    RowBatch next() throws IOException;

    @Override
    void close() throws IOException;
}
