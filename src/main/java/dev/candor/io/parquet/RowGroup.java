package dev.candor.io.parquet;

import dev.candor.io.schema.DamagedFile;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.statistics.BinaryStatistics;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * A row group of a Parquet file: the unit of parallel reading.
 *
 * @param path the file, as {@link Path} writes it
 * @param index the row group's place in the file, from 0
 * @param rows how many rows it has; at least 1
 * @param bytes its size in the file, all columns
 * @param agents between which values its column agent_id lies; null where the file does not say, or some are missing
 */
public record RowGroup(String path, int index, long rows, long bytes, IdBounds agents) implements Serializable {
    public RowGroup {
        if (index < 0 || rows < 1 || bytes < 0) {
            throw new IllegalArgumentException("no row group: " + index + ", " + rows + " rows, " + bytes + " bytes");
        }
    }

    /** The failure to tell of damage in this row group. */
    DamagedFile damaged(Throwable cause) {
        return DamagedFile.in(new Path(path), index, cause);
    }

    /** The failure to tell of damage in one of its columns. */
    DamagedFile damaged(String column, Throwable cause) {
        return DamagedFile.in(new Path(path), index, column, cause);
    }

    /**
     * The row groups of a file that have rows, in the file's order.
     *
     * @throws IOException when the file cannot be read
     * @throws ParquetDecodingException when it is not a whole Parquet file, or contradicts itself
     */
    public static List<RowGroup> of(Path file, Configuration hadoop) throws IOException {
        return of(CheckedFooter.read(file, hadoop));
    }

    public static List<RowGroup> of(CheckedFooter footer) {
        return of(footer.path().toString(), footer.blocks());
    }

    private static List<RowGroup> of(String path, List<BlockMetaData> blocks) {
        List<RowGroup> groups = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            BlockMetaData block = blocks.get(i);
            if (block.getRowCount() > 0) {
                groups.add(new RowGroup(
                        path,
                        i,
                        block.getRowCount(),
                        block.getCompressedSize(),
                        agents(block).orElse(null)));
            }
        }
        return groups;
    }

    private static Optional<IdBounds> agents(BlockMetaData block) {
        ColumnPath agents = ColumnPath.get("agent_id");
        return block.getColumns().stream()
                .filter(column -> column.getPath().equals(agents))
                .map(ColumnChunkMetaData::getStatistics)
                .filter(known -> known instanceof BinaryStatistics && known.hasNonNullValue())
                .filter(known -> known.isNumNullsSet() && known.getNumNulls() == 0)
                .map(known -> new IdBounds(known.getMinBytes(), known.getMaxBytes()))
                .findFirst();
    }

    /** Row groups by task: consecutive ones, together of at most so many bytes and rows unless one alone has more. */
    public static List<List<RowGroup>> shares(List<RowGroup> groups, long mostBytes, long mostRows) {
        List<List<RowGroup>> shares = new ArrayList<>();
        long bytes = 0;
        long rows = 0;
        for (RowGroup group : groups) {
            if (shares.isEmpty() || bytes + group.bytes() > mostBytes || rows + group.rows() > mostRows) {
                shares.add(new ArrayList<>());
                bytes = 0;
                rows = 0;
            }
            shares.get(shares.size() - 1).add(group);
            bytes += group.bytes();
            rows += group.rows();
        }
        return shares;
    }
}
