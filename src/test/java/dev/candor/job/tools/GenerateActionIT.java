package dev.candor.job.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import dev.candor.api.Candor;
import dev.candor.api.GenerateAction;
import dev.candor.api.Population;
import dev.candor.io.schema.TableFormat;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A population from a program is that of the command line: the same rows as frames, the same bytes as files. */
class GenerateActionIT {
    private static final List<String> TABLES =
            List.of("prompts", "candidates", "agents", "reports", "comparisons", "rankings", "ratings");

    @TempDir
    private Path folder;

    private final SparkSession spark = LocalSpark.session();

    @AfterEach
    void nothingIsKept() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private GenerateAction action() {
        return Candor.on(spark)
                .generate()
                .agents(12)
                .prompts(5)
                .candidatesPerPrompt(3)
                .density(0.5)
                .candidateDensity(0.75)
                .clusters(2)
                .correlation(0.5)
                .paretoShape(1.5)
                .referenceSpread(1)
                .promptWeightSpread(0.5)
                .judgements(2)
                .seed(7);
    }

    private VerbRun byCommand(String... more) {
        List<String> command = new ArrayList<>(List.of("generate", "--agents=12", "--prompts=5"));
        command.addAll(List.of("--candidates-per-prompt=3", "--density=0.5", "--candidate-density=0.75"));
        command.addAll(List.of("--clusters=2", "--correlation=0.5", "--pareto-shape=1.5", "--reference-spread=1"));
        command.addAll(List.of("--prompt-weight-spread=0.5", "--judgements=2", "--seed=7"));
        command.addAll(List.of(more));
        return VerbRun.job(command).isDone();
    }

    private String place(String name) {
        return folder.resolve(name).toString();
    }

    private static Dataset<Row> table(Population population, String name) {
        return switch (name) {
            case "prompts" -> population.prompts();
            case "candidates" -> population.candidates();
            case "agents" -> population.agents();
            case "reports" -> population.reports();
            case "comparisons" -> population.comparisons().orElseThrow();
            case "rankings" -> population.rankings().orElseThrow();
            default -> population.ratings().orElseThrow();
        };
    }

    @Test
    void framesHaveTheRowsOfTheFiles() {
        byCommand("--files-per-table=2", "--output=" + place("theirs"));
        Population population = action().run();
        for (String name : TABLES) {
            Dataset<Row> published =
                    spark.read().parquet(folder.resolve("theirs").resolve(name).toString());
            Dataset<Row> mine = table(population, name);
            assertThat(mine.columns()).as(name).isEqualTo(published.columns());
            assertThat(mine.collectAsList())
                    .as(name)
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(published.collectAsList());
        }
        Population unjudged = action().judgements(0).run();
        assertThat(unjudged.comparisons()).isEmpty();
        assertThat(unjudged.rankings()).isEmpty();
        assertThat(unjudged.ratings()).isEmpty();
    }

    @Test
    void filesAreThoseOfTheCommandLine() throws IOException {
        VerbRun theirs =
                byCommand("--output-format=json", "--gzip", "--files-per-table=1", "--output=" + place("theirs"));
        Map<String, Long> rows = action().outputFormat(TableFormat.JSON)
                .gzip()
                .filesPerTable(1)
                .run()
                .write(place("mine"));
        assertThat(bytes("mine")).hasSize(8).isEqualTo(bytes("theirs"));
        assertThat(rows.keySet()).containsExactlyElementsOf(TABLES);
        rows.forEach((table, count) -> assertThat(theirs.out()).contains(table + ": " + count + " rows\n"));
        assertThat(rows).containsEntry("candidates", 15L);
    }

    /** File → its bytes as characters. */
    private Map<String, String> bytes(String name) throws IOException {
        Map<String, String> bytes = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            for (Path file : files.toList()) {
                bytes.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return bytes;
    }

    @Test
    void whatCannotBeMadeIsRefused() throws IOException {
        refused(action().agents(0)::run, ExitCode.CONFIGURATION, "--agents 0: it must be from 1");
        refused(action().promptsPerAgent(2)::run, ExitCode.CONFIGURATION, "--density 0.5 together with");
        refused(action().gzip()::run, ExitCode.CONFIGURATION, "Cannot gzip Parquet");
        refused(
                action().outputFormat(TableFormat.CSV)::run,
                ExitCode.CONFIGURATION,
                "Cannot write rankings as CSV, which has no arrays");
        refused(() -> action().set("agent", "3"), ExitCode.CONFIGURATION, "Did you mean 'agents'?");
        refused(() -> action().run().write(" "), ExitCode.CONFIGURATION, "without an output directory");
        Files.createDirectory(folder.resolve("taken"));
        refused(() -> action().run().write(place("taken")), ExitCode.OUTPUT_CONFLICT, "nothing is overwritten");
        assertThat(folder.resolve("taken")).isEmptyDirectory();
        VerbRun.job(List.of("generate", "--judgements=1", "--output-format=csv", "--output=" + place("x")))
                .isRefused(ExitCode.CONFIGURATION, "Cannot write rankings as CSV");
    }

    private static void refused(ThrowingCallable work, ExitCode code, String fragment) {
        assertThatThrownBy(work)
                .as(fragment)
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
                .hasMessageContaining(fragment);
    }
}
