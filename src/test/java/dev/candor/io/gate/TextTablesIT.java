package dev.candor.io.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.io.schema.InputTable;
import dev.candor.io.table.RowBatch;
import dev.candor.io.table.SampleTable;
import dev.candor.io.table.TableFiles;
import dev.candor.io.table.TableReader;
import dev.candor.io.table.TableRows;
import dev.candor.io.table.TextTable;
import dev.candor.io.table.TextWriting;
import dev.candor.io.text.TextColumn;
import dev.candor.model.RejectReason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every table behind the gate has the same rows however its text is written down, and whoever asks for them. */
class TextTablesIT {
    private static final long SEED = 20261202;

    @TempDir
    Path folder;

    private static TableRows read(InputTable table, Path location) {
        SparkSession spark = LocalSpark.session();
        TableFiles files = TableFiles.below(
                location.toString(),
                table,
                Optional.empty(),
                spark.sessionState().newHadoopConf());
        return TableReader.read(spark, List.of(files)).get(table.role());
    }

    /** As one task and as many, as rows and as batches, from files of every legal writing in folders of any depth. */
    @Test
    void everyReaderOfAFolderFindsTheSameRows() {
        List<TextColumn> columns = InputTable.REPORTS.fieldsInFiles().stream()
                .map(field -> new TextColumn(field.column(), TextColumn.Kind.TEXT))
                .toList();
        List<String> expected = new ArrayList<>();
        for (int file = 0; file < 40; file++) {
            TextWriting writing = new TextWriting(new Random(SEED + file));
            String text = writing.csv(InputTable.REPORTS, columns);
            boolean zipped = file % 4 == 0;
            String name = file % 3 + "/" + file + (zipped ? ".csv.gz" : ".csv");
            // SampleTable compresses by itself, in one member: these have two.
            SampleTable.bytes(folder.resolve(name + ".part"), zipped ? writing.members(text) : bytes(text));
            assertThat(folder.resolve(name + ".part")
                            .toFile()
                            .renameTo(folder.resolve(name).toFile()))
                    .isTrue();
            expected.addAll(writing.rows);
        }
        // Names that are no data are left out: a mark, a checksum, an empty file put aside.
        SampleTable.text(folder.resolve("_SUCCESS"), "\"");
        SampleTable.text(folder.resolve(".part.csv.crc"), "\"");
        SampleTable.text(folder.resolve("_hidden/x.csv"), "");
        SparkSession spark = LocalSpark.session();
        for (String pieceBytes : List.of("4194304", "37")) {
            spark.conf().set("spark.sql.files.openCostInBytes", pieceBytes);
            spark.conf().set("spark.sql.files.maxPartitionBytes", pieceBytes);
            try {
                SparkSession session = spark;
                TableFiles files = TableFiles.below(
                        folder.toString(),
                        InputTable.REPORTS,
                        Optional.empty(),
                        session.sessionState().newHadoopConf());
                TextTable text = TextTable.open(session, files);
                assertThat(text.rowCount()).isEqualTo(expected.size());
                Dataset<Row> rows = text.rows(columns);
                assertThat(rows.collectAsList().stream()
                                .map(row -> IntStream.range(0, columns.size())
                                        .mapToObj(k -> String.valueOf(row.get(k)))
                                        .collect(Collectors.joining(", ", "[", "]"))))
                        .as("seed %s", SEED)
                        .containsExactlyInAnyOrderElementsOf(expected);
                // A reader that wants one column finds the rows that all of them have.
                assertThat(rows.select("prompt_id").count()).isEqualTo(expected.size());
                TableRows table = TableReader.read(session, List.of(files)).get(InputTable.REPORTS);
                long batched = table
                        .scan()
                        .map(batches -> {
                            long count = 0;
                            for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
                                count += batch.rows;
                            }
                            return List.of(count).iterator();
                        })
                        .collect()
                        .stream()
                        .mapToLong(Long::longValue)
                        .sum();
                assertThat(batched).isEqualTo(expected.size());
                assertThat(table.rows().count()).isEqualTo(expected.size());
            } finally {
                spark.conf().unset("spark.sql.files.openCostInBytes");
                spark.conf().unset("spark.sql.files.maxPartitionBytes");
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Joined files and comments, in every table: no phantom id, no lost row. */
    @ParameterizedTest
    @EnumSource(
            value = InputTable.class,
            names = {"COEFFICIENTS", "RANKINGS"},
            mode = EnumSource.Mode.EXCLUDE)
    void noTableTakesAHeaderOrACommentForARow(InputTable table) {
        List<InputTable.Field> fields = table.fieldsInFiles();
        String header = fields.stream().map(InputTable.Field::column).collect(Collectors.joining(","));
        String sound =
                fields.stream().map(field -> field.numeric() ? "1" : "#1").collect(Collectors.joining(","));
        Path path = folder.resolve("t.csv");
        SampleTable.text(
                path, header + "\n" + sound + "\r\n# a remark\n\n\"" + header.replace(",", "\",\"") + "\"\n" + sound);
        TableRows rows = read(table, path);
        assertThat(rows.scan().rowCount()).hasValue(4);
        assertThat(SampleTable.sorted(rows.rows().select("reject")))
                .containsExactlyInAnyOrder(
                        "[0]",
                        "[0]",
                        "[" + RejectReason.COMMENT_LINE.code() + "]",
                        "[" + RejectReason.REPEATED_HEADER.code() + "]");
        assertThat(SampleTable.sorted(rows.rows().filter("reject <> 0").select("row_text")))
                .containsExactlyInAnyOrder("[# a remark]", "[\"" + header.replace(",", "\",\"") + "\"]");
    }
}
