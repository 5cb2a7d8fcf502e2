package dev.candor.engine.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import dev.candor.population.PopulationSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratePopulationIT {
    private static final SparkSession SPARK = LocalSpark.session();

    private static final PopulationSpec SPARSE = PopulationSpec.of(120, 30, 4, 2_026)
            .with(new PopulationSpec.Coverage(0.3, 0, 0.6))
            .with(new PopulationSpec.Tastes(5, 0.6))
            .with(new PopulationSpec.Spread(1.5, 1, 0.5));

    private static final PopulationSpec FIXED = PopulationSpec.of(120, 30, 4, 2_026)
            .with(PopulationSpec.Coverage.ofPrompts(3))
            .with(new PopulationSpec.Tastes(5, 0.6));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 200})
    void theRowsDoNotDependOnThePartitions(int partitions) {
        assertThat(tables(SPARSE, partitions).byName()).hasSize(4).allSatisfy((name, table) -> {
            assertThat(table.rdd().getNumPartitions()).isEqualTo(partitions);
            // In order, too: partitions are ranges of ids.
            assertThat(table.collectAsList()).isEqualTo(Whole.SPARSE_ROWS.get(name));
        });
        assertThat(tables(FIXED, partitions).reports().collectAsList()).isEqualTo(Whole.FIXED_REPORTS);
    }

    @Test
    void everyTableIsSortedByItsIdsAndRepeatsNone() {
        Whole.SPARSE_ROWS.forEach((name, rows) -> assertThat(keys(rows))
                .as(name)
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .isSorted());
    }

    @Test
    void theRowsAreAsManyAsAsked() {
        assertThat(Whole.FIXED_REPORTS).hasSize(120 * 3 * 4);
        assertThat(Whole.SPARSE_ROWS.get("candidates")).hasSize(30 * 4);
        assertThat(Whole.SPARSE_ROWS.get("agents")).hasSize(120);
        assertThat(Whole.SPARSE_ROWS.get("prompts")).hasSize(30);
        // 3,600 pairs: the sum of as many independent counts has a standard deviation of 73.
        assertThat(Whole.SPARSE_ROWS.get("reports")).hasSizeBetween(2_592 - 440, 2_592 + 440);
    }

    @Test
    void everyReportedIdIsInItsTable() {
        Set<String> candidates = Set.copyOf(keys(Whole.SPARSE_ROWS.get("candidates")));
        Set<String> agents = Set.copyOf(keys(Whole.SPARSE_ROWS.get("agents")));
        assertThat(Whole.SPARSE_ROWS.get("reports")).allSatisfy(report -> {
            assertThat(candidates).contains(report.getString(1) + "/" + report.getString(2));
            assertThat(agents).contains(report.getString(0));
        });
    }

    @Test
    void anotherSeedIsAnotherPopulation() {
        PopulationTables other = tables(SPARSE.withSeed(2_027), 2);
        for (String name : List.of("reports", "agents", "candidates")) {
            assertThat(other.byName().get(name).collectAsList()).isNotEqualTo(Whole.SPARSE_ROWS.get(name));
        }
    }

    @ParameterizedTest
    @CsvSource({"PARQUET,false,0", "PARQUET,false,1", "JSON,false,3", "JSON,true,1", "CSV,false,1", "CSV,true,5"})
    void everyFormatHoldsTheSameValues(TableFormat format, boolean gzip, int files) {
        Path output = folder.resolve("population");
        Map<String, Long> written = write(output, new GeneratePopulation.Target(format, gzip, files));

        tables(SPARSE, 1).byName().forEach((name, table) -> {
            List<Row> expected = Whole.SPARSE_ROWS.get(name);
            String stored = output.resolve(files == 1 ? name + extension(format, gzip) : name)
                    .toString();
            assertThat(sorted(read(format, table.schema(), stored))).isEqualTo(expected);
            assertThat(written).containsEntry(name, (long) expected.size());
        });
    }

    @Test
    void onePlainFileIsSortedAndHasNothingHiddenBesideIt() throws IOException {
        Path output = folder.resolve("sample");
        write(output, new GeneratePopulation.Target(TableFormat.CSV, false, 1));
        assertThat(names(output))
                .containsExactly("agents.csv", "candidates.csv", "population.json", "prompts.csv", "reports.csv");
        List<String> lines = Files.readAllLines(output.resolve("reports.csv"));
        assertThat(lines.get(0)).isEqualTo("agent_id,prompt_id,candidate_id,reward");
        assertThat(lines.subList(1, lines.size())).isSorted();
    }

    @Test
    void theSameSeedWritesTheSameBytes() throws IOException {
        for (String name : List.of("one", "two")) {
            write(folder.resolve(name), new GeneratePopulation.Target(TableFormat.CSV, false, 1));
        }
        for (String file : names(folder.resolve("one"))) {
            assertThat(folder.resolve("two").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("one").resolve(file));
        }
    }

    @Test
    void theDescriptionHoldsTheParametersAndTheRowsWritten() {
        Path output = folder.resolve("described");
        Map<String, Long> written = write(output, new GeneratePopulation.Target(TableFormat.JSON, false, 2));
        Row description = SPARK.read()
                .option("multiLine", true)
                .json(output.resolve("population.json").toString())
                .head();
        Row parameters = description.getAs("parameters");
        Row rows = description.getAs("rows");
        assertThat(description.<String>getAs("format")).isEqualTo("json");
        assertThat(parameters.<Long>getAs("agents")).isEqualTo(120);
        assertThat(parameters.<Double>getAs("candidate_density")).isEqualTo(0.6);
        assertThat(parameters.<Long>getAs("seed")).isEqualTo(2_026);
        written.forEach((table, count) -> assertThat(rows.<Long>getAs(table)).isEqualTo(count));
    }

    @Test
    void anExistingOutputIsRefusedAndLeftAlone() throws IOException {
        Path output = Files.createDirectory(folder.resolve("taken"));
        Files.writeString(output.resolve("mine"), "mine");
        assertThatThrownBy(() -> write(output, new GeneratePopulation.Target(TableFormat.CSV, false, 1)))
                .asInstanceOf(InstanceOfAssertFactories.type(UserException.class))
                .satisfies(refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.OUTPUT_CONFLICT))
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains("taken", "--output"));
        assertThat(names(folder)).containsExactly("taken");
        assertThat(names(output)).containsExactly("mine");
    }

    @Test
    void anOutputThatAppearsMeanwhileIsNotMixedWith() throws IOException {
        Path output = folder.resolve("raced");
        Phases rival = before(
                "generate reports", () -> assertThat(output.toFile().mkdir()).isTrue());
        assertThatThrownBy(() -> new GeneratePopulation(SPARK, SPARSE)
                        .write(new GeneratePopulation.Target(TableFormat.CSV, false, 1), output.toString(), rival))
                .isInstanceOf(UserException.class);
        assertThat(names(folder)).containsExactly("raced");
        assertThat(names(output)).isEmpty();
    }

    @Test
    void aFailedRunLeavesNothing() throws IOException {
        Phases failing = before("generate reports", () -> {
            assertThat(folder.resolve("failed")).doesNotExist();
            throw new IllegalStateException("disk on fire");
        });
        assertThatThrownBy(() -> new GeneratePopulation(SPARK, SPARSE)
                        .write(
                                new GeneratePopulation.Target(TableFormat.CSV, false, 1),
                                folder.resolve("failed").toString(),
                                failing))
                .hasMessage("disk on fire");
        assertThat(names(folder)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PARQUET,true,0,--gzip", "CSV,false,-1,-1"})
    void aTargetThatCannotBeIsRefused(TableFormat format, boolean gzip, int files, String named) {
        assertThatThrownBy(() -> new GeneratePopulation.Target(format, gzip, files))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(named);
    }

    private static PopulationTables tables(PopulationSpec population, int partitions) {
        return new GeneratePopulation(SPARK, population).tables(partitions);
    }

    private static Map<String, Long> write(Path output, GeneratePopulation.Target target) {
        return new GeneratePopulation(SPARK, SPARSE).write(target, output.toString(), Phases.silent());
    }

    private static Phases before(String phase, Runnable event) {
        return new Phases() {
            @Override
            public <T> T run(String name, Supplier<T> body) {
                if (name.equals(phase)) {
                    event.run();
                }
                return body.get();
            }

            @Override
            public void rows(long rows) {}
        };
    }

    private static Dataset<Row> read(TableFormat format, StructType schema, String stored) {
        return SPARK.read()
                .format(format.label())
                .option("header", true)
                .schema(schema)
                .load(stored);
    }

    private static List<Row> sorted(Dataset<Row> table) {
        return table.collectAsList().stream()
                .sorted((a, b) -> key(a).compareTo(key(b)))
                .toList();
    }

    private static List<String> keys(List<Row> rows) {
        return rows.stream().map(GeneratePopulationIT::key).toList();
    }

    /** All ids of a row: every column but the last. */
    private static String key(Row row) {
        return row.mkString("/").substring(0, row.mkString("/").lastIndexOf('/'));
    }

    private static String extension(TableFormat format, boolean gzip) {
        return "." + format.label() + (gzip ? ".gz" : "");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    /** The rows as one partition gives them. */
    private static final class Whole {
        static final Map<String, List<Row>> SPARSE_ROWS = tables(SPARSE, 1).byName().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, table -> table.getValue().collectAsList()));
        static final List<Row> FIXED_REPORTS = tables(FIXED, 1).reports().collectAsList();
    }
}
