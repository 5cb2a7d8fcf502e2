package dev.candor.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.api.Binary;

/** An id column as codes: those of the file's dictionary where a page has them, otherwise codes given here. */
final class IdColumn extends FlatColumn {
    /** The values of one page. */
    private interface Codes {
        void read(int[] out, int from, int count);
    }

    private final IdDictionary ids = new IdDictionary();
    private final int[] codes;

    /** Size of the file's dictionary, −1 where it has none. */
    private final int entries;

    private Codes page;

    IdColumn(Chunk chunk, int mostRows) throws IOException {
        super(chunk, mostRows);
        this.codes = new int[mostRows];
        DictionaryPage dictionary = chunk == null ? null : chunk.pages().readDictionaryPage();
        this.entries = dictionary == null ? -1 : load(dictionary);
    }

    IdDictionary ids() {
        return ids;
    }

    int[] codes() {
        return codes;
    }

    private int load(DictionaryPage dictionary) throws IOException {
        PlainIds plain = new PlainIds(OpenPage.heap(dictionary.getBytes()));
        for (int i = 0; i < dictionary.getDictionarySize(); i++) {
            plain.next();
            ids.append(plain.bytes, plain.start, plain.length);
        }
        return ids.size();
    }

    @Override
    protected void open(Encoding encoding, ByteBuffer values, int rows) throws IOException {
        if (encoding.usesDictionary()) {
            page = new DictionaryCodes(values, needed(entries))::read;
        } else if (encoding == Encoding.PLAIN) {
            page = interned(new PlainIds(values));
        } else {
            page = interned(reader(encoding, values, rows));
        }
    }

    @Override
    protected void decode(int from, int count) {
        page.read(codes, from, count);
    }

    @Override
    protected void spread(int from, int rows, int present, int[] levels) {
        int next = from + present;
        for (int i = rows - 1; i >= 0; i--) {
            codes[from + i] = levels[i] == 0 ? -1 : codes[--next];
        }
    }

    private Codes interned(PlainIds plain) {
        return (out, from, count) -> {
            for (int i = from; i < from + count; i++) {
                plain.next();
                out[i] = ids.intern(plain.bytes, plain.start, plain.length);
            }
        };
    }

    private Codes interned(ValuesReader reader) {
        return (out, from, count) -> {
            for (int i = from; i < from + count; i++) {
                out[i] = intern(reader.readBytes());
            }
        };
    }

    private int intern(Binary id) {
        ByteBuffer bytes = id.toByteBuffer();
        if (bytes.hasArray()) {
            return ids.intern(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        }
        byte[] copy = id.getBytes();
        return ids.intern(copy, 0, copy.length);
    }

    /** Walks over ids that follow each other, each after its length (int, in bytes). */
    private static final class PlainIds {
        private final byte[] bytes;
        private final int end;
        private int start;
        private int length;

        PlainIds(ByteBuffer values) {
            this.bytes = values.array();
            this.start = values.arrayOffset() + values.position();
            this.end = start + values.remaining();
        }

        /** Moves to the next id: {@code length} bytes from {@code start} on. */
        void next() {
            start += length;
            length = end - start < Integer.BYTES ? -1 : LittleEndian.intAt(bytes, start);
            start += Integer.BYTES;
            if (length < 0 || length > end - start) {
                throw new ParquetDecodingException("an id that reaches beyond its page");
            }
        }
    }
}
