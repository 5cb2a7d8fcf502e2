package dev.candor.io.schema;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The file formats of the tables read and written. */
public enum TableFormat {
    /** Written with zstd. */
    PARQUET("parquet", "parquet"),
    /** JSON Lines: one object per line; absent values are written as null. */
    JSON("json", "json|jsonl|ndjson"),
    /** RFC 4180 with a header, UTF-8; an absent value is written as nothing, an empty text as {@code ""}. */
    CSV("csv", "csv");

    private final String label;
    private final Pattern fileName;

    TableFormat(String label, String extensions) {
        this.label = label;
        this.fileName = Pattern.compile(".*\\.(" + extensions + ")(\\.gz)?", Pattern.DOTALL);
    }

    /** The name in flags and configuration, of Spark's data source and as a written file's extension. */
    public String label() {
        return label;
    }

    /** The format a file name's extension states. */
    public static Optional<TableFormat> ofFileName(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.fileName.matcher(lower).matches())
                .findFirst();
    }

    /**
     * Options of Spark's writer, stronger than Spark's and Hadoop's configuration. They pin whatever could change the
     * bytes of a file and is not the data: codecs, headers, line ends, how absent values look, pages. Row groups have 16
     * MiB: Parquet shrinks larger ones when many writers share a small heap, and then the bytes would depend on the
     * number of cores. They are not padded: the bytes would depend on the block size of HDFS. Pages of version 2 without
     * dictionaries have one encoding a column; several would stand in the footer in the order of a hash set of enums,
     * which differs from JVM to JVM.
     */
    public Map<String, String> writerOptions() {
        return switch (this) {
            case PARQUET ->
                Map.ofEntries(
                        entry("compression", "zstd"),
                        entry("parquet.compression.codec.zstd.level", "3"),
                        entry("parquet.compression.codec.zstd.workers", "0"),
                        entry("parquet.block.size", String.valueOf(16 << 20)),
                        entry("parquet.page.size", String.valueOf(1 << 20)),
                        entry("parquet.page.row.count.limit", "20000"),
                        entry("parquet.page.size.row.check.min", "100"),
                        entry("parquet.page.size.row.check.max", "10000"),
                        entry("parquet.page.size.check.estimate", "true"),
                        entry("parquet.page.value.count.threshold", String.valueOf(Integer.MAX_VALUE / 2)),
                        entry("parquet.page.write-checksum.enabled", "true"),
                        entry("parquet.dictionary.page.size", String.valueOf(1 << 20)),
                        entry("parquet.enable.dictionary", "false"),
                        entry("parquet.bloom.filter.enabled", "false"),
                        entry("parquet.column.statistics.enabled", "true"),
                        entry("parquet.size.statistics.enabled", "true"),
                        entry("parquet.statistics.truncate.length", String.valueOf(Integer.MAX_VALUE)),
                        entry("parquet.columnindex.truncate.length", "64"),
                        entry("parquet.writer.max-padding", "0"),
                        entry("parquet.writer.version", "v2"),
                        entry("parquet.summary.metadata.level", "NONE"));
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
                        "comment", "#",
                        "ignoreLeadingWhiteSpace", "false",
                        "ignoreTrailingWhiteSpace", "false");
        };
    }

    /** Every extension read, for messages. */
    public static String knownExtensions() {
        return ".parquet, .json, .jsonl, .ndjson, .csv (the text formats also with .gz)";
    }
}
