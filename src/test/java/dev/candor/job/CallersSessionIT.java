package dev.candor.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import dev.candor.api.CandidateFeatures;
import dev.candor.api.Candor;
import dev.candor.api.Learning;
import dev.candor.api.Settlement;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import dev.candor.session.PinnedSession;
import dev.candor.session.PinnedSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.jdk.javaapi.CollectionConverters;

/** Whatever a program has set in its session, it gets what the command line gives, and its session stays as it was. */
class CallersSessionIT {
    private static final String PARTITIONS = "spark.sql.shuffle.partitions";

    @TempDir
    Path folder;

    private final SparkSession caller = LocalSpark.session().newSession();

    @BeforeEach
    void tables() throws IOException {
        caller.conf().set("spark.sql.parquet.datetimeRebaseModeInWrite", "LEGACY");
        caller.conf().set("spark.sql.parquet.filterPushdown", "true");
        caller.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");
        caller.conf().set(PARTITIONS, "7");
        Files.writeString(
                folder.resolve("comparisons.csv"),
                "agent_id,prompt_id,candidate_a,candidate_b,outcome\nann,p,x,y,a\nbob,p,x,y,b\n");
        Files.writeString(
                folder.resolve("texts.csv"),
                "prompt_id,candidate_id,text\np,x,a short answer\np,y,a long answer\nq,x,yes\nq,y,no\n");
        Files.writeString(
                folder.resolve("reports.csv"), "agent_id,prompt_id,candidate_id,reward\nann,p,x,1\nbob,p,y,0.5\n");
        Files.writeString(folder.resolve("candidates.csv"), "prompt_id,candidate_id\np,x\np,y\n");
    }

    @AfterEach
    void nothingIsKept() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private Dataset<Row> frame(String name) {
        return caller.read().option("header", true).option("inferSchema", true).csv(path(name));
    }

    private Map<String, String> settings() {
        return new HashMap<>(CollectionConverters.asJava(caller.conf().getAll()));
    }

    private Published byCommand(String output, String... verbAndFlags) {
        List<String> command = new ArrayList<>(List.of(verbAndFlags));
        command.addAll(List.of("--output", path(output)));
        VerbRun.job(command).isDone();
        return new Published(folder.resolve(output));
    }

    @Test
    void filesArePublishedAsByTheCommandLine() {
        Published told = byCommand("told", "learn", "--comparisons", path("comparisons.csv"));
        try (Learning learned =
                Candor.on(caller).learn().comparisons(path("comparisons.csv")).run()) {
            told.assertIsPublishedBy(learned::publish);
        }
    }

    /** A table that is made of the frame's own columns is written by Spark. */
    @Test
    void framesOfTheCallerTooAreWrittenAsByTheCommandLine() throws IOException {
        byCommand("told", "features", "--candidates", path("texts.csv"), "--terms", "64", "--dimensions", "1");
        try (CandidateFeatures made = Candor.on(caller)
                .features()
                .candidates(frame("texts.csv"))
                .terms(64)
                .dimensions(1)
                .run()) {
            made.publish(path("framed"));
        }
        for (String table : List.of("candidates", "model")) {
            assertThat(bytes("framed", table)).as(table).isEqualTo(bytes("told", table));
        }
    }

    private byte[] bytes(String run, String table) throws IOException {
        return Files.readAllBytes(folder.resolve(run).resolve(table).resolve("part-00000.parquet"));
    }

    @Test
    void settingsAreTakenOverButForThePinnedOnes() {
        Map<String, String> before = settings();
        SparkSession spark = PinnedSession.beside(caller).spark();
        assertThat(spark.conf().get(PARTITIONS)).isEqualTo("7");
        PinnedSettings.VALUES.forEach(
                (key, value) -> assertThat(spark.conf().get(key)).isEqualTo(value));
        assertThat(settings()).isEqualTo(before);
    }

    @Test
    void resultsLieInTheSessionOfTheCallerWhichStaysAsItWas() {
        Map<String, String> before = settings();
        try (Settlement settled = Candor.on(caller)
                .settle()
                .reports(frame("reports.csv"))
                .candidates(path("candidates.csv"))
                .run()) {
            settled.payments().createOrReplaceTempView("payments");
            frame("reports.csv").createOrReplaceTempView("reports");
            assertThat(caller.sql("select payments.agent_id, reward from payments join reports"
                                    + " on payments.agent_id = reports.agent_id order by 1")
                            .collectAsList())
                    .extracting(Row::mkString)
                    .containsExactly("ann1.0", "bob0.5");
            assertThat(settled.policy().sparkSession()).isSameAs(caller);
            assertThat(settled.rejected().sparkSession()).isSameAs(caller);
            assertThat(frame("reports.csv")
                            .join(settled.policy(), "candidate_id")
                            .count())
                    .isEqualTo(2);
        }
        assertThat(settings()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark.sql.files.ignoreCorruptFiles", "spark.sql.files.ignoreMissingFiles"})
    void skippingFilesIsRefusedAsByTheCommandLine(String key) {
        caller.conf().set(key, "true");
        assertIsRefused("Cannot run with " + key + " = true", "--spark-conf", key + "=true");
    }

    /** Spark is running and keeps its serializer: only what it says of itself is changed. */
    @Test
    void kryoAloneIsRefusedAsByTheCommandLine() {
        SparkConf conf = LocalSpark.session().sparkContext().conf();
        conf.set("spark.serializer", KryoSerializer.class.getName());
        try {
            assertIsRefused("Cannot run in this Spark, whose spark.serializer is Kryo");
        } finally {
            conf.remove("spark.serializer");
        }
    }

    private void assertIsRefused(String sentence, String... flags) {
        List<String> command =
                new ArrayList<>(List.of("learn", "--comparisons", path("comparisons.csv"), "--output", path("none")));
        command.addAll(List.of(flags));
        VerbRun run = VerbRun.job(command).isRefused(ExitCode.CONFIGURATION, sentence);
        assertThatThrownBy(() -> Candor.on(caller))
                .isInstanceOfSatisfying(UserException.class, refused -> {
                    assertThat(refused.exitCode()).isEqualTo(run.code());
                    assertThat(run.err()).contains(refused.getMessage());
                })
                .hasMessageStartingWith(sentence);
    }
}
