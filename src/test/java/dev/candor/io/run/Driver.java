package dev.candor.io.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.io.files.OutputFile;
import dev.candor.io.files.Sha256;
import dev.candor.io.run.RunDirectory.Outcome;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/**
 * One driver that settles: its tables are a function of {@code lambda} (its whole input), its documents of its name.
 */
record Driver(String name, String lambda) {
    static final String PAYMENTS = "payments/part-00000.csv";

    Fingerprint fingerprint() {
        return new Fingerprint(
                Manifest.SCHEMA_VERSION, "test-build", new TreeMap<>(Map.of("lambda", lambda)), new TreeMap<>());
    }

    private Attempt attempt() {
        return new Attempt(name, Instant.EPOCH);
    }

    /** Opens, computes and publishes; every operation goes through {@code store}. */
    Outcome settle(RunStore store) throws IOException {
        RunDirectory run = open(store);
        return run.alreadyPublished() ? Outcome.ALREADY_PUBLISHED : run.publish(publication(store));
    }

    RunDirectory open(RunStore store) throws IOException {
        return RunDirectory.open(store, new Path("memory"), fingerprint(), attempt());
    }

    /** Opens, rejects a row and fails. */
    void reject(RunStore store) throws IOException {
        RunDirectory run = open(store);
        OutputFile rejected = stage(store, "quarantine/part-00000.json", "{\"row\":\"" + name + "\"}\n");
        run.fail(ExitCode.INPUT_REJECTED, "1 row rejected", List.of(rejected));
    }

    /** Another lambda has other files of other content; they share one path. */
    Publication publication(RunStore store) throws IOException {
        List<OutputFile> tables = new ArrayList<>();
        for (String path : List.of(PAYMENTS, "policy-" + lambda + "/part-00000.csv", "quarantine/part-00000.json")) {
            tables.add(stage(store, path, path + " under lambda " + lambda + "\n"));
        }
        return Publication.of(
                tables, Map.of("summary.json", "settled by " + name), Map.of("agents", 1L), Map.of("charges", "1.00"));
    }

    private OutputFile stage(RunStore store, String path, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        store.write("_staging-" + name + "/" + path, content);
        return new OutputFile(path, content.length, 1L, Sha256.of(content));
    }

    /** No manifest, or all files of one run with the right sums, and no published file besides. */
    static Optional<Manifest> assertNoneOrWhole(RunStore store) throws IOException {
        Optional<Manifest> manifest = Manifest.read(store);
        if (manifest.isPresent()) {
            for (OutputFile file : manifest.get().files()) {
                assertThat(store.describe(file.path(), file.rows())).isEqualTo(file);
            }
            String lambda = manifest.get().config().get("lambda");
            assertThat(manifest.get().fingerprint())
                    .isEqualTo(new Driver("any", lambda).fingerprint().value());
            assertThat(manifest.get().files())
                    .extracting(OutputFile::path)
                    .containsExactly(
                            PAYMENTS,
                            "policy-" + lambda + "/part-00000.csv",
                            "quarantine/part-00000.json",
                            "summary.json");
            assertThat(store.list(""))
                    .filteredOn(file -> !file.startsWith("_"))
                    .isSubsetOf(
                            "manifest.json",
                            "payments",
                            "policy-" + lambda,
                            "quarantine",
                            "run_result.json",
                            "summary.json");
        }
        return manifest;
    }

    /** The run of {@code lambda} is there, and nothing of how it came about. */
    static void assertPublished(RunStore store, String lambda) throws IOException {
        assertThat(assertNoneOrWhole(store))
                .hasValueSatisfying(manifest -> assertThat(manifest.config()).containsEntry("lambda", lambda));
        assertThat(store.list("payments")).containsExactly("part-00000.csv");
    }

    static List<String> protocolFiles(RunStore store) throws IOException {
        return Stream.of(store.list(""))
                .flatMap(List::stream)
                .filter(file -> file.startsWith("_"))
                .toList();
    }
}
