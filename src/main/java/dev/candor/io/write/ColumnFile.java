package dev.candor.io.write;

import dev.candor.io.schema.TableFormat;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A Parquet file written column by column: a row group a {@link ColumnTable}, pages of version 2 with plain values under
 * zstd. Rows as Spark writes them pass through its row format, its encoders and Parquet's record assembly, which costs
 * several times what the file does. One encoding a column, and nothing that depends on the session: the bytes are a
 * function of the rows.
 */
public final class ColumnFile implements AutoCloseable {
    private static final int PAGE_ROWS = 20_000;
    private static final int PAGE_BYTES = 1 << 20;
    private static final long ROW_GROUP_BYTES = 128L << 20;
    private static final int INDEX_TEXT_BYTES = 64;
    private static final int DECIMAL_DIGITS = 38;
    private static final int BITS_OF_A_VARINT_BYTE = 7;

    private final MessageType schema;
    private final CodecFactory codecs;
    private final BytesInputCompressor compressor;
    private final ParquetFileWriter file;
    private final PlainBytes page = new PlainBytes();

    private ColumnFile(Path target, MessageType schema, Configuration hadoop) throws IOException {
        Configuration plain = new Configuration(hadoop);
        PlainLocalFileSystem.OPTIONS.forEach(plain::set);
        TableFormat.PARQUET.writerOptions().forEach(plain::set);
        this.schema = schema;
        this.codecs = new CodecFactory(plain, PAGE_BYTES);
        this.compressor = codecs.getCompressor(CompressionCodecName.ZSTD);
        this.file = new ParquetFileWriter(
                HadoopOutputFile.fromPath(target, plain),
                schema,
                ParquetFileWriter.Mode.OVERWRITE,
                ROW_GROUP_BYTES,
                0,
                INDEX_TEXT_BYTES,
                Integer.MAX_VALUE,
                true);
        file.start();
    }

    /** Writes a file whole; the number of its rows. */
    public static long write(Path target, StructType schema, Iterator<ColumnTable> tables, Configuration hadoop)
            throws IOException {
        long rows = 0;
        try (ColumnFile file = new ColumnFile(target, schemaOf(schema), hadoop)) {
            while (tables.hasNext()) {
                ColumnTable table = tables.next();
                file.add(table);
                rows += table.rows();
            }
            file.file.end(Map.of());
        }
        return rows;
    }

    private void add(ColumnTable table) throws IOException {
        if (table.rows() == 0) {
            return;
        }
        file.startBlock(table.rows());
        List<ColumnDescriptor> columns = schema.getColumns();
        for (int k = 0; k < columns.size(); k++) {
            file.startColumn(columns.get(k), table.rows(), CompressionCodecName.ZSTD);
            for (int from = 0; from < table.rows(); from += PAGE_ROWS) {
                add(
                        columns.get(k).getPrimitiveType(),
                        table.columns().get(k),
                        from,
                        Math.min(from + PAGE_ROWS, table.rows()));
            }
            file.endColumn();
        }
        file.endBlock();
    }

    private void add(PrimitiveType type, ColumnValues cells, int from, int to) throws IOException {
        int rows = to - from;
        Statistics<?> statistics = Statistics.createStats(type);
        page.clear();
        cells.write(from, to, page, statistics);
        file.writeDataPageV2(
                rows,
                cells.present() ? 0 : rows,
                rows,
                BytesInput.empty(),
                type.isRepetition(Repetition.OPTIONAL) ? run(rows, cells.present()) : BytesInput.empty(),
                Encoding.PLAIN,
                compressor.compress(page.input()),
                page.size(),
                statistics);
    }

    /** Definition levels that are all the same: one run of Parquet's hybrid encoding. */
    private static BytesInput run(int rows, boolean present) {
        byte[] bytes = new byte[6];
        int size = 0;
        int left = rows << 1;
        for (; left >>> BITS_OF_A_VARINT_BYTE != 0; left >>>= BITS_OF_A_VARINT_BYTE) {
            bytes[size++] = (byte) (left | 0x80);
        }
        bytes[size++] = (byte) left;
        bytes[size++] = (byte) (present ? 1 : 0);
        return BytesInput.from(bytes, 0, size);
    }

    private static MessageType schemaOf(StructType schema) {
        Types.MessageTypeBuilder message = Types.buildMessage();
        for (StructField field : schema.fields()) {
            message.addField(typeOf(field));
        }
        return message.named("table");
    }

    private static PrimitiveType typeOf(StructField field) {
        Repetition repetition = field.nullable() ? Repetition.OPTIONAL : Repetition.REQUIRED;
        if (field.dataType().equals(DataTypes.StringType)) {
            return Types.primitive(PrimitiveTypeName.BINARY, repetition)
                    .as(LogicalTypeAnnotation.stringType())
                    .named(field.name());
        }
        if (field.dataType().equals(DataTypes.DoubleType)) {
            return Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(field.name());
        }
        if (field.dataType().equals(DataTypes.BooleanType)) {
            return Types.primitive(PrimitiveTypeName.BOOLEAN, repetition).named(field.name());
        }
        if (field.dataType() instanceof DecimalType decimal && decimal.precision() == DECIMAL_DIGITS) {
            return Types.primitive(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY, repetition)
                    .length(PlainBytes.DECIMAL_BYTES)
                    .as(LogicalTypeAnnotation.decimalType(decimal.scale(), DECIMAL_DIGITS))
                    .named(field.name());
        }
        throw new IllegalArgumentException("Cannot write column " + field.name() + " of " + field.dataType());
    }

    @Override
    public void close() throws IOException {
        codecs.release();
        file.close();
    }
}
