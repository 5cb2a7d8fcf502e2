package dev.candor.io;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The file formats of input and output tables. */
public enum TableFormat {
    PARQUET("parquet", "parquet"),
    /** JSON Lines: one object a line. */
    JSON("json", "json|jsonl|ndjson"),
    /** RFC 4180 with a header, UTF-8. */
    CSV("csv", "csv");

    private final String label;
    private final Pattern fileName;

    TableFormat(String label, String extensions) {
        this.label = label;
        this.fileName = Pattern.compile(".*\\.(" + extensions + ")(\\.gz)?");
    }

    /** The name in flags, configuration and Spark's readers and writers. */
    public String label() {
        return label;
    }

    /** The format whose {@link #label()} is {@code label}, in any case. */
    public static Optional<TableFormat> ofLabel(String label) {
        return Arrays.stream(values())
                .filter(format -> format.label.equalsIgnoreCase(label))
                .findFirst();
    }

    /** The format a file name's extension states. */
    public static Optional<TableFormat> ofFileName(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.fileName.matcher(lower).matches())
                .findFirst();
    }

    /** Every extension read, for messages. */
    static String knownExtensions() {
        return ".parquet, .json, .jsonl, .ndjson, .csv (the text formats also with .gz)";
    }
}
