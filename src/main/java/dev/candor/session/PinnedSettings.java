package dev.candor.session;

import dev.candor.model.UserException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * Spark's settings on which the bytes of a table or the meaning of an input row would depend. Every session of a job
 * or an action has them at these values, whatever spark-defaults.conf or a notebook says; asking for another is refused.
 *
 * <p>Settings that writers and readers take as options are pinned there ({@link dev.candor.io.schema.TableFormat}). Not pinned
 * is {@code spark.sql.ansi.enabled}: the gate casts text with try_cast, and no divisor can be zero.
 */
public final class PinnedSettings {
    public static final Map<String, String> VALUES = Collections.unmodifiableMap(new TreeMap<>(Map.ofEntries(
            Map.entry("spark.sql.session.timeZone", "UTC"),
            // How decimals of at most 18 digits are stored.
            Map.entry("spark.sql.parquet.writeLegacyFormat", "false"),
            // LEGACY adds an entry to every footer.
            Map.entry("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED"),
            Map.entry("spark.sql.parquet.int96RebaseModeInWrite", "CORRECTED"),
            // Whether an absent value in CSV is nothing or "".
            Map.entry("spark.sql.legacy.nullValueWrittenAsQuotedEmptyStringCsv", "false"),
            // Whether 'Reward' is the column reward.
            Map.entry("spark.sql.caseSensitive", "false"),
            // An id that is no JSON string is the text in the file, not a rewriting of it.
            Map.entry("spark.sql.json.enableExactStringParsing", "true"),
            // An empty text is no number, rather than an absent one.
            Map.entry("spark.sql.legacy.json.allowEmptyString.enabled", "false"),
            // Bounds and counts that a damaged footer states would decide which rows are read.
            Map.entry("spark.sql.parquet.filterPushdown", "false"),
            // The reader by rows knows every encoding (BYTE_STREAM_SPLIT); tidy tables are read by columns of our own.
            Map.entry("spark.sql.parquet.enableVectorizedReader", "false"),
            // Which columns of a CSV line are looked at when it is judged malformed.
            Map.entry("spark.sql.csv.parser.columnPruning.enabled", "true"))));

    private PinnedSettings() {}

    /**
     * Refuses other values for pinned settings.
     *
     * @param asked Spark properties the user gives
     */
    public static void refuseOthers(Map<String, String> asked) {
        VALUES.forEach((key, value) -> {
            String other = asked.getOrDefault(key, value);
            if (!other.strip().equalsIgnoreCase(value)) {
                throw UserException.configuration("Cannot run with " + key + " = " + other
                        + ": the bytes of the result or the meaning of the input would depend on it, so it is always "
                        + value + ". Remove it from --spark-conf.");
            }
        });
    }

    public static void pin(SparkSession spark) {
        VALUES.forEach(spark.conf()::set);
    }
}
