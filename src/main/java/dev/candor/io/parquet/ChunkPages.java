package dev.candor.io.parquet;

import dev.candor.io.schema.ReadFailures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputDecompressor;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.SeekableInputStream;

/**
 * The pages of one column chunk, one after the other. What headers say is held against the chunk and the file before
 * memory is taken for it, checksums of pages that have one against their bytes; at the end of the chunk its values and its
 * bytes have to be those that the footer says.
 */
final class ChunkPages {
    /** Read at once, unless a page is longer: as much as a chunk of an ordinary row group has. */
    private static final int WINDOW = 32 << 20;

    private static final int HEADER = 1 << 12;

    /** A page that declares more than this and than its whole chunk is damaged. */
    private static final int PLAUSIBLE_PAGE = 64 << 20;

    /** Old writers forgot the header of the dictionary page in the size of the chunk. */
    private static final int FORGOTTEN_HEADER = 100;

    private static final ParquetMetadataConverter CONVERTER = new ParquetMetadataConverter();

    private final SeekableInputStream file;
    private final ColumnChunkMetaData chunk;
    private final ColumnDescriptor descriptor;
    private final BytesInputDecompressor decompressor;
    private final long end;
    private final long readable;

    /** The bytes of the file from {@link #windowStart} on. */
    private byte[] window = new byte[0];

    private long windowStart;

    /** Where the next page starts in the file. */
    private long at;

    private long values;
    private RawPage dictionary;
    private boolean started;

    /** @param pagesEnd where the pages of the file end */
    ChunkPages(
            SeekableInputStream file,
            ColumnChunkMetaData chunk,
            ColumnDescriptor descriptor,
            CompressionCodecFactory codecs,
            long pagesEnd) {
        this.file = file;
        this.chunk = chunk;
        this.descriptor = descriptor;
        this.decompressor = codecs.getDecompressor(chunk.getCodec());
        this.at = chunk.getStartingPos();
        this.end = at + chunk.getTotalSize();
        this.readable = Math.min(pagesEnd, end + FORGOTTEN_HEADER);
    }

    /**
     * A page whose bytes are read and decompressed.
     *
     * @param values entries, nulls among them; of a dictionary its entries
     * @param rows that start in the page; −1 where the header does not say
     * @param nulls −1 where the header does not say
     * @param levelEncoding of definition levels that lie before the values; null in pages of the second version
     * @param repetition levels of a page of the second version
     * @param definition levels of a page of the second version
     * @param bytes the values, in pages of the first version behind the levels; on the heap and little-endian
     */
    record RawPage(
            int values,
            int rows,
            long nulls,
            Encoding encoding,
            Encoding levelEncoding,
            ByteBuffer repetition,
            ByteBuffer definition,
            ByteBuffer bytes) {}

    /** Entries of the column in the row group, nulls among them. */
    long totalValues() {
        return chunk.getValueCount();
    }

    /** How many of them are null by the footer; −1 where it does not say. */
    long totalNulls() {
        Statistics<?> known = chunk.getStatistics();
        return known != null && known.isNumNullsSet() ? known.getNumNulls() : -1;
    }

    ColumnDescriptor descriptor() {
        return descriptor;
    }

    /** The dictionary, null where there is none. To be asked for before {@link #next}. */
    RawPage dictionary() throws IOException {
        start();
        return dictionary;
    }

    private void start() throws IOException {
        if (started || chunk.getValueCount() == 0) {
            return;
        }
        started = true;
        PageHeader header = header();
        if (header.getType() == PageType.DICTIONARY_PAGE) {
            dictionary = dictionary(header);
        } else {
            at -= headerLength;
        }
    }

    /** The next page with values, null behind the last. */
    RawPage next() throws IOException {
        start();
        while (values < chunk.getValueCount()) {
            RawPage page = data(header());
            if (page != null) {
                values += page.values;
                require(
                        values <= chunk.getValueCount(),
                        "its pages have more than the %s values of its footer",
                        chunk.getValueCount());
                if (page.values > 0) {
                    return page;
                }
            }
        }
        requireEnd();
        return null;
    }

    private void requireEnd() throws IOException {
        while (at < end) {
            RawPage page = data(header());
            require(page == null || page.values == 0, "its pages have more than the %s values of its footer", values);
        }
        require(
                at == end || dictionary != null || chunk.getValueCount() == 0,
                "its pages end %s bytes behind its chunk",
                at - end);
    }

    /** Length of the header that was read last. */
    private int headerLength;

    /** The header of the next page; behind it are the page's bytes. */
    private PageHeader header() throws IOException {
        for (int size = HEADER; ; size = Math.min(4 * size, PLAUSIBLE_PAGE)) {
            int there = (int) Math.min(size, readable - at);
            require(there > 0, "its pages end after %s values, its footer says %s", values, chunk.getValueCount());
            int start = load(there);
            try {
                headerLength = ThriftStruct.end(window, start, start + there) - start;
                PageHeader header = Util.readPageHeader(new ByteArrayInputStream(window, start, headerLength));
                at += headerLength;
                requireSizes(header);
                return header;
            } catch (ThriftStruct.BeyondTheEnd tooShort) {
                if (there < size || size == PLAUSIBLE_PAGE) {
                    throw new ParquetDecodingException("a page header: " + tooShort.getMessage(), tooShort);
                }
            } catch (IOException | RuntimeException e) {
                throw e instanceof ParquetDecodingException known
                        ? known
                        : new ParquetDecodingException("a page header: " + ReadFailures.oneLine(e), e);
            }
        }
    }

    private void requireSizes(PageHeader header) {
        int stored = header.getCompressed_page_size();
        int size = header.getUncompressed_page_size();
        require(
                stored >= 0 && stored <= readable - at,
                "a page of %s bytes where its chunk has %s",
                stored,
                readable - at);
        require(
                size >= 0 && size <= Math.max(PLAUSIBLE_PAGE, chunk.getTotalUncompressedSize()),
                "a page of %s bytes in a chunk of %s",
                Integer.toUnsignedString(size),
                chunk.getTotalUncompressedSize());
    }

    /** Has the next {@code length} bytes of the chunk in the window; where they start there. */
    private int load(int length) throws IOException {
        if (at < windowStart || at + length > windowStart + window.length) {
            byte[] next = new byte[(int) Math.max(length, Math.min(WINDOW, readable - at))];
            file.seek(at);
            file.readFully(next);
            window = next;
            windowStart = at;
        }
        return (int) (at - windowStart);
    }

    private RawPage dictionary(PageHeader header) throws IOException {
        DictionaryPageHeader of = header.getDictionary_page_header();
        require(of != null, "a dictionary page without its header");
        require(of.getNum_values() >= 0, "a dictionary of %s entries", of.getNum_values());
        ByteBuffer bytes = inflated(stored(header), header.getUncompressed_page_size());
        return new RawPage(
                of.getNum_values(), -1, -1, CONVERTER.getEncoding(of.getEncoding()), null, null, null, bytes);
    }

    /** Null for a page of no data. */
    private RawPage data(PageHeader header) throws IOException {
        switch (header.getType()) {
            case DATA_PAGE -> {
                require(header.getData_page_header() != null, "a data page without its header");
                return first(header, header.getData_page_header());
            }
            case DATA_PAGE_V2 -> {
                require(header.getData_page_header_v2() != null, "a data page without its header");
                return second(header, header.getData_page_header_v2());
            }
            case DICTIONARY_PAGE -> throw new ParquetDecodingException("a second dictionary");
            default -> {
                stored(header);
                return null;
            }
        }
    }

    private RawPage first(PageHeader header, DataPageHeader of) throws IOException {
        requireValues(of.getNum_values());
        boolean counted = of.isSetStatistics() && of.getStatistics().isSetNull_count();
        ByteBuffer bytes = inflated(stored(header), header.getUncompressed_page_size());
        return new RawPage(
                of.getNum_values(),
                -1,
                counted ? of.getStatistics().getNull_count() : -1,
                listed(CONVERTER.getEncoding(of.getEncoding())),
                CONVERTER.getEncoding(of.getDefinition_level_encoding()),
                null,
                null,
                bytes);
    }

    private RawPage second(PageHeader header, DataPageHeaderV2 of) throws IOException {
        requireValues(of.getNum_values());
        int repetition = of.getRepetition_levels_byte_length();
        int definition = of.getDefinition_levels_byte_length();
        long levels = (long) repetition + definition;
        require(
                repetition >= 0
                        && definition >= 0
                        && levels <= header.getCompressed_page_size()
                        && levels <= header.getUncompressed_page_size(),
                "a page of %s bytes with levels of %s and %s",
                header.getCompressed_page_size(),
                repetition,
                definition);
        require(
                of.getNum_rows() >= 0 && of.getNum_rows() <= of.getNum_values(),
                "a page of %s rows with %s values",
                of.getNum_rows(),
                of.getNum_values());
        ByteBuffer stored = stored(header);
        ByteBuffer data = slice(stored, (int) levels, stored.remaining() - (int) levels);
        int size = header.getUncompressed_page_size() - (int) levels;
        boolean compressed = !of.isSetIs_compressed() || of.isIs_compressed();
        return new RawPage(
                of.getNum_values(),
                of.getNum_rows(),
                of.getNum_nulls(),
                listed(CONVERTER.getEncoding(of.getEncoding())),
                null,
                slice(stored, 0, repetition),
                slice(stored, repetition, definition),
                compressed ? inflated(data, size) : asStored(data, size));
    }

    private void requireValues(int count) {
        require(
                count >= 0 && count <= chunk.getValueCount() - values,
                "a page of %s values where its footer leaves %s",
                count,
                chunk.getValueCount() - values);
    }

    /** The same bytes may be values in two encodings; the footer lists those of the chunk. */
    private Encoding listed(Encoding encoding) {
        require(
                encoding.usesDictionary() || chunk.getEncodings().contains(encoding),
                "a page encoded as %s, which is not among the encodings of its footer, %s",
                encoding,
                chunk.getEncodings());
        return encoding;
    }

    /** The bytes of the page whose header was just read. */
    private ByteBuffer stored(PageHeader header) throws IOException {
        int length = header.getCompressed_page_size();
        int start = load(length);
        at += length;
        if (header.isSetCrc()) {
            CRC32 crc = new CRC32();
            crc.update(window, start, length);
            require((int) crc.getValue() == header.getCrc(), "the CRC of a page is not that of its bytes");
        }
        return ByteBuffer.wrap(window, start, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer slice(ByteBuffer bytes, int start, int length) {
        return bytes.slice(start, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ByteBuffer inflated(ByteBuffer stored, int size) throws IOException {
        CompressionCodecName codec = chunk.getCodec();
        if (codec == CompressionCodecName.UNCOMPRESSED) {
            return asStored(stored, size);
        }
        if (size == 0) {
            return slice(stored, 0, 0);
        }
        requireInflatable(codec, stored, size);
        return DecodedPage.heap(decompressor.decompress(
                BytesInput.from(stored.array(), stored.arrayOffset() + stored.position(), stored.remaining()), size));
    }

    private static ByteBuffer asStored(ByteBuffer stored, int size) {
        require(
                stored.remaining() == size,
                "a page of %s bytes that is not compressed has %s",
                size,
                stored.remaining());
        return stored;
    }

    /** No codec makes more of so few bytes. */
    private static void requireInflatable(CompressionCodecName codec, ByteBuffer stored, int size) {
        long most = switch (codec) {
            case SNAPPY -> snappyLength(stored);
            case GZIP -> 1032L * stored.remaining();
            case LZ4, LZ4_RAW -> 255L * stored.remaining() + 64;
            // A block of 128 KiB that repeats one byte takes four.
            case ZSTD -> (128L << 10) / 4 * stored.remaining();
            default -> Long.MAX_VALUE;
        };
        require(
                codec == CompressionCodecName.SNAPPY ? size == most : size <= most,
                "%s bytes of %s cannot be %s",
                stored.remaining(),
                codec,
                size);
    }

    /** What the first bytes say, a varint. */
    private static long snappyLength(ByteBuffer stored) {
        long length = 0;
        for (int k = 0; k < Math.min(5, stored.remaining()); k++) {
            int next = stored.get(stored.position() + k);
            length |= (next & 0x7FL) << (7 * k);
            if (next >= 0) {
                return length;
            }
        }
        return -1;
    }

    private static void require(boolean holds, String otherwise, Object... values) {
        if (!holds) {
            throw new ParquetDecodingException(String.format(java.util.Locale.ROOT, otherwise, values));
        }
    }
}
