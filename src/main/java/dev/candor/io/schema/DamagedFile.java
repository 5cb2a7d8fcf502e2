package dev.candor.io.schema;

import org.apache.hadoop.fs.Path;
import org.apache.parquet.io.ParquetDecodingException;

/** A Parquet file that cannot be decoded or contradicts itself; the message names the file, the place and what is wrong. */
public final class DamagedFile extends ParquetDecodingException {
    private static final long serialVersionUID = 1L;

    private DamagedFile(Path file, String place, Throwable cause) {
        super("Cannot read " + file + ": it is damaged: " + place + ReadFailures.oneLine(cause), cause);
    }

    /** Damage of the footer, or of the file around it. */
    public static DamagedFile footer(Path file, Throwable cause) {
        return new DamagedFile(file, "", cause);
    }

    /** Damage in a row group. */
    public static DamagedFile in(Path file, int rowGroup, Throwable cause) {
        return new DamagedFile(file, "row group " + rowGroup + ": ", cause);
    }

    /** Damage in a column of a row group. */
    public static DamagedFile in(Path file, int rowGroup, String column, Throwable cause) {
        return new DamagedFile(file, "column " + column + " in row group " + rowGroup + ": ", cause);
    }
}
