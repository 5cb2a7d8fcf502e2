package dev.candor.engine.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.Launched;
import dev.candor.LocalSpark;
import dev.candor.StandaloneCluster;
import dev.candor.engine.candidates.ScatteredPopulation;
import dev.candor.failure.Failures;
import dev.candor.job.cli.Shell;
import dev.candor.job.settle.SettleJob;
import dev.candor.model.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same bill, byte for byte, however the work is laid out. Each run settles the same rows through the job and is
 * compared with the first run of its divergence by the SHA-256 of every file of policy/ and payments/.
 *
 * <p>Not every combination is run but a covering set: under each divergence 1 or 2, 7 and 200 partitions, broadcasts
 * allowed and forbidden, rows as drawn and shuffled, one file and many (plain and gzipped, whole and cut into splits);
 * adaptive execution is turned off once with and once without broadcasts; local[2] is where all this runs, local[1]
 * settles under KL, and the cluster under both, with broadcasts and without.
 */
class SameBytesIT {
    private static final ScatteredPopulation POPULATION = new ScatteredPopulation();
    private static final Map<String, Map<String, String>> FIRST = new TreeMap<>();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void settleFirst() {
        assertThat(POPULATION.reportRows()).isBetween(5_000, 15_000);
        Path tables = POPULATION.write(folder.resolve("as drawn"));
        for (String divergence : List.of("kl", "hellinger")) {
            String partitions = divergence.equals("kl") ? "1" : "2";
            Path output = folder.resolve("first-" + divergence);
            SparkEvents.during(
                    LocalSpark.session(),
                    () -> settle(with(flags(tables, divergence, output), "--partitions", partitions)),
                    seen -> assertThat(seen.policyWasShuffled()).isFalse());
            FIRST.put(divergence, hashes(output));
            assertThat(FIRST.get(divergence))
                    .containsOnlyKeys("payments/part-00000.parquet", "policy/part-00000.parquet");
        }
        assertThat(FIRST.get("kl")).isNotEqualTo(FIRST.get("hellinger"));
    }

    @ParameterizedTest
    @CsvSource({
        "kl,        2,   3, 5, false, true,  150000",
        "kl,        7,   5, 6, true,  false, 100000",
        "kl,        200, 2, 7, true,  true,  134217728",
        "hellinger, 1,   4, 8, true,  true,  100000",
        "hellinger, 7,   2, 9, false, false, 200000",
        "hellinger, 200, 6, 4, true,  true,  134217728",
    })
    void everyLayout(
            String divergence,
            int partitions,
            int files,
            long seed,
            boolean adaptive,
            boolean broadcasts,
            int splitBytes) {
        String name = divergence + "-" + partitions;
        Path tables = POPULATION.write(folder.resolve("tables-" + name), files, seed);
        Path output = folder.resolve("run-" + name);
        List<String> flags = with(flags(tables, divergence, output), "--partitions", Integer.toString(partitions));
        flags.addAll(List.of("--spark-conf", "spark.sql.adaptive.enabled=" + adaptive));
        flags.addAll(List.of("--spark-conf", "spark.sql.files.maxPartitionBytes=" + splitBytes));
        if (!broadcasts) {
            flags.addAll(List.of("--spark-conf", "spark.sql.autoBroadcastJoinThreshold=-1"));
        }
        SparkEvents.during(LocalSpark.session(), () -> settle(flags), seen -> {
            assertThat(seen.policyWasShuffled()).isEqualTo(!broadcasts);
            assertThat(seen.broadcasts() > 0).isEqualTo(broadcasts);
        });
        assertThat(hashes(output)).isEqualTo(FIRST.get(divergence));
    }

    /** This JVM is local[2]. */
    @Test
    void oneCoreInsteadOfTwo() {
        Path tables = POPULATION.write(folder.resolve("tables-one-core"), 3, 11);
        Path output = folder.resolve("run-one-core");
        List<String> flags = with(flags(tables, "kl", output), "--master", "local[1]", "--partitions", "5");
        assertDone(Launched.job(Map.of(), folder, flags));
        assertThat(hashes(output)).isEqualTo(FIRST.get("kl"));
    }

    @Test
    void aStandaloneClusterOfTwoWorkers() {
        Path tables = POPULATION.write(folder.resolve("tables-cluster"), 4, 12);
        try (StandaloneCluster cluster = StandaloneCluster.start()) {
            Path broadcast = folder.resolve("run-cluster");
            List<String> few = with(flags(tables, "hellinger", broadcast), "--partitions", "6");
            assertDone(cluster.submit(few.toArray(String[]::new)));
            assertThat(hashes(broadcast)).isEqualTo(FIRST.get("hellinger"));

            Path shuffled = folder.resolve("run-cluster-shuffled");
            List<String> flags = with(
                    flags(tables, "kl", shuffled),
                    "--spark-conf",
                    "spark.sql.autoBroadcastJoinThreshold=-1",
                    "--partitions",
                    "7");
            assertDone(cluster.submitThroughSparkHome(flags.toArray(String[]::new)));
            assertThat(hashes(shuffled)).isEqualTo(FIRST.get("kl"));
        }
    }

    private static List<String> flags(Path tables, String divergence, Path output) {
        List<String> flags = new ArrayList<>(List.of("settle", "--divergence", divergence, "--lambda", "0.8"));
        for (String table : List.of("reports", "candidates", "agents", "prompts")) {
            flags.addAll(List.of("--" + table, tables.resolve(table).toString()));
        }
        flags.addAll(List.of("--output", output.toString(), "--quiet"));
        return flags;
    }

    private static List<String> with(List<String> flags, String... more) {
        List<String> all = new ArrayList<>(flags);
        all.addAll(List.of(more));
        return all;
    }

    /** In this JVM, beside the tests' session. */
    private static void settle(List<String> flags) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        ExitCode code = new Shell(List.of(new SettleJob()), new Failures(List.of()), out, out)
                .run(flags.toArray(String[]::new));
        assertThat(code).as(said.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.DONE);
    }

    private static void assertDone(Launched launched) {
        assertThat(launched.exitCode()).as(launched.stderr()).isZero();
    }

    /** Path → SHA-256 of every file of the policy and the payments. */
    private static Map<String, String> hashes(Path output) {
        Map<String, String> hashes = new TreeMap<>();
        for (String table : List.of("policy", "payments")) {
            try (Stream<Path> files = Files.walk(output.resolve(table))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    hashes.put(output.relativize(file).toString(), sha256(Files.readAllBytes(file)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return hashes;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
