package dev.candor.io.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.CorruptDeltaByteArrays;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.io.ParquetDecodingException;

/** An id column as codes: those of the file's dictionary where a page has them, otherwise codes given here. */
final class IdColumn extends FlatColumn {
    /** The values of one page. */
    private interface Codes {
        void read(int[] out, int from, int count);

        void end(int count);
    }

    private final IdDictionary ids = new IdDictionary();
    private final int[] codes;

    /** The writer's name for itself; may be null. */
    private final String createdBy;

    /** Size of the file's dictionary, −1 where it has none. */
    private final int entries;

    private Codes page;
    private DeltaIds delta;

    IdColumn(ChunkPages pages, String createdBy, int mostRows) throws IOException {
        super(pages, mostRows);
        this.codes = new int[mostRows];
        this.createdBy = createdBy;
        ChunkPages.RawPage dictionary = dictionary(pages);
        this.entries = dictionary == null ? -1 : load(dictionary);
    }

    IdDictionary ids() {
        return ids;
    }

    int[] codes() {
        return codes;
    }

    private int load(ChunkPages.RawPage dictionary) {
        PlainIds plain = new PlainIds(dictionary.bytes());
        for (int i = 0; i < dictionary.values(); i++) {
            plain.next();
            ids.append(plain.bytes, plain.start, plain.length);
        }
        if (plain.left() > 0) {
            throw new ParquetDecodingException(plain.left() + " bytes are left behind the dictionary");
        }
        return ids.size();
    }

    @Override
    protected void open(Encoding encoding, ByteBuffer values, int rows) {
        if (encoding.usesDictionary()) {
            page = coded(new DictionaryCodes(values, needed(entries)));
        } else {
            page = switch (encoding) {
                case PLAIN -> interned(new PlainIds(values));
                case DELTA_LENGTH_BYTE_ARRAY, DELTA_BYTE_ARRAY -> interned(deltas(encoding, values, rows));
                default -> throw new ParquetDecodingException("ids encoded as " + encoding);
            };
        }
    }

    private DeltaIds deltas(Encoding encoding, ByteBuffer values, int rows) {
        boolean goesOn = CorruptDeltaByteArrays.requiresSequentialReads(createdBy, encoding);
        delta = new DeltaIds(encoding, values, rows, goesOn ? delta : null);
        return delta;
    }

    @Override
    protected void decode(int from, int count) {
        page.read(codes, from, count);
    }

    @Override
    protected void end(int present) {
        page.end(present);
    }

    @Override
    protected void spread(int from, int rows, int present, int[] levels) {
        int next = from + present;
        for (int i = rows - 1; i >= 0; i--) {
            codes[from + i] = levels[i] == 0 ? -1 : codes[--next];
        }
    }

    private static Codes coded(DictionaryCodes coded) {
        return new Codes() {
            @Override
            public void read(int[] out, int from, int count) {
                coded.read(out, from, count);
            }

            @Override
            public void end(int count) {
                coded.end();
            }
        };
    }

    private Codes interned(PlainIds plain) {
        return new Codes() {
            @Override
            public void read(int[] out, int from, int count) {
                for (int i = from; i < from + count; i++) {
                    plain.next();
                    out[i] = ids.intern(plain.bytes, plain.start, plain.length);
                }
            }

            @Override
            public void end(int count) {
                if (plain.left() > 0) {
                    throw left(plain.left());
                }
            }
        };
    }

    private Codes interned(DeltaIds deltas) {
        return new Codes() {
            @Override
            public void read(int[] out, int from, int count) {
                for (int i = from; i < from + count; i++) {
                    deltas.next();
                    out[i] = ids.intern(deltas.bytes, 0, deltas.length);
                }
            }

            @Override
            public void end(int count) {
                if (deltas.count() != count) {
                    throw new ParquetDecodingException(deltas.count() + " ids in a page of " + count);
                }
            }
        };
    }
}
