package dev.candor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import dev.candor.population.Population;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
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

    private static final Population SPARSE = Population.of(120, 30, 4, 2_026)
            .with(new Population.Coverage(0.3, 0, 0.6))
            .with(new Population.Tastes(5, 0.6))
            .with(new Population.Spread(1.5, 1, 0.5));

    private static final Population FIXED = Population.of(120, 30, 4, 2_026)
            .with(Population.Coverage.ofPrompts(3))
            .with(new Population.Tastes(5, 0.6));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 200})
    void theRowsDoNotDependOnThePartitions(int partitions) {
        for (Population population : List.of(SPARSE, FIXED)) {
            Map<String, Dataset<Row>> whole =
                    new GeneratePopulation(SPARK, population).tables(1).byName();
            Map<String, Dataset<Row>> split =
                    new GeneratePopulation(SPARK, population).tables(partitions).byName();
            assertThat(split).hasSize(4).allSatisfy((name, table) -> {
                assertThat(table.rdd().getNumPartitions()).isEqualTo(partitions);
                // In order, too: partitions are ranges of ids.
                assertThat(table.collectAsList()).isEqualTo(whole.get(name).collectAsList());
            });
        }
    }

    @Test
    void everyTableIsSortedByItsIdsAndRepeatsNone() {
        new GeneratePopulation(SPARK, SPARSE).tables(3).byName().forEach((name, table) -> {
            List<String> keys = table.collectAsList().stream()
                    .map(GeneratePopulationIT::key)
                    .toList();
            assertThat(keys).as(name).isNotEmpty().doesNotHaveDuplicates().isSorted();
        });
    }

    @Test
    void theRowsAreAsManyAsAsked() {
        PopulationTables fixed = new GeneratePopulation(SPARK, FIXED).tables(2);
        assertThat(fixed.reports().count()).isEqualTo(120 * 3 * 4);
        assertThat(fixed.candidates().count()).isEqualTo(30 * 4);
        assertThat(fixed.agents().count()).isEqualTo(120);
        assertThat(fixed.prompts().count()).isEqualTo(30);
        // Binomial with n = 14,400 possible triples in dependent groups of 4: ±6 standard deviations of 53.
        assertThat(new GeneratePopulation(SPARK, SPARSE).tables(2).reports().count())
                .isBetween(2_592L - 320, 2_592L + 320);
    }

    @Test
    void everyReportedCandidateIsInTheCandidatesTable() {
        PopulationTables tables = new GeneratePopulation(SPARK, SPARSE).tables(2);
        List<String> candidates = keys(tables.candidates());
        assertThat(keys(tables.reports().drop("agent_id"))).isSubsetOf(candidates);
        assertThat(keys(tables.reports().select("agent_id", "reward"))).isSubsetOf(keys(tables.agents()));
    }

    @Test
    void anotherSeedIsAnotherPopulation() {
        PopulationTables one = new GeneratePopulation(SPARK, SPARSE).tables(2);
        PopulationTables other = new GeneratePopulation(SPARK, SPARSE.withSeed(2_027)).tables(2);
        assertThat(other.reports().collectAsList()).isNotEqualTo(one.reports().collectAsList());
        assertThat(other.agents().collectAsList()).isNotEqualTo(one.agents().collectAsList());
        assertThat(other.candidates().collectAsList())
                .isNotEqualTo(one.candidates().collectAsList());
    }

    @ParameterizedTest
    @CsvSource({"parquet,false,0", "parquet,false,1", "json,false,3", "json,true,1", "csv,false,1", "csv,true,5"})
    void everyFormatHoldsTheSameValues(String format, boolean gzip, int files) {
        Path output = folder.resolve("population");
        Map<String, Long> written = write(new GeneratePopulation.Target(format, output.toString(), gzip, files));

        new GeneratePopulation(SPARK, SPARSE).tables(1).byName().forEach((name, table) -> {
            List<Row> expected = table.collectAsList();
            String stored = output.resolve(files == 1 ? name + extension(format, gzip) : name)
                    .toString();
            assertThat(sorted(read(format, table.schema(), stored))).isEqualTo(expected);
            assertThat(written).containsEntry(name, (long) expected.size());
        });
    }

    @Test
    void onePlainFileIsSortedAndHasNothingHiddenBesideIt() throws IOException {
        Path output = folder.resolve("sample");
        write(new GeneratePopulation.Target("csv", output.toString(), false, 1));
        assertThat(names(output))
                .containsExactly("agents.csv", "candidates.csv", "population.json", "prompts.csv", "reports.csv");
        List<String> lines = Files.readAllLines(output.resolve("reports.csv"));
        assertThat(lines.get(0)).isEqualTo("agent_id,prompt_id,candidate_id,reward");
        assertThat(lines.subList(1, lines.size())).isSorted();
    }

    @Test
    void theSameSeedWritesTheSameBytes() throws IOException {
        for (String name : List.of("one", "two")) {
            write(new GeneratePopulation.Target("csv", folder.resolve(name).toString(), false, 1));
        }
        for (String file : names(folder.resolve("one"))) {
            assertThat(folder.resolve("two").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("one").resolve(file));
        }
    }

    @Test
    void theDescriptionHoldsTheParametersAndTheRowsWritten() {
        Path output = folder.resolve("described");
        Map<String, Long> written = write(new GeneratePopulation.Target("json", output.toString(), false, 2));
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
        assertThatThrownBy(() -> write(new GeneratePopulation.Target("csv", output.toString(), false, 1)))
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
                        .write(new GeneratePopulation.Target("csv", output.toString(), false, 1), rival))
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
                                new GeneratePopulation.Target(
                                        "csv", folder.resolve("failed").toString(), false, 1),
                                failing))
                .hasMessage("disk on fire");
        assertThat(names(folder)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"avro,x,false,0,avro", "csv,' ',false,0,--output", "parquet,x,true,0,--gzip", "csv,x,false,-1,-1"})
    void aTargetThatCannotBeIsRefused(String format, String output, boolean gzip, int files, String named) {
        assertThatThrownBy(() -> new GeneratePopulation.Target(format, output, gzip, files))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(named);
    }

    private static Map<String, Long> write(GeneratePopulation.Target target) {
        return new GeneratePopulation(SPARK, SPARSE).write(target, Phases.silent());
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

    private static Dataset<Row> read(String format, StructType schema, String stored) {
        return SPARK.read().format(format).option("header", true).schema(schema).load(stored);
    }

    private static List<Row> sorted(Dataset<Row> table) {
        return table.collectAsList().stream()
                .sorted((a, b) -> key(a).compareTo(key(b)))
                .toList();
    }

    private static List<String> keys(Dataset<Row> table) {
        return table.collectAsList().stream().map(GeneratePopulationIT::key).toList();
    }

    /** All ids of a row: every column but the last. */
    private static String key(Row row) {
        return row.mkString("/").substring(0, row.mkString("/").lastIndexOf('/'));
    }

    private static String extension(String format, boolean gzip) {
        return "." + format + (gzip ? ".gz" : "");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
