package dev.candor.io.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.io.files.InputFile;
import dev.candor.io.files.OutputFile;
import dev.candor.io.files.Sha256;
import dev.candor.io.run.RunDirectory.Outcome;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The run directory as its users see it, on disk. */
class RunDirectoryTest {
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    Path folder;

    private Path out;

    @BeforeEach
    void newOutput() {
        out = folder.resolve("deep/er/run");
    }

    @Test
    void publishesWhatTheManifestListsAndNothingElse() throws IOException {
        assertThat(settle("1")).isEqualTo(Outcome.PUBLISHED);
        assertThat(tree())
                .containsOnlyKeys("manifest.json", "payments/part-00000.csv", "run_result.json", "summary.json");
        Manifest manifest = Manifest.read(HADOOP, out.toString()).orElseThrow();
        assertThat(manifest.runId()).isEqualTo("run-1");
        assertThat(manifest.counts()).containsExactly(Map.entry("agents", 2L));
        assertThat(manifest.sums()).containsExactly(Map.entry("charges", "10.00"));
        assertThat(manifest.config()).containsExactly(Map.entry("lambda", "1"));
        assertThat(manifest.inputs()).isEqualTo(fingerprint("1").inputs());
        assertThat(manifest.files())
                .extracting(OutputFile::path, OutputFile::rows)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("payments/part-00000.csv", 1L),
                        org.assertj.core.groups.Tuple.tuple("summary.json", null));
        assertThat(RunResult.read(HADOOP, out.toString())).hasValueSatisfying(result -> {
            assertThat(result.status()).isEqualTo("published");
            assertThat(result.exitCode()).isZero();
            assertThat(result.startedUtc()).isEqualTo("1970-01-01T00:00:00Z");
        });
    }

    @Test
    void openingTouchesNothing() {
        RunDirectory.open(HADOOP, out.toString(), fingerprint("1"), attempt("1"));
        assertThat(out).doesNotExist();
    }

    @Test
    void theSameRunAgainDoesNothing() throws IOException {
        settle("1");
        Map<String, String> before = tree();
        RunDirectory again = open("1");
        assertThat(again.alreadyPublished()).isTrue();
        again.fail(ExitCode.UNEXPECTED, "later", List.of());
        assertThatThrownBy(() -> again.publish(publication())).isInstanceOf(IllegalStateException.class);
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void anotherRunIsRefusedAndTouchesNothing() throws IOException {
        settle("1");
        Map<String, String> before = tree();
        assertConflict(() -> open("2"), "another input, configuration or build");
        RunDirectory.recordFailure(HADOOP, out.toString(), attempt("2"), ExitCode.OUTPUT_CONFLICT, "refused");
        RunDirectory.recordFailure(HADOOP, out.toString(), attempt("2"), ExitCode.CONFIGURATION, "bad lambda");
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void filesOfNobodysRunAreRefusedAndStay() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("thesis.txt"), "years of work");
        assertConflict(() -> open("1"), "thesis.txt");
        RunDirectory.recordFailure(HADOOP, out.toString(), attempt("1"), ExitCode.CONFIGURATION, "bad lambda");
        assertThat(tree()).containsOnlyKeys("thesis.txt");
    }

    @Test
    void outputThatIsAFileIsNamed() throws IOException {
        Files.createDirectories(out.getParent());
        Files.writeString(out, "a file");
        assertThatThrownBy(() -> open("1")).hasMessageContaining(out.toString());
        assertThat(out).hasContent("a file");
    }

    @Test
    void aFailedAttemptLeavesItsReasonAndTheNextReplacesIt() throws IOException {
        for (String name : List.of("1", "2")) {
            RunDirectory run = open(name);
            run.fail(ExitCode.INPUT_REJECTED, name + " rejected", List.of(stage(run, "quarantine/part-00000.json")));
            assertThat(tree())
                    .containsOnlyKeys("quarantine/failed-run-" + name + "-part-00000.json", "run_result.json");
            assertThat(RunResult.read(HADOOP, out.toString())).hasValueSatisfying(result -> {
                assertThat(result.status()).isEqualTo("failed");
                assertThat(result.exitCode()).isEqualTo(3);
                assertThat(result.message()).isEqualTo(name + " rejected");
                assertThat(result.fingerprint()).isEqualTo(fingerprint(name).value());
            });
        }
        assertThat(settle("3")).isEqualTo(Outcome.PUBLISHED);
        assertThat(tree())
                .containsOnlyKeys("manifest.json", "payments/part-00000.csv", "run_result.json", "summary.json");
        assertThat(RunResult.read(HADOOP, out.toString()).orElseThrow().runId()).isEqualTo("run-3");
    }

    @Test
    void failureBeforeTheFingerprintIsKnownIsRecorded() throws IOException {
        RunDirectory.recordFailure(HADOOP, out.toString(), attempt("1"), ExitCode.CONFIGURATION, "bad lambda");
        assertThat(tree()).containsOnlyKeys("run_result.json");
        assertThat(RunResult.read(HADOOP, out.toString())).hasValueSatisfying(result -> {
            assertThat(result.fingerprint()).isNull();
            assertThat(result.exitCode()).isEqualTo(2);
        });
        assertThat(settle("1")).isEqualTo(Outcome.PUBLISHED);
    }

    @Test
    void aFailureThatCannotBeRecordedDoesNotHideTheFailure() throws IOException {
        Files.createDirectories(out.getParent());
        Files.writeString(out, "a file");
        RunDirectory.recordFailure(HADOOP, out.toString(), attempt("1"), ExitCode.CONFIGURATION, "bad lambda");
        assertThat(out).hasContent("a file");
    }

    @Test
    void pathsAndRunIdsCannotLeaveTheDirectory() {
        String hash = Sha256.of(new byte[0]);
        for (String path : List.of("../x", "/x", "a/../b", "_claim.json", ".hidden", "a//b", "", "a/")) {
            assertThatThrownBy(() -> new OutputFile(path, 0, null, hash)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Attempt("../x", Instant.EPOCH)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Publication.of(List.of(), Map.of("manifest.json", "{}"), Map.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("manifest.json");
    }

    private Outcome settle(String name) throws IOException {
        RunDirectory run = open(name);
        return run.publish(Publication.of(
                List.of(stage(run, "payments/part-00000.csv")),
                Map.of("summary.json", "{}\n"),
                Map.of("agents", 2L),
                Map.of("charges", "10.00")));
    }

    private static Publication publication() {
        return Publication.of(List.of(), Map.of(), Map.of(), Map.of());
    }

    private static OutputFile stage(RunDirectory run, String path) throws IOException {
        byte[] content = "rows\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        RunStore.at(HADOOP, run.staging()).write(path, content);
        return new OutputFile(path, content.length, 1L, Sha256.of(content));
    }

    private RunDirectory open(String name) {
        return RunDirectory.open(HADOOP, out.toUri().toString(), fingerprint(name), attempt(name));
    }

    private static Attempt attempt(String name) {
        return new Attempt("run-" + name, Instant.EPOCH);
    }

    private static Fingerprint fingerprint(String lambda) {
        InputFile input = new InputFile("file:/reports.csv", 3, 7, Sha256.of(new byte[] {1}));
        return new Fingerprint(
                1, "build", new TreeMap<>(Map.of("lambda", lambda)), new TreeMap<>(Map.of("reports", List.of(input))));
    }

    private static void assertConflict(Runnable body, String message) {
        assertThatThrownBy(body::run)
                .isInstanceOfSatisfying(
                        UserException.class,
                        error -> assertThat(error.exitCode()).isEqualTo(ExitCode.OUTPUT_CONFLICT))
                .hasMessageContaining(message);
    }

    /** Relative path → content hash and modification time of every file there, sidecars included. */
    private Map<String, String> tree() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found.put(
                        out.relativize(file).toString(),
                        Sha256.of(Files.readAllBytes(file)) + Files.getLastModifiedTime(file));
            }
        }
        return found;
    }
}
