package dev.candor.io.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import dev.candor.io.gate.InputGate;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.gate.InputTables;
import dev.candor.io.gate.PreferenceLog;
import dev.candor.io.gate.Rejections;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.RowCount;
import dev.candor.model.ExitCode;
import dev.candor.model.RatingScale;
import dev.candor.model.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows in file = accepted + rejected + collapsed, for each table and format. Between the count and the reading the file
 * is another, of as many bytes where Parquet says how many there are, with fewer rows: the run must end, whoever reads.
 */
class RowLawIT {
    private static final int ROWS = 40;
    /** Beyond this, writers keep no bounds of a column, and its length is that of the file but for a constant. */
    private static final int PAD = 9_000;

    private static final Map<InputTable, String> TABLES = new EnumMap<>(Map.of(
            InputTable.REPORTS,
            "concat('a', id) agent_id, concat('p', id div 2) prompt_id, concat('x', id % 2) candidate_id, 1 reward",
            InputTable.CANDIDATES,
            "concat('p', id div 2) prompt_id, concat('x', id % 2) candidate_id, -1.5 ref_logprob",
            InputTable.AGENTS,
            "concat('a', id) agent_id, 2.5 weight",
            InputTable.PROMPTS,
            "concat('p', id) prompt_id, 1.5 prompt_weight",
            InputTable.EXPERTS,
            "concat('p', id div 2) prompt_id, concat('x', id % 2) candidate_id, 'e' expert_id, 0.5 prob",
            InputTable.ERRORS,
            "concat('a', id) agent_id, 0.5 delta, 0.5 confidence",
            InputTable.COMPARISONS,
            "concat('a', id) agent_id, 'p' prompt_id, 'x' candidate_a, 'y' candidate_b, 'tie' outcome",
            InputTable.RANKINGS,
            "concat('a', id) agent_id, 'p' prompt_id, array('x', 'y') ranking",
            InputTable.RATINGS,
            "concat('a', id) agent_id, 'p' prompt_id, 'x' candidate_id, 0.5 rating",
            InputTable.GOLD,
            "concat('p', id) prompt_id, 'x' better"));

    @TempDir
    Path folder;

    static List<Arguments> tables() {
        List<Arguments> all = new ArrayList<>();
        for (InputTable table : TABLES.keySet()) {
            for (String form : List.of("double", "decimal(20,4)", "csv", "json")) {
                if (table != InputTable.RANKINGS || !form.equals("csv")) {
                    all.add(Arguments.of(table, form));
                }
            }
        }
        return all;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("tables")
    void aTableWithFewerRowsThanItsFilesHad(InputTable table, String form) throws IOException {
        Path file = write(table, form, ROWS, PAD, "whole");
        long length = Files.size(file);
        open(table, file).run();
        Runnable reading = open(table, file);
        int pad = PAD;
        Path other = write(table, form, ROWS - 2, pad, "less");
        for (int k = 0; k < 8 && other.toString().endsWith("parquet") && Files.size(other) != length; k++) {
            pad += (int) (length - Files.size(other));
            other = write(table, form, ROWS - 2, pad, "less" + k);
        }
        if (other.toString().endsWith("parquet")) {
            assertThat(Files.size(other)).isEqualTo(length);
        }
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
        assertThatThrownBy(reading::run).isInstanceOfSatisfying(UserException.class, refused -> {
            assertThat(refused.exitCode()).isEqualTo(ExitCode.INPUT_REJECTED);
            assertThat(refused)
                    .message()
                    .containsAnyOf(
                            "Cannot use the " + table.label() + " table: its files have 40 rows, and 38 were read",
                            file + ": it had 40 rows from byte 0 on when it was opened, and 38 when it was read",
                            file + ": it is damaged: ");
        });
    }

    /** The table as a file that Spark wrote; numbers are of the form's type. */
    private Path write(InputTable table, String form, int rows, int pad, String name) {
        boolean text = !form.startsWith("d");
        String place = folder.resolve(name).toString();
        String columns = TABLES.get(table)
                .replaceAll("(-?[\\d.]+) (?=[a-z_]+(,|$))", "cast($1 as " + (text ? "double" : form) + ") ");
        Dataset<Row> all = LocalSpark.session()
                .range(0, rows, 1, 1)
                .selectExpr((columns + (text ? "" : ",case when id = 0 then repeat('x', " + pad + ") else '' end pad"))
                        .split(", ?(?![^(]*\\))"));
        all.write()
                .format(text ? form : "parquet")
                .option("header", true)
                .option("compression", "none")
                .option("parquet.enable.dictionary", false)
                .option("parquet.page.write-checksum.enabled", false)
                .save(place);
        try (var files = Files.list(Path.of(place))) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the table beside others, if need be, and returns what reads it. */
    private Runnable open(InputTable table, Path file) {
        if (PreferenceLog.TABLES.contains(table)) {
            PreferenceLog log = PreferenceLog.open(
                    LocalSpark.session(),
                    new InputPaths(Map.of(table, file.toString()), Optional.empty(), Optional.empty()),
                    Optional.of(RatingScale.parse("0:1")));
            return log::rejections;
        }
        Path reports = file;
        if (table != InputTable.REPORTS) {
            try {
                reports = Files.writeString(
                        folder.resolve("reports.csv"), "agent_id,prompt_id,candidate_id,reward\na0,p0,x0,1\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        InputPaths paths = new InputPaths(
                        Map.of(InputTable.REPORTS, reports.toString()), Optional.empty(), Optional.empty())
                .with(table, file.toString());
        if (table == InputTable.GOLD) {
            TableRows gold = TableReader.read(
                            LocalSpark.session(),
                            List.of(TableFiles.below(
                                    file.toString(),
                                    table,
                                    Optional.empty(),
                                    LocalSpark.session().sessionState().newHadoopConf())))
                    .get(table);
            return () -> Rejections.of(gold.count(), gold.rows());
        }
        InputTables tables = InputGate.open(LocalSpark.session(), paths);
        return switch (table) {
            case EXPERTS, ERRORS -> () -> tables.rejections(table);
            case REPORTS -> () -> Rejections.of(tables.scan(table).orElseThrow().count(), tables.reports());
            default -> () -> tables.judged().close();
        };
    }

    @Test
    void aRowMoreOrLessIsRefused() {
        Dataset<Row> judged = LocalSpark.session().range(10).selectExpr("int(id % 2) * 5 reject", "'row' row_text");
        assertThat(Rejections.of(new RowCount(InputTable.ERRORS, 10), judged).total())
                .isEqualTo(5);
        for (int said : new int[] {0, 9, 11}) {
            assertThatThrownBy(() -> Rejections.of(new RowCount(InputTable.ERRORS, said), judged))
                    .hasMessageContaining(
                            "Cannot use the errors table: its files have " + said + " rows, and 10 were read");
        }
    }
}
