package dev.candor.io.parquet;

import dev.candor.io.schema.DamagedFile;
import dev.candor.io.schema.ReadFailures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;

/**
 * The footer of a Parquet file, held against the file before anything else believes it: lengths and counts fit into its
 * bytes; the rows of the file are those of its row groups, and those of a row group the values of its flat columns;
 * chunks lie within the file, each in bytes of its own; columns are those of the schema. Parquet's own reader asks for
 * none of this.
 *
 * @param path the file
 * @param meta what Parquet's own reader makes of the footer
 * @param pagesEnd where the footer starts in the file, and pages have to end
 */
public record CheckedFooter(Path path, ParquetMetadata meta, long pagesEnd) {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ENCRYPTED = "PARE".getBytes(StandardCharsets.US_ASCII);
    private static final int TAIL = Integer.BYTES + MAGIC.length;
    private static final ParquetMetadataConverter CONVERTER = new ParquetMetadataConverter();
    private static final int MOST_NESTED = 64;

    /**
     * Reads and checks.
     *
     * @throws DamagedFile when it is not a whole Parquet file, or contradicts itself
     */
    public static CheckedFooter read(Path file, Configuration hadoop) throws IOException {
        HadoopInputFile input = HadoopInputFile.fromPath(file, hadoop);
        try (SeekableInputStream stream = input.newStream()) {
            return read(input.getPath(), stream, input.getLength());
        }
    }

    static CheckedFooter read(Path file, SeekableInputStream stream, long length) throws IOException {
        byte[] bytes = footer(file, stream, length);
        long pagesEnd = length - TAIL - bytes.length;
        try {
            ThriftStruct.end(bytes, 0, bytes.length);
            FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(bytes));
            requireSchema(footer.getSchema());
            ParquetMetadata meta = CONVERTER.fromParquetMetadata(footer);
            requireRows(footer);
            requireChunks(footer, meta.getFileMetaData().getSchema().getColumns(), pagesEnd);
            return new CheckedFooter(file, meta, pagesEnd);
        } catch (IOException | RuntimeException e) {
            throw DamagedFile.footer(file, new ParquetDecodingException("its footer: " + ReadFailures.oneLine(e), e));
        }
    }

    private static byte[] footer(Path file, SeekableInputStream stream, long length) throws IOException {
        byte[] tail = new byte[TAIL];
        if (length < TAIL + MAGIC.length) {
            throw noParquet(file, "it has " + length + " bytes");
        }
        stream.seek(length - TAIL);
        stream.readFully(tail);
        if (endsWith(tail, ENCRYPTED)) {
            throw noParquet(file, "its footer is encrypted");
        }
        if (!endsWith(tail, MAGIC)) {
            throw noParquet(file, "it does not end with PAR1");
        }
        int size = LittleEndian.intAt(tail, 0);
        if (size <= 0 || size > length - TAIL - MAGIC.length) {
            throw noParquet(
                    file, "it has " + length + " bytes and declares a footer of " + Integer.toUnsignedString(size));
        }
        byte[] footer = new byte[size];
        stream.seek(length - TAIL - size);
        stream.readFully(footer);
        return footer;
    }

    private static boolean endsWith(byte[] tail, byte[] magic) {
        for (int k = 0; k < magic.length; k++) {
            if (tail[Integer.BYTES + k] != magic[k]) {
                return false;
            }
        }
        return true;
    }

    private static DamagedFile noParquet(Path file, String why) {
        return DamagedFile.footer(file, new ParquetDecodingException("it is truncated, or not a Parquet file: " + why));
    }

    /** The columns as a tree: Parquet's own reader recurses into it, and takes a wrong count for the end of the list. */
    private static void requireSchema(List<SchemaElement> elements) {
        int[] open = new int[MOST_NESTED];
        int depth = 0;
        for (int k = 0; k < elements.size(); k++) {
            SchemaElement element = elements.get(k);
            require(k == 0 || depth > 0, () -> "the schema has more columns than its groups say");
            if (depth > 0) {
                open[depth - 1]--;
            }
            int children = element.isSetNum_children() ? element.getNum_children() : 0;
            require(children >= 0 && children < elements.size(), () -> "a group of " + children + " columns");
            if (children > 0) {
                require(depth < MOST_NESTED, () -> "columns are nested more than " + MOST_NESTED + " deep");
                open[depth++] = children;
            }
            while (depth > 0 && open[depth - 1] == 0) {
                depth--;
            }
            requireOneMeaning(element);
        }
        require(depth == 0, () -> "the schema has fewer columns than its groups say");
    }

    /** What a number means is written twice, for old and for new readers. */
    private static void requireOneMeaning(SchemaElement element) {
        if (!element.isSetLogicalType() || !element.isSetConverted_type()) {
            return;
        }
        LogicalType type = element.getLogicalType();
        ConvertedType converted = element.getConverted_type();
        boolean same = true;
        if (type.isSetINTEGER()) {
            String name = (type.getINTEGER().isIsSigned() ? "INT_" : "UINT_")
                    + type.getINTEGER().getBitWidth();
            same = converted.name().equals(name);
        } else if (type.isSetDECIMAL()) {
            same = converted == ConvertedType.DECIMAL
                    && element.getScale() == type.getDECIMAL().getScale()
                    && element.getPrecision() == type.getDECIMAL().getPrecision();
        }
        require(same, () -> "column " + element.getName() + " is both " + type + " and " + converted);
    }

    private static void requireRows(FileMetaData footer) {
        long sum = 0;
        for (RowGroup group : footer.getRow_groups()) {
            require(group.getNum_rows() >= 0, () -> "a row group of " + group.getNum_rows() + " rows");
            sum = Math.addExact(sum, group.getNum_rows());
        }
        long rows = sum;
        require(
                rows == footer.getNum_rows(),
                () -> "it says " + footer.getNum_rows() + " rows in all, its row groups have " + rows);
    }

    /** A chunk's bytes. */
    private record Extent(long start, long end) {}

    private static void requireChunks(FileMetaData footer, List<ColumnDescriptor> columns, long pagesEnd) {
        List<Extent> extents = new ArrayList<>();
        for (int g = 0; g < footer.getRow_groupsSize(); g++) {
            RowGroup group = footer.getRow_groups().get(g);
            requireColumns(g, group, columns);
            for (int k = 0; k < columns.size(); k++) {
                ColumnMetaData chunk = group.getColumns().get(k).getMeta_data();
                if (chunk.getNum_values() > 0) {
                    extents.add(extent(g, chunk, pagesEnd));
                }
            }
            requireInTheFile(g, group, pagesEnd);
        }
        extents.sort(Comparator.comparingLong(Extent::start));
        for (int k = 1; k < extents.size(); k++) {
            long next = extents.get(k).start();
            require(extents.get(k - 1).end() <= next, () -> "two column chunks share bytes from " + next + " on");
        }
    }

    private static void requireColumns(int g, RowGroup group, List<ColumnDescriptor> columns) {
        require(
                group.getColumnsSize() == columns.size(),
                () -> "row group " + g + " has " + group.getColumnsSize() + " columns, the schema " + columns.size());
        for (int k = 0; k < columns.size(); k++) {
            ColumnDescriptor column = columns.get(k);
            ColumnChunk chunk = group.getColumns().get(k);
            Supplier<String> what = () -> "column " + String.join(".", column.getPath()) + " in row group " + g;
            require(chunk.isSetMeta_data() && !chunk.isSetCrypto_metadata(), () -> what.get() + " is encrypted");
            requireColumn(what, group.getNum_rows(), chunk.getMeta_data(), column);
        }
    }

    private static void requireColumn(Supplier<String> what, long rows, ColumnMetaData chunk, ColumnDescriptor column) {
        require(
                chunk.getPath_in_schema().equals(List.of(column.getPath()))
                        && CONVERTER.getPrimitive(chunk.getType())
                                == column.getPrimitiveType().getPrimitiveTypeName(),
                () -> what.get() + " is " + chunk.getType() + " " + String.join(".", chunk.getPath_in_schema())
                        + " in its chunk, " + column.getPrimitiveType().getPrimitiveTypeName() + " in the schema");
        long values = chunk.getNum_values();
        boolean flat = column.getMaxRepetitionLevel() == 0;
        require(
                flat ? values == rows : values >= rows && (rows > 0 || values == 0),
                () -> what.get() + " has " + values + " values in " + rows + " rows");
        if (chunk.isSetStatistics() && chunk.getStatistics().isSetNull_count()) {
            long nulls = chunk.getStatistics().getNull_count();
            require(
                    nulls >= 0 && nulls <= values,
                    () -> what.get() + " has " + nulls + " nulls among " + values + " values");
        }
    }

    private static Extent extent(int g, ColumnMetaData chunk, long pagesEnd) {
        long start = start(chunk);
        long size = chunk.getTotal_compressed_size();
        boolean inside = start >= MAGIC.length && size > 0 && start <= pagesEnd && size <= pagesEnd - start;
        require(
                inside && chunk.getData_page_offset() < start + size,
                () -> "column " + String.join(".", chunk.getPath_in_schema()) + " in row group " + g
                        + " lies at bytes " + start + " to " + (start + size) + ", the pages of the file at "
                        + MAGIC.length + " to " + pagesEnd);
        return new Extent(start, start + size);
    }

    /** Where Parquet's own reader finds the chunk. */
    private static long start(ColumnMetaData chunk) {
        long data = chunk.getData_page_offset();
        boolean dictionary = chunk.isSetDictionary_page_offset()
                && chunk.getDictionary_page_offset() > 0
                && chunk.getDictionary_page_offset() < data;
        return dictionary ? chunk.getDictionary_page_offset() : data;
    }

    /** Spark leaves out a row group whose middle is in none of the file's parts, without a word. */
    private static void requireInTheFile(int g, RowGroup group, long pagesEnd) {
        if (group.getNum_rows() == 0 || group.getColumnsSize() == 0) {
            return;
        }
        long size = group.isSetTotal_compressed_size()
                ? group.getTotal_compressed_size()
                : group.getColumns().stream()
                        .mapToLong(column -> column.getMeta_data().getTotal_compressed_size())
                        .sum();
        long start = start(group.getColumns().get(0).getMeta_data());
        require(
                size >= 0 && size <= pagesEnd - start,
                () -> "row group " + g + " has " + size + " bytes from " + start + " on, the pages of the file end at "
                        + pagesEnd);
    }

    private static void require(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new ParquetDecodingException(otherwise.get());
        }
    }

    public MessageType schema() {
        return meta.getFileMetaData().getSchema();
    }

    List<BlockMetaData> blocks() {
        return meta.getBlocks();
    }

    /** Rows of the file. */
    public long rows() {
        return blocks().stream().mapToLong(BlockMetaData::getRowCount).sum();
    }
}
