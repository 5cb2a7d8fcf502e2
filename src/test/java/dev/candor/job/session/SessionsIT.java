package dev.candor.job.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.candor.Launched;
import dev.candor.LocalSpark;
import dev.candor.failure.Failures;
import dev.candor.job.Published;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.job.cli.Greet;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Shell;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import dev.candor.session.PinnedSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spark as the command line asks for it, and as whoever started it left it. */
class SessionsIT {
    private static final String SHUFFLE_PARTITIONS = "spark.sql.shuffle.partitions";

    private static RunContext context(String... flags) {
        Greet greet = new Greet(context -> ExitCode.DONE);
        String[] arguments = Arrays.copyOf(new String[] {"greet", "--name", "a"}, 3 + flags.length);
        System.arraycopy(flags, 0, arguments, 3, flags.length);
        ExitCode code = new Shell(List.of(greet), new Failures(List.of()), System.out, System.err).run(arguments);
        assertThat(code).isEqualTo(ExitCode.DONE);
        return greet.context;
    }

    @Test
    void aSessionThatWasThereIsLeftRunningAndUnchanged() {
        SparkSession before = LocalSpark.session();
        String partitions = before.conf().get(SHUFFLE_PARTITIONS);
        SparkContext used;
        try (SessionLease lease =
                Sessions.open(context("--partitions", "11", "--spark-conf", "spark.sql.ansi.enabled=false"))) {
            RuntimeConfig conf = lease.spark().conf();
            used = lease.spark().sparkContext();
            assertThat(conf.get(SHUFFLE_PARTITIONS)).isEqualTo("11");
            assertThat(conf.get("spark.sql.ansi.enabled")).isEqualTo("false");
            PinnedSettings.VALUES.forEach(
                    (key, value) -> assertThat(conf.get(key)).isEqualTo(value));
        }
        assertThat(used).isSameAs(before.sparkContext());
        assertThat(before.sparkContext().isStopped()).isFalse();
        assertThat(before.conf().get(SHUFFLE_PARTITIONS)).isEqualTo(partitions);
        assertThat(before.conf().get("spark.sql.ansi.enabled")).isEqualTo("true");
    }

    @Test
    void anotherValueOfAPinnedSettingIsRefused() {
        assertThatThrownBy(() -> Sessions.open(context("--spark-conf", "spark.sql.parquet.writeLegacyFormat=true")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("writeLegacyFormat = true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark.sql.files.ignoreCorruptFiles", "spark.sql.files.ignoreMissingFiles"})
    void skippingFilesIsRefused(String property) {
        LocalSpark.session();
        assertThatThrownBy(() -> Sessions.open(context("--spark-conf", property + "=true")))
                .isInstanceOfSatisfying(
                        UserException.class,
                        refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .hasMessageContaining(property);
    }

    @Test
    void withoutAMasterSparkIsEmbedded() {
        SparkConf conf = Sessions.configuration(context());
        assertThat(conf.get("spark.master")).isEqualTo("local[*]");
        assertThat(conf.get("spark.app.name")).isEqualTo("candor greet");
        assertThat(conf.get("spark.ui.enabled")).isEqualTo("false");
    }

    @Test
    void whatTheCommandLineSaysWins() {
        SparkConf conf = Sessions.configuration(
                context("--master", "local[1]", "--partitions", "5", "--spark-conf", "spark.ui.enabled=true"));
        assertThat(conf.get("spark.master")).isEqualTo("local[1]");
        assertThat(conf.get("spark.ui.enabled")).isEqualTo("true");
        assertThat(conf.get(SHUFFLE_PARTITIONS)).isEqualTo("5");
    }

    @Test
    void aUserExceptionThrownInATaskReachesTheUser() {
        JavaSparkContext spark =
                JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
        Throwable failure =
                catchThrowable(() -> spark.parallelize(List.of(1, 2), 2).foreach(row -> {
                    throw UserException.inputRejected("Cannot accept row " + row + ".");
                }));
        assertThat(failure).isNotInstanceOf(UserException.class);
        assertThat(new Failures(List.of()).explain(failure))
                .hasValueSatisfying(found -> assertThat(found.exitCode()).isEqualTo(ExitCode.INPUT_REJECTED));
    }

    /** A settlement of a process of its own, to the same bytes; Tariff and others are records. */
    @Test
    void aSettlementUnderKryoIsTheSame(@TempDir Path folder) {
        SmallInput input = new SmallInput(folder.resolve("in"));
        VerbRun.job(input.command("settle", "--output", folder.resolve("plain").toString()))
                .isDone();
        Launched kryo = Launched.job(
                Map.of(),
                folder,
                input.command(
                        "settle",
                        "--output",
                        folder.resolve("kryo").toString(),
                        "--spark-conf",
                        "spark.serializer=" + KryoSerializer.class.getName()));
        assertThat(kryo.exitCode()).as(kryo.stderr()).isZero();
        assertThat(new Published(folder.resolve("kryo")).bill())
                .isEqualTo(new Published(folder.resolve("plain")).bill());
    }
}
