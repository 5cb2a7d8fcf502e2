package dev.candor.io;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.json_array_length;
import static org.apache.spark.sql.functions.left;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.replace;

import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One look at the lines of all text files for what Spark's parsers would get wrong without a word: a CSV value that
 * goes on over the next line, or is never closed; a JSON line on which more follows the first value.
 */
final class TextScan {
    private static final Column LINE = col("value");
    private static final int SHOWN_CHARACTERS = 200;

    private TextScan() {}

    /**
     * The CSV files with quoted line breaks: they must be read whole, the others can be split.
     *
     * @throws UserException when a CSV file's quotes do not pair, or a JSON line holds more than one value
     */
    static Set<Path> withQuotedLineBreaks(SparkSession spark, List<TableFiles> tables) {
        Set<Path> whole = new HashSet<>();
        for (Row file : suspects(spark, tables)) {
            TableFiles table = tables.stream()
                    .filter(files -> files.paths().contains(decoded(file)))
                    .findFirst()
                    .orElseThrow();
            if (table.format() == TableFormat.JSON) {
                throw severalValues(table.table(), file);
            }
            if (file.getLong(1) % 2 == 1) {
                throw neverClosed(table.table(), file);
            }
            whole.add(decoded(file));
        }
        return whole;
    }

    /** A line break lies within quotes exactly when the number of quotes before it is odd. */
    private static Column openQuote() {
        Column quotes = length(LINE).minus(length(replace(LINE, lit("\""), lit(""))));
        return LINE.contains("\"").and(quotes.mod(2).equalTo(1));
    }

    /** Spark would read the first value and drop the rest. */
    private static Column moreThanOneValue() {
        Column goesOn = LINE.rlike("[}\\]]\\s*\\S");
        Column values = coalesce(json_array_length(concat(lit("["), LINE, lit("]"))), lit(0));
        Column firstIsRead = get_json_object(LINE, "$").isNotNull();
        return goesOn.and(values.notEqual(1)).and(firstIsRead);
    }

    private static UserException neverClosed(InputTable table, Row file) {
        return UserException.inputRejected("Cannot read the " + table.label() + " table: " + decoded(file)
                + " has a quoted value that is never closed: " + file.getLong(1)
                + " lines have an odd number of quotes, first in order " + Texts.printable(file.getString(2))
                + ". Write quotes within a value twice and close every quoted value (RFC 4180).");
    }

    private static UserException severalValues(InputTable table, Row file) {
        return UserException.inputRejected("Cannot read the " + table.label() + " table: " + decoded(file) + " has "
                + file.getLong(1) + " lines on which more follows the first JSON value, first in order "
                + Texts.printable(file.getString(2)) + ". Write one object a line (JSON Lines).");
    }

    /** (encoded path, number of suspect lines, the smallest of them), ordered by path. */
    private static List<Row> suspects(SparkSession spark, List<TableFiles> tables) {
        return Stream.of(
                        lines(spark, tables, TableFormat.CSV, openQuote()),
                        lines(spark, tables, TableFormat.JSON, moreThanOneValue()))
                .flatMap(frames -> frames)
                .reduce(Dataset::union)
                .map(TextScan::byFile)
                .orElse(List.of());
    }

    private static Stream<Dataset<Row>> lines(
            SparkSession spark, List<TableFiles> tables, TableFormat format, Column suspect) {
        List<Path> paths = tables.stream()
                .filter(files -> files.format() == format)
                .flatMap(files -> files.paths().stream())
                .distinct()
                .toList();
        return paths.isEmpty()
                ? Stream.of()
                : Stream.of(TableReader.reader(spark)
                        .text(TableReader.names(paths))
                        .filter(suspect)
                        .select(col("_metadata.file_path").as("file"), LINE));
    }

    private static List<Row> byFile(Dataset<Row> lines) {
        List<Row> found = new ArrayList<>(ReadFailures.explaining(() -> lines.groupBy("file")
                .agg(count(lit(1)), left(min(LINE), lit(SHOWN_CHARACTERS)))
                .collectAsList()));
        found.sort(Comparator.comparing(TextScan::decoded));
        return found;
    }

    /** The path in a row's first column, as Spark encodes it. */
    static Path decoded(Row file) {
        return SparkPath.fromUrlString(file.getString(0)).toPath();
    }
}
