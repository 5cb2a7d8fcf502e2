package dev.candor.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import dev.candor.io.files.OutputFile;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings of Spark's on which the result would depend cannot be changed. */
class PinnedSettingsIT {
    @TempDir
    Path folder;

    static Set<String> keys() {
        return PinnedSettings.VALUES.keySet();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void anotherValueIsRefusedBeforeSparkStarts(String key) {
        assertThatThrownBy(() -> PinnedSettings.refuseOthers(Map.of(key, "LEGACY")))
                .isInstanceOfSatisfying(
                        UserException.class,
                        refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .hasMessageContaining(key + " = LEGACY")
                .hasMessageContaining("always " + PinnedSettings.VALUES.get(key))
                .hasMessageContaining("--spark-conf");
    }

    @Test
    void theSameValueIsNot() {
        assertThatCode(() -> PinnedSettings.refuseOthers(
                        Map.of("spark.sql.caseSensitive", " FALSE ", "spark.executor.memory", "4g")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "CSV, spark.sql.legacy.nullValueWrittenAsQuotedEmptyStringCsv, true",
        "PARQUET, spark.sql.parquet.writeLegacyFormat, true",
        "PARQUET, spark.sql.parquet.datetimeRebaseModeInWrite, LEGACY",
        "PARQUET, spark.sql.parquet.int96RebaseModeInWrite, LEGACY"
    })
    void aSessionThatSaysOtherwiseWritesOtherBytesUntilPinned(TableFormat format, String key, String other) {
        SparkSession spark = LocalSpark.session().newSession();
        PinnedSettings.pin(spark);
        String expected = written(spark, format, "pinned");
        spark.conf().set(key, other);
        assertThat(written(spark, format, "other")).isNotEqualTo(expected);
        PinnedSettings.pin(spark);
        assertThat(written(spark, format, "again")).isEqualTo(expected);
    }

    /** The hash of a table with everything the settings could touch. */
    private String written(SparkSession spark, TableFormat format, String name) {
        StructType schema = new StructType()
                .add("id", DataTypes.StringType)
                .add("value", DataTypes.DoubleType)
                .add("charge", DataTypes.createDecimalType(9, 2));
        List<OutputFile> files = new StableFiles(format)
                .write(
                        spark.createDataFrame(
                                List.of(
                                        RowFactory.create("a", null, new BigDecimal("1.25")),
                                        RowFactory.create("", 0.5, null)),
                                schema),
                        List.of("id"),
                        new org.apache.hadoop.fs.Path(folder.resolve(name).toUri()),
                        "payments");
        return files.get(0).sha256();
    }
}
