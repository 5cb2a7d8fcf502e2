package dev.candor.io.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import dev.candor.io.files.ContentHashes;
import dev.candor.io.files.InputFile;
import dev.candor.io.files.Sha256;
import dev.candor.io.gate.Gate;
import dev.candor.io.gate.GatedTables;
import dev.candor.io.gate.InputGate;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.run.Fingerprint;
import dev.candor.io.schema.InputTable;
import dev.candor.io.table.TableFiles;
import dev.candor.io.table.TableReader;
import dev.candor.io.table.TableRows;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputSnapshotIT {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final Map<String, String> CONFIG = Map.of("lambda", "1.0");

    @TempDir
    Path folder;

    @Test
    void placesNamesAndSplitsIntoDirectoriesDoNotCount() throws IOException {
        write("here/a.csv", "one");
        write("here/deep/er/b.csv", "two");
        write("there/y.csv", "one");
        write("there/x.csv", "two");
        assertThat(fingerprint("here"))
                .isEqualTo(fingerprint("there"))
                .isEqualTo(fingerprint("there/*.csv"))
                .isEqualTo(fingerprint("there/y.csv", "here/deep"));
    }

    @Test
    void everyByteCounts() throws IOException {
        write("here/a.csv", "one");
        write("there/a.csv", "onE");
        write("empty-too/a.csv", "one");
        write("empty-too/b.csv", "");
        assertThat(fingerprint("here")).isNotEqualTo(fingerprint("there")).isNotEqualTo(fingerprint("empty-too"));
    }

    @Test
    void hiddenNamesAreLeftOutAndPartitionFoldersAreNot() throws IOException {
        write("here/a.csv", "one");
        String before = fingerprint("here");
        write("here/_SUCCESS", "");
        write("here/.a.csv.crc", "crc");
        assertThat(fingerprint("here")).isEqualTo(before);
        write("here/_day=1/c.csv", "two");
        assertThat(fingerprint("here")).isNotEqualTo(before);
    }

    /** Spark and our own reader read just what is hashed, whatever the names: a row a file. */
    @Test
    void everyFileThatIsHashedIsRead() throws IOException {
        write("candidates.csv", "prompt_id,candidate_id\np,x\n");
        int trees = 0;
        for (long seed = 1; trees < 4; seed++) {
            Path root = folder.resolve("tree" + seed);
            RandomFolder made =
                    RandomFolder.in(root, Files.createDirectories(folder.resolve("aside" + seed)), new Random(seed));
            if (made.troubled || made.partitioned || made.files.size() - made.empty.size() < 3) {
                continue;
            }
            trees++;
            List<InputFile> hashed = read("tree" + seed).tables().get("reports");
            try (GatedTables tables = InputGate.read(
                    SPARK,
                    new InputPaths(
                            root.toString(),
                            Optional.of(folder + "/candidates.csv"),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()))) {
                assertThat(Gate.acceptedReports(tables))
                        .as("seed %d", seed)
                        .isEqualTo(
                                hashed.stream().filter(file -> file.bytes() > 0).count())
                        .isEqualTo(made.files.size() - made.empty.size());
            }
        }
        Path parquet = folder.resolve("parquet");
        SPARK.read()
                .option("header", true)
                .csv(folder + "/candidates.csv")
                .coalesce(1)
                .write()
                .parquet(parquet.toString());
        Path part;
        try (var files = Files.list(parquet)) {
            part = files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        }
        List<String> odd = List.of(
                "a b/[x]*?.parquet",
                "day=1/%41#é中.parquet",
                "t 10:00/a.parquet",
                "{q}/\"it's\\.parquet",
                "_d=1/a\nb.parquet");
        for (String name : odd) {
            Path copy = folder.resolve("odd/" + name);
            Files.createDirectories(copy.getParent());
            Files.copy(part, copy);
        }
        TableRows rows = TableReader.read(
                        SPARK,
                        List.of(TableFiles.below(
                                folder + "/odd", InputTable.CANDIDATES, Optional.empty(), new Configuration())))
                .get(InputTable.CANDIDATES);
        assertThat(rows.rows().count()).isEqualTo(odd.size());
        assertThat(read("odd").copies(new Configuration()))
                .singleElement()
                .satisfies(copies -> assertThat(copies.files()).hasSize(odd.size()));
    }

    @Test
    void hashIsThatOfTheContent() throws IOException {
        write("here/a.csv", "one");
        assertThat(read("here").tables().get("reports")).singleElement().satisfies(file -> {
            assertThat(file.sha256()).isEqualTo("7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");
            assertThat(file.bytes()).isEqualTo(3);
            assertThat(file.path()).endsWith("/here/a.csv");
        });
    }

    /** The law of long files, in small: digests of the pieces, hashed. */
    @Test
    void aLongFileIsHashedInPieces() throws IOException {
        write("here/a.csv", "0123456789");
        write("here/b.csv", "01234");
        write("here/c.csv", "");
        org.apache.hadoop.fs.FileSystem local = org.apache.hadoop.fs.FileSystem.getLocal(new Configuration());
        List<FileStatus> files = List.of(local.listStatus(
                new org.apache.hadoop.fs.Path(folder.resolve("here").toUri())));
        List<FileStatus> sorted =
                files.stream().sorted(Comparator.comparing(FileStatus::getPath)).toList();
        assertThat(ContentHashes.ofInputs(SPARK, sorted, 4))
                .containsExactly(
                        InputFile.sha256(List.of(sha256("0123"), sha256("4567"), sha256("89"))),
                        InputFile.sha256(List.of(sha256("0123"), sha256("4"))),
                        sha256(""));
        assertThat(InputFile.sha256(List.of(sha256("0123"), sha256("4")))).startsWith("64MiB-pieces:");
        assertThat(ContentHashes.ofInputs(SPARK, sorted, 10))
                .containsExactly(sha256("0123456789"), sha256("01234"), sha256(""));
    }

    private static String sha256(String content) {
        return Sha256.of(content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPlaceWithoutFilesIsAMistakeInTheFlags() throws IOException {
        Files.createDirectories(folder.resolve("empty"));
        for (String place : List.of("absent", "absent/*.csv", "empty")) {
            assertThatThrownBy(() -> read(place))
                    .isInstanceOfSatisfying(
                            UserException.class,
                            error -> assertThat(error.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                    .hasMessageContaining("reports")
                    .hasMessageContaining(place);
        }
    }

    @Test
    void aChangeWhileReadingIsFound() throws IOException {
        write("here/a.csv", "one");
        write("here/b.csv", "two");
        InputSnapshot files = read("here");
        assertThatCode(() -> files.assertUnchanged(new Configuration())).doesNotThrowAnyException();

        Path file = folder.resolve("here/b.csv");
        FileTime before = Files.getLastModifiedTime(file);
        write("here/b.csv", "twos");
        Files.setLastModifiedTime(file, before);
        assertChanged(files, "b.csv");

        write("here/b.csv", "owt");
        Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 1000));
        assertChanged(files, "b.csv");

        write("here/b.csv", "two");
        Files.setLastModifiedTime(file, before);
        files.assertUnchanged(new Configuration());
        write("here/c.csv", "three");
        assertChanged(files, "c.csv");

        Files.delete(folder.resolve("here/c.csv"));
        Files.delete(file);
        assertChanged(files, "b.csv");
    }

    private static void assertChanged(InputSnapshot files, String name) {
        assertThatThrownBy(() -> files.assertUnchanged(new Configuration()))
                .isInstanceOfSatisfying(
                        UserException.class,
                        error -> assertThat(error.exitCode()).isEqualTo(ExitCode.INPUT_REJECTED))
                .hasMessageContaining("changed while it was being read")
                .hasMessageContaining(name);
    }

    private String fingerprint(String... places) {
        return Fingerprint.of(CONFIG, read(places).tables()).value();
    }

    private InputSnapshot read(String... places) {
        List<String> uris =
                List.of(places).stream().map(place -> folder + "/" + place).toList();
        return InputSnapshot.read(SPARK, Map.of("reports", uris));
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
