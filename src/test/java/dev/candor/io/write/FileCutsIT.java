package dev.candor.io.write;

import static dev.candor.io.write.PolicyTable.hadoop;
import static dev.candor.io.write.PolicyTable.read;
import static dev.candor.io.write.PolicyTable.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.io.files.OutputFile;
import dev.candor.io.schema.TableFormat;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Law: where a table is cut into files is a function of its rows, and the files together are the table in order. */
class FileCutsIT {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final int ROWS = PolicyTable.ROWS;
    private static final StructType SCHEMA = PolicyTable.SCHEMA;

    @TempDir
    Path folder;

    private int writes;

    @ParameterizedTest
    @EnumSource(TableFormat.class)
    void filesTogetherAreSortedAndAboutEqual(TableFormat format) throws IOException {
        for (long rowsPerFile : new long[] {ROWS - 1, ROWS, 250, 1}) {
            List<Row> rows = PolicyTable.rows().subList(0, rowsPerFile == 1 ? 5 : ROWS);
            List<Row> layout = new ArrayList<>(rows);
            Collections.shuffle(layout, new Random(rowsPerFile));
            Path out = next();
            List<OutputFile> files = write(format, rowsPerFile, SPARK.createDataFrame(layout, SCHEMA), out);
            List<String> read = new ArrayList<>();
            for (OutputFile file : files) {
                List<Row> part = read(format, out.resolve(file.path()));
                assertThat(part).hasSize(file.rows().intValue());
                part.forEach(row -> read.add(row.toString()));
            }
            assertThat(read).isEqualTo(rows.stream().map(Row::toString).toList());
            assertThat(files).hasSize((int) ((rows.size() + rowsPerFile - 1) / rowsPerFile));
            assertThat(files.stream().mapToLong(OutputFile::rows)).allMatch(size -> size >= 1 && size <= rowsPerFile);
        }
    }

    /** Rows of a quarantine have no key. */
    @Test
    void rowsWithTheSameKeyAreSortedByTheRest() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            rows.add(RowFactory.create("p", "c", (double) (i % 20), i % 2 == 0 ? null : BigDecimal.valueOf(i, 2)));
        }
        Map<String, String> expected = null;
        for (int seed = 0; seed < 4; seed++) {
            Collections.shuffle(rows, new Random(seed));
            Map<String, String> hashes = PolicyTable.hashes(write(
                    TableFormat.JSON, 25, SPARK.createDataFrame(rows, SCHEMA).repartition(seed + 1), next()));
            expected = expected == null ? hashes : expected;
            assertThat(hashes).isEqualTo(expected).hasSize(1);
        }
    }

    /** A sample of 256 rows a file says where to cut: 20,000 rows in 8 files are 2,500 each but for a fifth, typically. */
    @Test
    void manyRowsAreCutByASampleThatDependsOnThemAlone() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            rows.add(RowFactory.create("agent-" + i * 7919 % 20_000, "c", (double) i, null));
        }
        Map<String, String> expected = null;
        for (int seed = 0; seed < 3; seed++) {
            Collections.shuffle(rows, new Random(seed));
            Dataset<Row> layout = SPARK.createDataFrame(rows, SCHEMA).repartition(1 + 4 * seed);
            Path out = next();
            List<OutputFile> files = write(TableFormat.PARQUET, 2_500, layout, out);
            assertThat(files)
                    .hasSize(8)
                    .allSatisfy(file -> assertThat(file.rows()).isBetween(1_800L, 3_200L));
            Map<String, String> hashes = PolicyTable.hashes(files);
            expected = expected == null ? hashes : expected;
            assertThat(hashes).isEqualTo(expected);
            List<String> ids = new ArrayList<>();
            for (OutputFile file : files) {
                read(TableFormat.PARQUET, out.resolve(file.path())).forEach(row -> ids.add(row.getString(0)));
            }
            assertThat(ids).hasSize(20_000).isSorted();
        }
    }

    /** Texts of several files that hold what Java's own order of strings would place elsewhere, and a key that is absent. */
    @Test
    void cutsFollowTheOrderOfTheRows() throws IOException {
        StructType keyed = new StructType().add("id", "string").add("number", "double");
        List<Row> rows = new ArrayList<>();
        for (String id : List.of("\uD83D\uDE00", "\uFF5E", "a", "Z", "é", "")) {
            rows.add(RowFactory.create(id, 1.5));
            rows.add(RowFactory.create(id, -2.0));
            rows.add(RowFactory.create(id, null));
        }
        rows.add(RowFactory.create(null, 7.0));
        Dataset<Row> table = SPARK.createDataFrame(rows, keyed);
        List<String> sorted = table.orderBy("id", "number").collectAsList().stream()
                .map(Row::toString)
                .toList();
        for (TableFormat format : List.of(TableFormat.PARQUET, TableFormat.JSON)) {
            Path out = next();
            List<OutputFile> files = new StableFiles(format, 2).write(table, List.of("id", "number"), hadoop(out), "t");
            List<String> read = new ArrayList<>();
            for (OutputFile file : files) {
                List<Row> part = SPARK.read()
                        .format(format.label())
                        .schema(keyed)
                        .option("header", true)
                        .load(out.resolve(file.path()).toString())
                        .collectAsList();
                assertThat(part).hasSize(file.rows().intValue());
                part.forEach(row -> read.add(row.toString()));
            }
            assertThat(read).as("%s", format).isEqualTo(sorted);
            assertThat(files).hasSize(10);
        }
    }

    private Path next() {
        return folder.resolve("write-" + writes++);
    }
}
