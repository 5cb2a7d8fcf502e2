package dev.candor.io.parquet;

import java.nio.ByteBuffer;
import org.apache.parquet.io.ParquetDecodingException;

/** The codes of a dictionary-encoded page: a byte with their width in bits, then the hybrid encoding. */
final class DictionaryCodes {
    private final HybridDecoder decoder;
    private final int entries;

    /**
     * @param values the page's values, on the heap; empty in a page that has none
     * @param entries size of the dictionary: codes lie below it
     */
    DictionaryCodes(ByteBuffer values, int entries) {
        int width = values.hasRemaining() ? values.get() & 0xFF : 0;
        int start = values.arrayOffset() + values.position();
        this.decoder = new HybridDecoder(values.array(), start, start + values.remaining(), width);
        this.entries = entries;
    }

    /** Writes the next {@code count} codes to {@code out}, from {@code from} on. */
    void read(int[] out, int from, int count) {
        decoder.read(out, from, count);
        int outside = 0;
        for (int i = from; i < from + count; i++) {
            outside |= out[i] | (entries - 1 - out[i]);
        }
        if (outside < 0) {
            throw new ParquetDecodingException("a code outside of the dictionary of " + entries + " entries");
        }
    }

    /** Refuses codes that are left. */
    void end() {
        decoder.end();
    }
}
