package dev.candor.engine.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.engine.candidates.ScatteredPopulation;
import dev.candor.engine.runtime.AgentHash;
import dev.candor.failure.Failures;
import dev.candor.job.cli.Shell;
import dev.candor.job.settle.PackJob;
import dev.candor.job.settle.SettleJob;
import dev.candor.model.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports read by columns, or packed in one segment or several, make the same files byte for byte as reports read by rows. */
class PackedStoreIT {
    @TempDir
    private static Path folder;

    private static Path tables;
    private static Map<String, String> expected;

    @BeforeAll
    static void settleByRows() throws IOException {
        LocalSpark.session();
        tables = new ScatteredPopulation().write(folder.resolve("tables"), 3, 5);
        assertDone(settle("by rows", "--reports", tables.resolve("reports").toString()));
        expected = files("by rows");
        assertThat(expected).isNotEmpty();
    }

    private record Ran(ExitCode code, String said) {}

    private static Ran run(List<String> flags) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        ExitCode code = new Shell(List.of(new SettleJob(), new PackJob()), Failures.standard(), out, out)
                .run(flags.toArray(String[]::new));
        return new Ran(code, said.toString(StandardCharsets.UTF_8));
    }

    private static void assertDone(Ran ran) {
        assertThat(ran.code()).as(ran.said()).isEqualTo(ExitCode.DONE);
    }

    private static Ran settle(String name, String... flags) {
        List<String> all = new ArrayList<>(List.of("settle", "--lambda", "0.8", "--quiet"));
        for (String table : List.of("candidates", "agents", "prompts")) {
            all.addAll(List.of("--" + table, tables.resolve(table).toString()));
        }
        all.addAll(List.of("--output", folder.resolve(name).toString()));
        all.addAll(Arrays.asList(flags));
        return run(all);
    }

    private static Ran pack(String store, String segment, Path reports, String... flags) {
        List<String> all = new ArrayList<>(List.of("pack", "--quiet"));
        if (flags.length == 0) {
            all.addAll(List.of("--buckets", "3"));
        }
        all.addAll(List.of("--reports", reports.toString()));
        all.addAll(List.of("--candidates", tables.resolve("candidates").toString()));
        all.addAll(List.of("--store", folder.resolve(store).toString(), "--segment", segment));
        all.addAll(Arrays.asList(flags));
        return run(all);
    }

    private static String packed(String store) {
        return folder.resolve(store).toString();
    }

    /** Path → bytes of policy and payments. */
    private static Map<String, String> files(String name) throws IOException {
        Map<String, String> files = new TreeMap<>();
        Path run = folder.resolve(name);
        for (String table : List.of("policy", "payments")) {
            try (Stream<Path> paths = Files.walk(run.resolve(table))) {
                for (Path file : paths.filter(Files::isRegularFile).toList()) {
                    files.put(run.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)) + "");
                }
            }
        }
        return files;
    }

    private static void assertSameBytes(String name, String... flags) throws IOException {
        assertDone(settle(name, flags));
        assertThat(files(name)).isEqualTo(expected);
    }

    @Test
    void parquetByColumns() throws IOException {
        for (boolean dictionaries : List.of(true, false)) {
            Path reports = folder.resolve("parquet-" + dictionaries);
            LocalSpark.session()
                    .read()
                    .option("header", true)
                    .schema("agent_id string, prompt_id string, candidate_id string, reward double")
                    .csv(tables.resolve("reports").toString())
                    .repartition(3)
                    .write()
                    .option("parquet.enable.dictionary", dictionaries)
                    .option("parquet.block.size", 32 << 10)
                    .parquet(reports.toString());
            assertSameBytes("by columns " + dictionaries, "--reports", reports.toString());
            assertSameBytes("joined " + dictionaries, "--reports", reports.toString(), "--broadcast-limit-mib", "0");
        }
    }

    @Test
    void oneSegmentWithAndWithoutBroadcasts() throws IOException {
        assertDone(pack("one", "all", tables.resolve("reports")));
        assertSameBytes("from one", "--packed", packed("one"));
        assertThat(settle("from one", "--packed", packed("one")).said()).contains("Already done");
        assertSameBytes("from one, joined", "--packed", packed("one"), "--broadcast-limit-mib", "0");
    }

    /** A day more adds files and leaves the others as they are. */
    @Test
    void segmentsAddUp() throws IOException {
        List<Path> days;
        try (Stream<Path> parts = Files.list(tables.resolve("reports"))) {
            days = parts.sorted().toList();
        }
        assertDone(pack("days", "day-0", days.get(0)));
        Map<String, String> before = contents("days/day-0");
        assertDone(pack("days", "day-1", days.get(1), "--buckets", "9"));
        assertDone(pack("days", "day-2", days.get(2)));
        assertThat(contents("days/day-0")).isEqualTo(before);
        assertSameBytes("from days", "--packed", packed("days"));

        assertThat(pack("days", "day-1", days.get(1)).said()).contains("Already done");
        Ran other = pack("days", "day-1", days.get(0));
        assertThat(other.code()).isEqualTo(ExitCode.OUTPUT_CONFLICT);
        assertThat(contents("days/day-0")).isEqualTo(before);
    }

    private static Map<String, String> contents(String directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder.resolve(directory))) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                contents.put(
                        file.toString(),
                        Arrays.hashCode(Files.readAllBytes(file)) + " " + Files.getLastModifiedTime(file));
            }
        }
        return contents;
    }

    /** The store says how an agent's bucket is found, and any reader of Parquet finds what was reported. */
    @Test
    void theStoreIsWhatItsDescriptionSays() throws IOException {
        assertDone(pack("described", "all", tables.resolve("reports")));
        assertThat(Files.readString(folder.resolve("described/store.json")))
                .contains("\"buckets\" : 3", "xxh64(utf8(agent_id), seed 42) unsigned modulo buckets");
        var spark = LocalSpark.session();
        var rewards = spark.read().parquet(packed("described") + "/all/rewards");
        var pairs = spark.read().parquet(packed("described") + "/all/candidates");
        var reports = spark.read()
                .option("header", true)
                .schema("agent_id string, prompt_id string, candidate_id string, reward double")
                .csv(tables.resolve("reports").toString())
                .distinct();
        var restored = rewards.join(pairs, "slot").select("agent_id", "prompt_id", "candidate_id", "reward");
        assertThat(restored.count()).isEqualTo(reports.count());
        assertThat(restored.except(reports).count()).isZero();
        for (var row : rewards.withColumn("file", functions.input_file_name())
                .groupBy("agent_id")
                .agg(functions.min("file"), functions.max("file"))
                .collectAsList()) {
            assertThat(row.getString(1)).isEqualTo(row.getString(2));
            byte[] id = row.getString(0).getBytes(StandardCharsets.UTF_8);
            assertThat(row.getString(1))
                    .endsWith("bucket-0000" + AgentHash.partition(id, 0, id.length, 3) + ".parquet");
        }
    }

    @Test
    void whatContradictsAnEarlierDayIsRejectedWithItsRows() throws IOException {
        Path first = Files.writeString(folder.resolve("first.csv"), """
                agent_id,prompt_id,candidate_id,reward
                a-agent-0,m-wide,a0,1
                Z-agent-1,m-wide,a0,2
                """);
        Path second = Files.writeString(folder.resolve("second.csv"), """
                agent_id,prompt_id,candidate_id,reward
                a-agent-0,m-wide,a0,1
                Z-agent-1,m-wide,a0,3
                """);
        assertDone(pack("contradictory", "first", first));
        assertDone(pack("contradictory", "second", second));
        Ran ran = settle("contradiction", "--packed", packed("contradictory"));
        assertThat(ran.code()).isEqualTo(ExitCode.INPUT_REJECTED);
        assertThat(ran.said()).contains("2 rows are rejected", "CONFLICTING_DUPLICATE", "Z-agent-1");
        assertThat(folder.resolve("contradiction/quarantine")).isDirectory();
        Ran tolerated = settle("tolerated", "--packed", packed("contradictory"), "--max-rejected-rows", "2");
        assertDone(tolerated);
    }

    @Test
    void rowsThatCannotBePackedAreNot() throws IOException {
        Path reports = Files.writeString(folder.resolve("broken.csv"), """
                agent_id,prompt_id,candidate_id,reward
                a,m-wide,a0,1
                a,m-wide,nowhere,1
                """);
        Ran ran = pack("broken", "day", reports);
        assertThat(ran.code()).isEqualTo(ExitCode.INPUT_REJECTED);
        assertThat(ran.said()).contains("UNKNOWN_CANDIDATE", "nowhere");
        assertThat(folder.resolve("broken/day/manifest.json")).doesNotExist();
        assertThat(settle("of nothing", "--packed", packed("broken")).code()).isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void damageIsNoticed() throws IOException {
        assertDone(pack("damaged", "all", tables.resolve("reports")));
        Path file = folder.resolve("damaged/all/rewards/bucket-00001.parquet");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 4;
        Files.write(file, bytes);
        Ran ran = settle("from damaged", "--packed", packed("damaged"));
        assertThat(ran.code()).as(ran.said()).isEqualTo(ExitCode.INPUT_REJECTED);
        assertThat(ran.said()).contains("bucket-00001.parquet");
        assertThat(folder.resolve("from damaged/manifest.json")).doesNotExist();
    }

    /** Sound pages of another file are damage too: bits are not all that can be wrong. */
    @Test
    void anotherFileInTheRightPlaceIsNoticed() throws IOException {
        assertDone(pack("swapped", "all", tables.resolve("reports")));
        Path rewards = folder.resolve("swapped/all/rewards");
        Files.copy(
                rewards.resolve("bucket-00002.parquet"),
                rewards.resolve("bucket-00000.parquet"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Ran ran = settle("from swapped", "--packed", packed("swapped"));
        assertThat(ran.code()).as(ran.said()).isEqualTo(ExitCode.INPUT_REJECTED);
        assertThat(ran.said()).contains("bucket-00000.parquet", "is not the file that was packed");
    }

    /** Agents are checked while packing and their payers are not: a store has what agents reported. */
    @Test
    void packedWithAgentsIsPackedByAgent() throws IOException {
        assertDone(pack(
                "checked",
                "all",
                tables.resolve("reports"),
                "--buckets",
                "100",
                "--agents",
                tables.resolve("agents").toString()));
        Files.writeString(folder.resolve("checked/README.txt"), "Not a segment.");
        Files.createDirectories(folder.resolve("checked/unfinished/rewards"));
        assertSameBytes("from checked", "--packed", packed("checked"));
    }

    @Test
    void whatIsNoStoreIsRefused() throws IOException {
        assertThat(settle("nowhere", "--packed", packed("no store")).said()).contains("candor: Cannot ");
        Files.createDirectories(folder.resolve("foreign"));
        Files.writeString(
                folder.resolve("foreign/store.json"), "{\"schema_version\":7,\"buckets\":3,\"hash\":\"crc\"}");
        Ran ran = pack("foreign", "day", tables.resolve("reports"));
        assertThat(ran.code()).as(ran.said()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(ran.said()).contains("its version is 7");
        assertThat(pack("x", "no/name", tables.resolve("reports")).code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(settle("both", "--packed", "a", "--reports", "b").said()).contains("drop one of them");
    }
}
