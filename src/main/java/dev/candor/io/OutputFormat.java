package dev.candor.io;

import java.util.Locale;
import java.util.Map;

/** How tables are written. */
public enum OutputFormat {
    /** zstd. */
    PARQUET,
    /** JSON Lines; absent values are written as null. */
    JSON,
    /** With a header; an absent value is empty, an empty text is {@code ""}. */
    CSV;

    /** As on the command line, as Spark's data source and as a file's extension. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Options of Spark's writer. They pin whatever could change the bytes of a file and is not the data: codecs,
     * headers, line ends, how absent values look, and row groups of 16 MiB: Parquet shrinks larger ones when many
     * writers share a small heap, and then the bytes would depend on the number of cores.
     */
    Map<String, String> options() {
        return switch (this) {
            case PARQUET ->
                Map.of(
                        "compression", "zstd",
                        "parquet.compression.codec.zstd.level", "3",
                        "parquet.compression.codec.zstd.workers", "0",
                        "parquet.block.size", String.valueOf(16 << 20),
                        "parquet.page.size", String.valueOf(1 << 20),
                        "parquet.enable.dictionary", "true",
                        "parquet.writer.version", "v1",
                        "parquet.summary.metadata.level", "NONE");
            case JSON ->
                Map.of("compression", "none", "ignoreNullFields", "false", "encoding", "UTF-8", "lineSep", "\n");
            case CSV ->
                Map.of(
                        "compression", "none",
                        "header", "true",
                        "encoding", "UTF-8",
                        "lineSep", "\n",
                        "nullValue", "",
                        "emptyValue", "\"\"",
                        "escape", "\"",
                        "ignoreLeadingWhiteSpace", "false",
                        "ignoreTrailingWhiteSpace", "false");
        };
    }
}
