package dev.candor.job;

import dev.candor.LocalSpark;
import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Manifest;
import dev.candor.io.run.RunResult;
import dev.candor.io.store.Encodings;
import dev.candor.model.SettlementSummary;
import dev.candor.report.settlement.SummaryParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.api.Assertions;

/** A run directory as somebody who was not there finds it. */
public record Published(Path directory) {
    public Optional<Manifest> manifest() {
        return io(() -> Manifest.read(new Configuration(), directory.toString()));
    }

    public RunResult result() {
        return io(() -> RunResult.read(new Configuration(), directory.toString()))
                .orElseThrow();
    }

    public SettlementSummary summary() {
        return SummaryParser.parse(text("summary.json"));
    }

    public String text(String path) {
        return io(() -> Files.readString(directory.resolve(path)));
    }

    public Dataset<Row> table(String name) {
        return LocalSpark.session().read().parquet(directory.resolve(name).toString());
    }

    public List<Row> payments() {
        return table("payments").orderBy("agent_id").collectAsList();
    }

    /** Relative path of every file → SHA-256 of its content. */
    public Map<String, String> contents() {
        return files(Published::sha256);
    }

    /** Relative path of every file → SHA-256 and the time it was last written. */
    public Map<String, String> contentsAndTimes() {
        return files(file -> sha256(file) + " " + io(() -> Files.getLastModifiedTime(file)));
    }

    /** {@link #contents} of the tables that decide money. */
    public Map<String, String> bill() {
        Map<String, String> bill = contents();
        bill.keySet().removeIf(path -> !path.startsWith("policy/") && !path.startsWith("payments/"));
        return bill;
    }

    /**
     * A manifest, every file it lists with its very content, the result of the run, and nothing else. No Parquet file
     * depends on the JVM that wrote it.
     */
    public Published assertWhole() {
        Manifest manifest = manifest().orElseThrow();
        Map<String, String> contents = contents();
        for (OutputFile file : manifest.files()) {
            Assertions.assertThat(contents.remove(file.path())).as(file.path()).isEqualTo(file.sha256());
            if (file.path().endsWith(".parquet")) {
                io(() -> Encodings.of(directory.resolve(file.path()))).forEach(Encodings::assertOrdered);
            }
        }
        contents.remove("manifest.json");
        contents.remove("run_result.json");
        contents.keySet().removeIf(path -> path.startsWith("_staging-"));
        Assertions.assertThat(contents).isEmpty();
        return this;
    }

    /** A whole run that left no protocol file. */
    public Published assertClean() {
        assertWhole();
        Assertions.assertThat(contents().keySet()).noneMatch(path -> path.startsWith("_"));
        Assertions.assertThat(result().status()).isEqualTo("published");
        return this;
    }

    /**
     * The same run as another: its fingerprint, its configuration, its figures, and byte for byte its files.
     *
     * @param timed files that hold timings, which differ
     */
    public void assertIsTheRunOf(Published other, String... timed) {
        Manifest mine = assertClean().manifest().orElseThrow();
        Manifest theirs = other.manifest().orElseThrow();
        Assertions.assertThat(mine.fingerprint()).isEqualTo(theirs.fingerprint());
        Assertions.assertThat(mine.config()).isEqualTo(theirs.config());
        Assertions.assertThat(mine.inputs()).isEqualTo(theirs.inputs());
        Assertions.assertThat(mine.counts()).isEqualTo(theirs.counts());
        Assertions.assertThat(mine.sums()).isEqualTo(theirs.sums());
        Assertions.assertThat(untimed(mine, timed)).isEqualTo(untimed(theirs, timed));
        Assertions.assertThat(mine.files()).hasSameSizeAs(theirs.files());
    }

    private static Map<String, String> untimed(Manifest manifest, String... timed) {
        Map<String, String> files = new TreeMap<>();
        manifest.files().forEach(file -> files.put(file.path(), file.sha256()));
        files.keySet().removeAll(List.of(timed));
        Assertions.assertThat(files).isNotEmpty();
        return files;
    }

    /** Publishes in a place of its own, twice, and where the run is already: the run is the same, and is written once. */
    public void assertIsPublishedBy(Consumer<String> publish, String... timed) {
        Map<String, String> before = contentsAndTimes();
        publish.accept(directory.toString());
        Assertions.assertThat(contentsAndTimes()).as("done already").isEqualTo(before);
        Published again = new Published(directory.resolveSibling(directory.getFileName() + "-published"));
        publish.accept(again.directory.toString());
        again.assertIsTheRunOf(this, timed);
        Map<String, String> once = again.contentsAndTimes();
        publish.accept(again.directory.toString());
        Assertions.assertThat(again.contentsAndTimes()).as("done already").isEqualTo(once);
    }

    /** Nothing but the account of the failure and, perhaps, the rejected rows. */
    public Published assertFailed(int exitCode) {
        Assertions.assertThat(contents().keySet())
                .contains("run_result.json")
                .allMatch(path -> path.equals("run_result.json") || path.startsWith("quarantine/failed-"));
        Assertions.assertThat(result().status()).isEqualTo("failed");
        Assertions.assertThat(result().exitCode()).isEqualTo(exitCode);
        return this;
    }

    /** Rows in quarantine as table, reason, row text. */
    public List<Row> quarantine() {
        return LocalSpark.session()
                .read()
                .schema("table string, reason string, row_text string")
                .json(directory.resolve("quarantine").toString())
                .orderBy("table", "reason", "row_text")
                .collectAsList();
    }

    private Map<String, String> files(java.util.function.Function<Path, String> of) {
        if (!Files.exists(directory)) {
            return new TreeMap<>();
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            Map<String, String> files = new TreeMap<>();
            walk.filter(Files::isRegularFile)
                    .forEach(file -> files.put(directory.relativize(file).toString(), of.apply(file)));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T io(Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
