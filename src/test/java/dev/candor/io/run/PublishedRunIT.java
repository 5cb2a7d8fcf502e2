package dev.candor.io.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.io.files.OutputFile;
import dev.candor.io.files.Sha256;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.run.RunDirectory.Outcome;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From input files to a published directory, as a job does it. */
class PublishedRunIT {
    private static final SparkSession SPARK = LocalSpark.session();

    @TempDir
    Path folder;

    @Test
    void whatIsPublishedIsWhatTheManifestSays() throws IOException {
        InputSnapshot inputs = inputs();
        RunDirectory run = open(inputs);
        List<OutputFile> tables = new ArrayList<>();
        tables.addAll(
                new StableFiles(TableFormat.PARQUET, 400).write(rows(), List.of("id"), run.staging(), "payments"));
        tables.addAll(new StableFiles(TableFormat.CSV).write(rows(), List.of("id"), run.staging(), "policy"));
        inputs.assertUnchanged(hadoop());
        assertThat(run.publish(Publication.of(tables, Map.of("report.html", "<p>"), Map.of("rows", 1000L), Map.of())))
                .isEqualTo(Outcome.PUBLISHED);

        Manifest manifest = Manifest.read(hadoop(), out().toString()).orElseThrow();
        assertThat(manifest.inputs()).isEqualTo(inputs.tables());
        assertThat(manifest.files())
                .extracting(OutputFile::path)
                .containsExactly(
                        "payments/part-00000.parquet",
                        "payments/part-00001.parquet",
                        "payments/part-00002.parquet",
                        "policy/part-00000.csv",
                        "report.html");
        for (OutputFile file : manifest.files()) {
            assertThat(Sha256.of(Files.readAllBytes(out().resolve(file.path()))))
                    .isEqualTo(file.sha256());
        }
        assertThat(files()).hasSize(manifest.files().size() + 2).contains("manifest.json", "run_result.json");
        assertThat(SPARK.read().parquet(out().resolve("payments").toString()).count())
                .isEqualTo(1000);
        assertThat(open(inputs()).alreadyPublished()).isTrue();
    }

    @Test
    void rejectedRowsOfAFailedRunCanBeRead() throws IOException {
        RunDirectory run = open(inputs());
        List<OutputFile> rejected =
                new StableFiles(TableFormat.JSON).write(rows().limit(3), List.of("id"), run.staging(), "quarantine");
        run.fail(ExitCode.INPUT_REJECTED, "3 rows rejected", rejected);
        assertThat(files()).hasSize(2).contains("run_result.json");
        assertThat(SPARK.read().json(out().resolve("quarantine").toString()).count())
                .isEqualTo(3);
    }

    private InputSnapshot inputs() throws IOException {
        Files.writeString(folder.resolve("reports.csv"), "agent_id,reward\na,1.0\n");
        return InputSnapshot.read(
                SPARK, Map.of("reports", List.of(folder.resolve("reports.csv").toString())));
    }

    private RunDirectory open(InputSnapshot inputs) {
        Fingerprint fingerprint = Fingerprint.of(Map.of("lambda", "1.0", "format", "parquet"), inputs.tables());
        return RunDirectory.open(hadoop(), out().toString(), fingerprint, Attempt.begin());
    }

    private static Dataset<Row> rows() {
        return SPARK.range(1000).withColumn("value", functions.col("id").divide(7));
    }

    private static Configuration hadoop() {
        return SPARK.sessionState().newHadoopConf();
    }

    private Path out() {
        return folder.resolve("run");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(out())) {
            return all.filter(Files::isRegularFile)
                    .map(file -> out().relativize(file).toString())
                    .toList();
        }
    }
}
