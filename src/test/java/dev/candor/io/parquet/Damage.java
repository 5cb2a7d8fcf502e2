package dev.candor.io.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/** What each byte of a Parquet file is, as Parquet's own reader finds it. */
final class Damage {
    /** What a byte belongs to. */
    enum Kind {
        /** The footer, indexes of pages, and what is in between. */
        FOOTER,
        HEADER,
        LEVELS,
        VALUES,
        /** Values, and perhaps levels, that are compressed. */
        BODY;

        boolean hasValues() {
            return this == VALUES || this == BODY;
        }
    }

    private final byte[] bytes;
    private final Kind[] kinds;

    private Damage(byte[] bytes) {
        this.bytes = bytes;
        this.kinds = new Kind[bytes.length];
        Arrays.fill(kinds, Kind.FOOTER);
    }

    static Kind[] kinds(Path file, byte[] bytes) throws IOException {
        Damage damage = new Damage(bytes);
        try (ParquetFileReader reader = ParquetFileReader.open(FlatRows.input(file))) {
            ParquetMetadata footer = reader.getFooter();
            for (BlockMetaData block : footer.getBlocks()) {
                for (ColumnChunkMetaData chunk : block.getColumns()) {
                    damage.pages(
                            chunk,
                            footer.getFileMetaData()
                                    .getSchema()
                                    .getColumnDescription(chunk.getPath().toArray()));
                }
            }
        }
        return damage.kinds;
    }

    private void pages(ColumnChunkMetaData chunk, ColumnDescriptor column) throws IOException {
        int at = (int) chunk.getStartingPos();
        int end = (int) (at + chunk.getTotalSize());
        while (at < end) {
            ByteArrayInputStream in = new ByteArrayInputStream(bytes, at, end - at);
            PageHeader header = Util.readPageHeader(in);
            int body = end - in.available();
            Arrays.fill(kinds, at, body, Kind.HEADER);
            at = body + header.getCompressed_page_size();
            page(header, column, chunk.getCodec() != CompressionCodecName.UNCOMPRESSED, body, at);
        }
    }

    private void page(PageHeader header, ColumnDescriptor column, boolean compressed, int start, int end) {
        int values = start;
        if (header.getType() == PageType.DATA_PAGE_V2) {
            values += header.getData_page_header_v2().getRepetition_levels_byte_length()
                    + header.getData_page_header_v2().getDefinition_levels_byte_length();
        } else if (header.getType() == PageType.DATA_PAGE && !compressed) {
            for (int most : new int[] {column.getMaxRepetitionLevel(), column.getMaxDefinitionLevel()}) {
                values += most == 0 ? 0 : Integer.BYTES + LittleEndian.intAt(bytes, values);
            }
        }
        Arrays.fill(kinds, start, values, Kind.LEVELS);
        Arrays.fill(kinds, values, end, compressed ? Kind.BODY : Kind.VALUES);
    }
}
