package dev.candor.io.table;

import dev.candor.io.parquet.RowGroup;
import dev.candor.io.schema.FileHeads;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;

/**
 * What a Parquet file says of its columns before its rows are read.
 *
 * @param columns the schema to read the file with: the contract's columns
 * @param present the contract's columns that the file has
 * @param rows of the file
 * @param groups the row groups of a Parquet file whose columns can be read directly
 */
record FileLayout(Path path, StructType columns, Set<String> present, long rows, Optional<List<RowGroup>> groups) {
    FileLayout {
        present = Set.copyOf(present);
    }

    boolean hasRows() {
        return rows > 0;
    }

    /** The layout of each Parquet file, in the order of the files. */
    static List<FileLayout> of(TableFiles files, Configuration hadoop) {
        return FileHeads.of(files.paths(), path -> ParquetFooter.layout(path, files.table(), hadoop));
    }
}
