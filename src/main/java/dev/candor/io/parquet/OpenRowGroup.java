package dev.candor.io.parquet;

import dev.candor.io.schema.DamagedFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;

/** A row group whose file is open, and the pages of its columns. */
final class OpenRowGroup implements Closeable {
    private final CheckedFooter footer;
    private final BlockMetaData block;
    private final SeekableInputStream stream;
    private final CodecFactory codecs;

    private OpenRowGroup(CheckedFooter footer, BlockMetaData block, SeekableInputStream stream, Configuration hadoop) {
        this.footer = footer;
        this.block = block;
        this.stream = stream;
        this.codecs = new CodecFactory(hadoop, 0);
    }

    /** @throws DamagedFile when the file cannot be read, or has changed since its row groups were listed */
    static OpenRowGroup open(RowGroup group, Configuration hadoop) {
        SeekableInputStream stream = null;
        try {
            HadoopInputFile input = HadoopInputFile.fromPath(new Path(group.path()), hadoop);
            stream = input.newStream();
            CheckedFooter footer = CheckedFooter.read(input.getPath(), stream, input.getLength());
            List<BlockMetaData> blocks = footer.blocks();
            if (group.index() >= blocks.size() || blocks.get(group.index()).getRowCount() != group.rows()) {
                throw new ParquetDecodingException("the file has changed since its row groups were listed");
            }
            return new OpenRowGroup(footer, blocks.get(group.index()), stream, hadoop);
        } catch (IOException | RuntimeException e) {
            closeAfter(stream, e);
            throw e instanceof DamagedFile known ? known : group.damaged(e);
        }
    }

    private static void closeAfter(SeekableInputStream stream, Exception failure) {
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    MessageType schema() {
        return footer.schema();
    }

    /** The writer's name for itself; may be null. */
    String createdBy() {
        return footer.meta().getFileMetaData().getCreatedBy();
    }

    /** The pages of a flat column; null when the file lacks it. */
    ChunkPages pages(String column) {
        return footer.schema().containsField(column)
                ? pages(footer.schema().getColumnDescription(new String[] {column}))
                : null;
    }

    /** The pages of any column. */
    ChunkPages pages(ColumnDescriptor column) {
        int place = footer.schema().getColumns().indexOf(column);
        ColumnChunkMetaData chunk = block.getColumns().get(place);
        return new ChunkPages(stream, chunk, column, codecs, footer.pagesEnd());
    }

    @Override
    public void close() throws IOException {
        codecs.release();
        stream.close();
    }
}
