package dev.candor.io;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * A row group of a Parquet file: the unit of parallel reading.
 *
 * @param path the file, as {@link Path} writes it
 * @param index the row group's place in the file, from 0
 * @param rows how many rows it has; at least 1
 * @param bytes its size in the file, all columns
 */
public record RowGroup(String path, int index, long rows, long bytes) implements Serializable {
    public RowGroup {
        if (index < 0 || rows < 1 || bytes < 0) {
            throw new IllegalArgumentException("no row group: " + index + ", " + rows + " rows, " + bytes + " bytes");
        }
    }

    /**
     * The row groups of a file that have rows, in the file's order.
     *
     * @throws IOException when the file cannot be read, or is not a whole Parquet file
     */
    public static List<RowGroup> of(Path file, Configuration hadoop) throws IOException {
        try (ParquetFileReader reader = open(file, hadoop)) {
            return of(reader.getFile(), reader.getRowGroups());
        } catch (RuntimeException e) {
            throw new IOException("Cannot read " + file + ": not a whole Parquet file: " + ReadFailures.oneLine(e), e);
        }
    }

    private static List<RowGroup> of(String path, List<BlockMetaData> blocks) {
        List<RowGroup> groups = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            BlockMetaData block = blocks.get(i);
            if (block.getRowCount() > 0) {
                groups.add(new RowGroup(path, i, block.getRowCount(), block.getCompressedSize()));
            }
        }
        return groups;
    }

    /** The file, with its footer read. Pages that carry a checksum will be held against it. */
    static ParquetFileReader open(Path file, Configuration hadoop) throws IOException {
        return ParquetFileReader.open(
                HadoopInputFile.fromPath(file, hadoop),
                HadoopReadOptions.builder(hadoop, file)
                        .usePageChecksumVerification(true)
                        .build());
    }
}
