package dev.candor.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.failure.Failures;
import dev.candor.io.files.Redaction;
import dev.candor.io.run.BuildId;
import dev.candor.job.tools.Selfcheck;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The command line: who wins, what is refused, what is printed, what the process returns. */
class ShellTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Greet greet = new Greet(context -> ExitCode.DONE);

    private ExitCode run(String... arguments) {
        Failures failures = new Failures(List.of(failure -> failure instanceof StackOverflowError
                ? Optional.of(UserException.inputRejected("Cannot go that deep."))
                : Optional.empty()));
        return new Shell(
                        List.of(greet, new Selfcheck()),
                        failures,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
    }

    private String stdout() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String stderr() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private String conf(String text) throws IOException {
        return Files.writeString(folder.resolve("greet.conf"), text).toString();
    }

    /** One line on stderr, exit code 2, no stack trace, nothing on stdout. */
    private void assertRefused(ExitCode code, String... fragments) {
        assertThat(code).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(stderr()).startsWith("candor: Cannot ").contains(fragments).doesNotContain("\tat ");
        assertThat(stderr().strip()).doesNotContain("\n");
        assertThat(stdout()).isEmpty();
    }

    @Test
    void flagsWinOverSetOverConfigOverDefaults() throws IOException {
        String conf = conf("name = file\nlambda = 0.1\ncount = 7\ntone = very-loud");
        assertThat(run("greet", "--config", conf, "--set", "lambda=0.2", "--set", "count=8", "--count", "9"))
                .isEqualTo(ExitCode.DONE);
        assertThat(greet.name).isEqualTo("file");
        assertThat(greet.lambda).isEqualTo(0.2);
        assertThat(greet.count).isEqualTo(9);
        assertThat(greet.tone).isEqualTo(Greet.Tone.VERY_LOUD);
        assertThat(greet.unitPrice).isEqualByComparingTo("1");
    }

    @Test
    void aSwitchOfTheFileStaysOnWhenGivenAgainAndGoesOffWhenTold() throws IOException {
        String conf = conf("name = a\nshy = true");
        run("greet", "--config", conf);
        assertThat(greet.shy).isTrue();
        greet = new Greet(context -> ExitCode.DONE);
        run("greet", "--config", conf, "--shy");
        assertThat(greet.shy).isTrue();
        greet = new Greet(context -> ExitCode.DONE);
        run("greet", "--config", conf, "--shy=false");
        assertThat(greet.shy).isFalse();
        greet = new Greet(context -> ExitCode.DONE);
        run("greet", "--name", "a");
        assertThat(greet.shy).isFalse();
    }

    @Test
    void listsAndSparkPropertiesComeFromFilesAndFlags() throws IOException {
        String conf = conf("name = a\nwords = [x, y]\nspark-conf { spark.a = 1, spark.b = 2 }");
        assertThat(run("greet", "--config", conf, "--set", "spark-conf.spark.b=3", "--spark-conf", "spark.c=-Dx=y"))
                .isEqualTo(ExitCode.DONE);
        assertThat(greet.words).containsExactly("x", "y");
        assertThat(greet.context.common().sparkConf())
                .isEqualTo(Map.of("spark.a", "1", "spark.b", "3", "spark.c", "-Dx=y"));
    }

    @ParameterizedTest
    @CsvSource({"lamda, lambda", "LAMBDA, lambda", "unit_price, unit-price", "cuont, count"})
    void unknownKeysNameTheNearestKnownOne(String unknown, String known) throws IOException {
        assertRefused(
                run("greet", "--name", "a", "--set", unknown + "=1"), "'" + unknown + "' (--set)", "'" + known + "'");
        err.reset();
        String conf = conf("name = a\n\n" + unknown + " = 1");
        assertRefused(run("greet", "--config", conf), "'" + unknown + "' (" + conf + ":3)", "'" + known + "'");
    }

    @Test
    void whatSaysWhereSettingsComeFromIsNoSetting() {
        assertRefused(run("greet", "--name", "a", "--set", "plan=true"), "unknown setting 'plan'");
        err.reset();
        assertRefused(run("greet", "--name", "a", "--set", "config=x"), "unknown setting 'config'");
    }

    @ParameterizedTest
    @CsvSource({
        "lambda, abc, it is not a number",
        "count, 1.5, it is not a whole number",
        "unit-price, 1.2.3, it is not a number",
        "shy, maybe, it is not true or false",
        "tone, very-lod, Did you mean 'very-loud'?"
    })
    void wrongTypesNameKeyValueAndSource(String key, String value, String reason) throws IOException {
        assertRefused(
                run("greet", "--name", "a", "--" + key + "=" + value),
                key + " = '" + value + "' (flag --" + key + ")",
                reason);
        err.reset();
        assertRefused(
                run("greet", "--name", "a", "--set", key + "=" + value), key + " = '" + value + "' (--set)", reason);
        err.reset();
        String conf = conf("name = a\n" + key + " = \"" + value + "\"");
        assertRefused(run("greet", "--config", conf), key + " = '" + value + "' (" + conf + ":2)", reason);
    }

    @Test
    void aFlagIsCheckedEvenWhenASettingIsRight() {
        assertRefused(run("greet", "--name", "a", "--set", "count=1", "--count", "x"), "(flag --count)");
    }

    @Test
    void usageErrorsAreOneLine() throws IOException {
        assertRefused(run("greet", "--nam", "a"), "unknown flag '--nam'", "Did you mean '--name'?");
        err.reset();
        assertRefused(run("greet"), "without --name", "jobs/greet --help");
        err.reset();
        assertRefused(run("greet", "--name"), "--name without a value");
        err.reset();
        assertRefused(run("greet", "--name", "a", "--name", "b"), "--name twice");
        err.reset();
        assertRefused(run("greet", "--name", "a", "stray"), "'stray'");
        err.reset();
        assertRefused(run("greet", "--name", "a", "--set", "count"), "--set count", "key=value");
        err.reset();
        assertRefused(run("greet", "--name", "a", "--set", "count=1", "--set", "count=2"), "--set count twice");
        err.reset();
        assertRefused(run("greet", "--config", "no/such.conf"), "--config no/such.conf");
        err.reset();
        assertRefused(run("greet", "--config"), "--config without a value");
        err.reset();
        assertRefused(run("greet", "--config", conf("name = {")), "greet.conf");
        err.reset();
        assertRefused(run("greet", "--name", "a", "--partitions", "0"), "partitions = 0");
        err.reset();
        assertRefused(run("gret"), "unknown verb 'gret'", "Did you mean 'greet'?", "greet, selfcheck");
    }

    @Test
    void valuesAreTakenLiterally() {
        assertThat(run("greet", "--name=@no-such-file", "--set", "api-token=${env:HOME}", "--set", "output=a=b"))
                .isEqualTo(ExitCode.DONE);
        assertThat(greet.name).isEqualTo("@no-such-file");
        assertThat(greet.apiToken).isEqualTo("${env:HOME}");
        assertThat(greet.output).hasToString("a=b");
    }

    @Test
    void helpShowsEveryOptionWithItsDefault() {
        assertThat(run("greet", "--config", "no/such.conf", "--help")).isEqualTo(ExitCode.DONE);
        assertThat(stdout())
                .contains("jobs/greet", "--name=NAME", "--lambda", "Default: 0.5", "One of: flat, very-loud.")
                .contains("Default: flat", "--config=FILE", "--set=KEY=VALUE", "--plan", "--spark-conf", "--version")
                .containsSubsequence("--name", "--lambda", "--tone", "--shy", "--output", "--master");
        assertThat(stderr()).isEmpty();
    }

    @Test
    void versionNamesTheBuild() {
        assertThat(run("greet", "--version")).isEqualTo(ExitCode.DONE);
        assertThat(run("--version")).isEqualTo(ExitCode.DONE);
        assertThat(stdout().lines()).hasSize(2).containsOnly("candor " + BuildId.current());
    }

    @Test
    void planPrintsWhatWouldBeDoneAndDoesNothing() {
        greet = new Greet(context -> {
            throw new AssertionError("the plan was run");
        });
        assertThat(run(
                        "greet",
                        "--name",
                        "a",
                        "--plan",
                        "--api-token",
                        "canary-1",
                        "--spark-conf",
                        "spark.x.Secret.y=canary-2",
                        "--spark-conf",
                        "spark.z=s3a://canary-3:canary-4@bucket/p"))
                .isEqualTo(ExitCode.DONE);
        assertThat(stdout())
                .contains("lambda = 0.5\n", "name = a\n", "tone = flat\n", "master = ", "write: hello a\n")
                .contains("api-token = (redacted)", "s3a://(redacted)@bucket/p")
                .doesNotContain("canary");
        assertThat(stdout().lines().filter(line -> line.contains(" = "))).isSorted();
    }

    @Test
    void secretKeysHaveManyNames() {
        Redaction redaction = Redaction.of(Map.of());
        assertThat(redaction.value("count-token", "canary")).doesNotContain("canary");
        assertThat(redaction.value("aws-access-key", "canary")).doesNotContain("canary");
    }

    /**
     * Keys of clouds, clusters and drivers; as keys of a file, of --set and of flags, in plans, errors and accounts
     * (case plan-secrets).
     */
    @Test
    void noSecretIsSaidInAnyWay() throws IOException {
        List<String> keys = List.of(
                "spark.hadoop.fs.s3a.secret.key",
                "spark.hadoop.fs.s3a.bucket.b.session.token",
                "spark.hadoop.fs.azure.account.key.x.blob.core.windows.net",
                "spark.hadoop.fs.azure.sas.c.x",
                "spark.hadoop.fs.azure.account.oauth2.client.secret",
                "spark.hadoop.fs.gs.auth.service.account.private.key",
                "spark.hadoop.ssl.keystore.pass",
                "spark.ssl.keyPassword",
                "spark.my.pwd",
                "spark.mine.hush");
        StringBuilder file = new StringBuilder("name = a\nspark-conf { spark.redaction.regex = \"hush\"\n");
        keys.forEach(key ->
                file.append(key).append(" = CANARY-").append(key.length()).append('\n'));
        String conf = conf(file + "}\n");
        String uri = "abfs://c@x.dfs.core.windows.net/p?sv=1&sig=CANARY-A";
        assertThat(run("greet", "--config", conf, "--plan", "--set", "words=" + uri + ",s3a://k:CANARY-B@b/p"))
                .isEqualTo(ExitCode.DONE);
        assertThat(stdout()).contains("abfs://c@x.dfs.core.windows.net/p?sv=1&sig=(redacted)", "s3a://(redacted)@b/p");
        for (String key : keys) {
            assertThat(stdout()).contains("spark-conf." + key + " = (redacted)\n");
        }
        greet = new Greet(context -> {
            context.out().println("told " + context.common().sparkConf());
            throw new IllegalStateException(
                    "told " + context.common().sparkConf().values());
        });
        assertThat(run("greet", "--config", conf)).isEqualTo(ExitCode.UNEXPECTED);
        run("greet", "--config", conf, "--set", "spark.hadoop.fs.azure.sas.c.x=CANARY-C", "--count", "x");
        run("greet", "--name", "a", "--spark-conf", "fs.azure.account.key.x:CANARY-D");
        run("greet", "--name", "a", "--set", "fs.azure.account.key.x: CANARY-E");
        run("greet", "--config", conf(file + "} x { \"CANARY-F"));
        assertThat(stdout() + stderr()).doesNotContain("CANARY");
        assertThat(stderr()).contains("told", "greet.conf");
    }

    @Test
    void theFingerprintSeesWhatChangesTheResultOnly() {
        run("greet", "--name", "a", "--output", "x", "--partitions", "7", "--spark-conf", "spark.a=1", "--quiet");
        Map<String, String> here = greet.context.resultConfiguration();
        assertThat(here)
                .isEqualTo(Map.of(
                        "name", "a", "lambda", "0.5", "count", "3", "unit-price", "1", "tone", "flat", "shy", "false"));
        greet = new Greet(context -> ExitCode.DONE);
        run("greet", "--output", "y", "--name", "a", "--set", "lambda=5e-1", "--unit-price", "1.00");
        assertThat(greet.context.resultConfiguration()).isEqualTo(here);
        greet = new Greet(context -> ExitCode.DONE);
        run("greet", "--name", "a", "--lambda", "0.25");
        assertThat(greet.context.resultConfiguration()).isNotEqualTo(here);
    }

    @ParameterizedTest
    @EnumSource(ExitCode.class)
    void theVerbsExitCodeComesThrough(ExitCode code) {
        greet = new Greet(context -> code);
        assertThat(run("greet", "--name", "a")).isEqualTo(code);
    }

    private ExitCode failing(Function<RunContext, ExitCode> body) {
        greet = new Greet(body);
        return run("greet", "--name", "a");
    }

    @Test
    void whatTheUserCanMendIsOneLineWithItsExitCode() {
        assertThat(failing(context -> {
                    throw UserException.outputConflict("Cannot write there.");
                }))
                .isEqualTo(ExitCode.OUTPUT_CONFLICT);
        assertThat(stderr()).isEqualTo("candor: Cannot write there." + System.lineSeparator());
    }

    @Test
    void aUserExceptionIsFoundInsideWhatWrapsIt() {
        assertThat(failing(context -> {
                    throw new IllegalStateException(
                            "Job aborted", new RuntimeException(UserException.inputRejected("Cannot read row 7.")));
                }))
                .isEqualTo(ExitCode.INPUT_REJECTED);
        assertThat(stderr()).isEqualTo("candor: Cannot read row 7." + System.lineSeparator());
    }

    @Test
    void explanationsTurnKnownFailuresIntoUserErrors() {
        assertThat(failing(context -> {
                    throw new IllegalStateException(new StackOverflowError());
                }))
                .isEqualTo(ExitCode.INPUT_REJECTED);
        assertThat(stderr()).isEqualTo("candor: Cannot go that deep." + System.lineSeparator());
    }

    @Test
    void everythingElseIsABugWithItsStackTrace() {
        assertThat(failing(context -> {
                    throw new IllegalStateException("surprise");
                }))
                .isEqualTo(ExitCode.UNEXPECTED);
        assertThat(stderr()).contains("IllegalStateException: surprise", "\tat dev.candor", "this is a bug");
    }
}
