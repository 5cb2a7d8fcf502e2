package dev.candor.io.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.candor.Shared;
import dev.candor.io.files.InputFile;
import dev.candor.io.files.Json;
import dev.candor.io.files.OutputFile;
import dev.candor.io.files.Sha256;
import dev.candor.io.run.Manifest;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.table.TableFiles;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files belong to a table, and which places are refused. */
class InputListingTest {
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    Path folder;

    private Path write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    private static List<String> names(Path place) {
        return InputListing.filesToRead(List.of(place.toString()), "reports", HADOOP).stream()
                .map(file -> file.getPath().getName())
                .toList();
    }

    /** Refused by the reader with exit 2, in one sentence that names {@code fragments}. */
    private static void assertRefused(String place, String... fragments) {
        assertRefused(() -> TableFiles.below(place, InputTable.REPORTS, Optional.empty(), HADOOP), fragments);
    }

    private static void assertRefused(Supplier<?> reading, String... fragments) {
        UserException refusal = catchThrowableOfType(UserException.class, reading::get);
        assertThat(refusal).as("refused").isNotNull();
        assertThat(refusal.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(refusal)
                .hasMessageStartingWith("Cannot read the reports table")
                .message()
                .contains(fragments)
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "_delta_log/00000000000000000000.json, Delta",
        ".hoodie/hoodie.properties, Hudi",
        "_spark_metadata/0, streaming sink",
        "metadata/00000-1b2c.metadata.json, Iceberg",
        "metadata/v1.gz.metadata.json, Iceberg",
        "snapshot/LATEST, Paimon"
    })
    void tablesWithALogOfTheirOwnAreRefusedFromAboveAndFromWithin(String mark, String format) {
        write("up/lake/" + mark, "{}");
        if (format.equals("Paimon")) {
            write("up/lake/schema/schema-0", "{}");
        }
        write("up/lake/data/day=1/ab/part-0.csv", "agent_id\na\n");
        write("up/lake/part-0.csv", "agent_id\na\n");
        for (String place : List.of(
                "up",
                "up/lake",
                "up/lake/data",
                "up/lake/data/day=1/ab",
                "up/lake/data/day=1/ab/part-0.csv",
                "up/lake/part-0.csv",
                "up/lake/data/*/*",
                "up/l*/*.csv",
                "up/lake/" + mark.substring(0, mark.indexOf('/')))) {
            assertRefused(folder.resolve(place).toString(), format + " ", "Export a snapshot");
        }
        write("beside/part-0.csv", "agent_id\na\n");
        assertThat(names(folder.resolve("beside"))).containsExactly("part-0.csv");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delta_0000001_0000001_0000",
                "delete_delta_0000002_0000002",
                "base_0000003",
                "base_0000003_v0000009"
            })
    void transactionalHiveTablesAreRefusedAndDatesAreNot(String name) {
        for (String file : List.of("bucket_00000", "bucket_00001_0", "_orc_acid_version", "000000_0")) {
            String hive = "hive-" + file;
            write(hive + "/" + name + "/" + file, "x");
            write(hive + "/" + name + "/part-0.csv", "agent_id\na\n");
            for (String place : List.of(hive, hive + "/" + name, hive + "/" + name + "/part-0.csv")) {
                assertRefused(folder.resolve(place).toString(), "Hive");
            }
        }
        write("plain/" + name + "/part-0.csv", "agent_id\na\n");
        assertThat(names(folder.resolve("plain"))).containsExactly("part-0.csv");
        write("dates/delta_20261101_20261102/part-0.csv", "agent_id\na\n");
        write("dates/base_20261101/part-1.csv", "agent_id\na\n");
        assertThat(names(folder.resolve("dates"))).containsExactly("part-1.csv", "part-0.csv");
    }

    /** Names that a lake has too, without what else it has. */
    @Test
    void foldersOfSnapshotsAreNoLake() {
        write("a/snapshot/LATEST/part-0.csv", "agent_id\na\n");
        assertThat(names(folder.resolve("a"))).containsExactly("part-0.csv");
        assertThat(names(folder.resolve("a/snapshot/LATEST/part-0.csv"))).containsExactly("part-0.csv");
        write("b/schema/schema-0/part-1.csv", "agent_id\na\n");
        write("b/snapshot/LATEST/part-0.csv", "agent_id\na\n");
        assertThat(names(folder.resolve("b"))).containsExactlyInAnyOrder("part-0.csv", "part-1.csv");
        write("base_0000001/runs/part-0.csv", "agent_id\na\n");
        assertThat(names(folder.resolve("base_0000001"))).containsExactly("part-0.csv");
        assertThat(names(folder.resolve("base_0000001/runs"))).containsExactly("part-0.csv");
    }

    /** Every table that can be named. */
    @Test
    void everyTableRefusesALake() {
        write("lake/_delta_log/0.json", "{}");
        write("lake/part-0.csv", "x\n1\n");
        for (InputTable table : InputTable.values()) {
            UserException refusal = catchThrowableOfType(
                    UserException.class,
                    () -> TableFiles.below(folder + "/lake", table, Optional.of(TableFormat.CSV), HADOOP));
            assertThat(refusal)
                    .as(table.name())
                    .hasMessageContaining(table.label())
                    .hasMessageContaining("a Delta table");
        }
    }

    @Test
    void theCasesOfLakesAreRefused() {
        Path lakes = Shared.folder("cases/04-lake-tables");
        for (String table : List.of("delta", "delta-log", "hudi", "stream")) {
            assertRefused(lakes.resolve(table).toString(), "belongs to a", "Export a snapshot");
        }
    }

    @Test
    void partitionFoldersOfOtherColumnsAreFoldersAndThoseOfOursAreRefused() {
        Path partitions = Shared.folder("cases/06-hive-partitions");
        assertThat(names(partitions.resolve("mixed"))).hasSize(2);
        assertThat(names(partitions.resolve("underscore"))).hasSize(1);
        assertRefused(partitions.resolve("by-agent").toString(), "agent_id=a1", "columns are read from files only");

        for (String name : List.of("reward=1", "agent%5Fid=a", "Agent_ID=a", "_prompt_id=p/candidate_id=c")) {
            write(name + "/part-0.csv", "agent_id\na\n");
            for (String place : List.of(name, name + "/part-0.csv", name.replaceAll("/?.$", "*"))) {
                assertRefused(folder.resolve(place).toString(), "the name of the folder", "=");
            }
        }
        assertThat(TableFiles.below(folder + "/reward=1", InputTable.AGENTS, Optional.of(TableFormat.CSV), HADOOP)
                        .paths())
                .as("no column of the agents table")
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_old.csv",
                ".reports.csv",
                "_old/part-0.parquet",
                ".checkpoints/a/b.jsonl.gz",
                "_temporary/0/part-0.csv",
                "more.csv._COPYING_"
            })
    void hiddenDataIsRefusedByName(String name) throws IOException {
        write("in/a.csv", "agent_id\na\n");
        write("in/_SUCCESS", "");
        write("in/.a.csv.crc", "crc");
        write("in/_committed_17", "{}");
        write("in/_temporary/0/_task", "x");
        Files.createSymbolicLink(folder.resolve("in/.#a.csv"), Path.of("ann@host.1"));
        write("in/_empty.csv", "");
        assertThat(names(folder.resolve("in"))).containsExactly("a.csv");
        write("in/" + name, "agent_id\nb\n");
        for (String place : List.of("in", "in/*", "in/{a.csv,*}")) {
            assertRefused(folder.resolve(place).toString(), name.replaceAll("/.*", ""), "would be left out");
        }
        assertThat(names(folder.resolve("in/a.csv"))).containsExactly("a.csv");
    }

    @Test
    void aHiddenFileThatIsNamedIsRefused() {
        write("_reports.csv", "agent_id\na\n");
        assertRefused(folder + "/_reports.csv", "_reports.csv is hidden", "Rename it");
    }

    @Test
    void linksAreFollowedUnlessTheyLeadNowhereOrRoundInACircle() throws IOException {
        write("elsewhere/b.csv", "agent_id\nb\n");
        write("in/a.csv", "agent_id\na\n");
        Files.createSymbolicLink(folder.resolve("in/more"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve("in/c.csv"), Path.of("../elsewhere/b.csv"));
        assertThat(names(folder.resolve("in"))).containsExactly("a.csv", "c.csv", "b.csv");

        Path round = Files.createSymbolicLink(folder.resolve("in/more/round"), folder.resolve("in"));
        assertRefused(folder + "/in", "round", "in a circle");
        Files.delete(round);
        Path gone = Files.createSymbolicLink(folder.resolve("in/gone.csv"), Path.of("nowhere.csv"));
        for (String place : List.of("in", "in/*.csv", "in/gone.csv", "*/{gone,a}.csv")) {
            assertRefused(folder.resolve(place).toString(), "gone.csv is a link to nowhere.csv");
        }
        assertThat(names(folder.resolve("in/a*.csv")))
                .as("not what is asked for")
                .containsExactly("a.csv");
        Files.delete(gone);
        Path self = Files.createSymbolicLink(folder.resolve("in/self.csv"), Path.of("self.csv"));
        assertRefused(folder + "/in", "self.csv");
        Files.delete(self);
        assertThat(names(folder.resolve("in"))).hasSize(3);
    }

    @Test
    void pipesAreRefused() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", folder + "/reports.csv").start().waitFor())
                .isZero();
        assertRefused(folder + "/reports.csv", "a pipe or a device");
        assertRefused(folder.toString(), "a pipe or a device");
    }

    @Test
    void colonsInNamesOfFilesAreRefusedAndInNamesOfFoldersRead() {
        write("at 10:00/reports.csv", "agent_id\na\n");
        assertThat(names(folder.resolve("at 10:00"))).containsExactly("reports.csv");
        assertThat(names(folder)).containsExactly("reports.csv");
        write("at 10:00/reports 10:01.csv", "agent_id\na\n");
        for (String place : List.of("at 10:00/reports 10:01.csv", "at 10:00", "")) {
            assertRefused(folder.resolve(place).toString(), "reports 10:01.csv has a colon", "Rename");
        }
        write("11:00/a[1].csv", "agent_id\na\n");
        assertRefused(folder + "/11:00", "11:00/a[1].csv has a colon and one of the characters", "Rename");
        assertRefused("10:00/reports.csv", "scheme of a URI", "./10:00/reports.csv");
        assertRefused("at:/reports.csv", "no connector for at");
    }

    @Test
    void whatIsThereByThatVeryNameComesBeforeAGlob() {
        write("a[1].csv", "agent_id\na\n");
        write("a1.csv", "agent_id\na\n");
        write("{x}/b.csv", "agent_id\na\n");
        assertThat(names(folder.resolve("a[1].csv"))).containsExactly("a[1].csv");
        assertThat(names(folder.resolve("a[12].csv"))).containsExactly("a1.csv");
        assertThat(names(folder.resolve("{x}"))).containsExactly("b.csv");
        assertThat(names(folder.resolve("{a1.csv,a*.csv}"))).as("each once").containsExactly("a1.csv", "a[1].csv");
        write("in/c.csv", "agent_id\na\n");
        assertThat(names(folder.resolve("{in,in/c.csv,in}"))).as("each once").containsExactly("c.csv");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nofile[31m.json",
                "a{b",
                "x[z-a].csv",
                "a[",
                "absent/*.csv",
                "absent.csv",
                "s3a://b/x.csv",
                "nope://h/x"
            })
    void aPlaceThatCannotBeReadIsRefused(String place) {
        assertRefused(place.contains("://") ? place : folder + "/" + place, place.substring(0, 2), "--reports");
    }

    @Test
    void thereIsNoConnectorForEveryScheme() {
        assertRefused("s3a://b/x.csv", "no connector for s3a", "org.apache.hadoop:hadoop-aws:3.4.1");
        assertRefused("s3a://key:secret@b/x.csv", "s3a://b/x.csv");
    }

    @Test
    void anEmptyFolderIsNoTable() throws IOException {
        Files.createDirectories(folder.resolve("empty/er"));
        assertRefused(folder + "/empty", "there is no file at", "empty");
    }

    @Test
    void runDirectoriesAndStoresNameTheTablesInside() throws IOException {
        String sha = "0".repeat(64);
        Manifest manifest = new Manifest(
                Manifest.SCHEMA_VERSION,
                "id",
                sha,
                "build",
                new java.util.TreeMap<>(),
                new java.util.TreeMap<>(),
                "2026-12-01T00:00:00Z",
                new java.util.TreeMap<>(),
                new java.util.TreeMap<>(),
                List.of(
                        new OutputFile("errors/part-00000.parquet", 1, 1L, sha),
                        new OutputFile("reports/part-00000.parquet", 1, 1L, sha),
                        new OutputFile("summary.json", 1, null, sha)));
        write("runs/learned/reports/part-00000.parquet", "x");
        write("runs/learned/summary.json", "{}");
        write("runs/learned/manifest.json", new String(Json.bytes(manifest), StandardCharsets.UTF_8));
        for (String place : List.of("runs/learned", "runs", "runs/*", "runs/learned/*", "runs/learned/manifest.json")) {
            assertRefused(
                    folder.resolve(place).toString(),
                    "learned is a run directory of learn: give " + folder + "/runs/learned/reports");
        }
        assertRefused(
                () -> InputListing.files(folder + "/runs/learned", "reports", HADOOP),
                "give " + folder + "/runs/learned/reports");
        UserException other = catchThrowableOfType(
                UserException.class, () -> InputListing.files(folder + "/runs/learned", "prompts", HADOOP));
        assertThat(other).hasMessageContaining("its tables are errors, reports");
        assertThat(names(folder.resolve("runs/learned/reports"))).containsExactly("part-00000.parquet");

        write("store/store.json", "{\"schema_version\":1,\"buckets\":16,\"hash\":\"h\"}");
        write("store/s1/rewards/bucket-00000.parquet", "x");
        assertRefused(folder + "/store", "store is a packed store", "--packed");

        write("own/manifest.json", "{\"agent_id\":\"a\"}");
        write("own/store.json", "{\"agent_id\":\"a\"}");
        assertThat(names(folder.resolve("own"))).as("somebody's own table").hasSize(2);
    }

    @Test
    void outputAmongTheInputIsRefused() throws IOException {
        write("in/deep/a.csv", "agent_id\na\n");
        Files.createSymbolicLink(folder.resolve("alias"), folder.resolve("in"));
        List<String> inside = new ArrayList<>();
        for (String place : List.of("in", "alias", "in/", "in/*", "i?", "{in,out}/{deep,o*}")) {
            for (String output : List.of("in/out", "in/out/deep", "alias/out")) {
                UserException refusal = catchThrowableOfType(
                        UserException.class,
                        () -> OutputPlace.requireOutside(
                                HADOOP, folder + "/" + output, "reports", folder + "/" + place));
                if (refusal != null) {
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
                    assertThat(refusal.isOutputMisplaced()).isTrue();
                    inside.add(place + " " + output);
                }
            }
        }
        // A glob that is written through one name does not match the other.
        assertThat(inside).hasSize(18 - 3);
        for (String place : List.of("in/deep", "in/*.csv", "in/deep/a.csv", "[ab]*")) {
            OutputPlace.requireOutside(HADOOP, folder + "/in/out", "reports", folder + "/" + place);
        }
        OutputPlace.requireOutside(HADOOP, folder + "/in2", "reports", folder + "/in");
        OutputPlace.requireOutside(HADOOP, folder + "/in2", "reports", "hopeless[");
    }

    @Test
    void copiesAreFoundByContent() throws IOException {
        write("log.csv", "one");
        write("log (1).csv", "one");
        write("other.csv", "two");
        try (var gzip = new java.util.zip.GZIPOutputStream(Files.newOutputStream(folder.resolve("other.csv.gz")))) {
            gzip.write("two".getBytes(StandardCharsets.UTF_8));
        }
        try (var gzip = new java.util.zip.GZIPOutputStream(Files.newOutputStream(folder.resolve("log.csv.gz")))) {
            gzip.write("three".getBytes(StandardCharsets.UTF_8));
        }
        write("empty.csv", "");
        write("empty2.csv", "");
        List<InputFile> files = new ArrayList<>();
        for (FileStatus file : InputListing.files(folder.toString(), "ratings", HADOOP)) {
            byte[] content = Files.readAllBytes(Path.of(file.getPath().toUri().getPath()));
            files.add(new InputFile(file.getPath().toString(), content.length, 0, Sha256.of(content)));
        }
        assertThat(Copies.among(java.util.Map.of("ratings", files), HADOOP).stream()
                        .map(copies -> copies.files().stream()
                                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                                .toList()))
                .containsExactlyInAnyOrder(List.of("log (1).csv", "log.csv"), List.of("other.csv", "other.csv.gz"));
        assertThat(new Copies("ratings", List.of("a", "b", "c"))).hasToString("a, b and c");
    }
}
