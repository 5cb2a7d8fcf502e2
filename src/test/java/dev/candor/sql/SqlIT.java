package dev.candor.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.candor.Frames;
import dev.candor.LocalSpark;
import dev.candor.job.Published;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published runs as tables, verbs as procedures. */
class SqlIT {
    private static final String[] TABLES = {"reports", "candidates", "agents", "prompts"};

    @TempDir
    static Path folder;

    private static SparkSession spark;
    private static Path root;
    /** A settlement by the command line, with one rejected row. */
    private static Published settled;

    @BeforeAll
    static void settle() throws IOException {
        root = Files.createDirectories(folder.resolve("all runs"));
        SmallInput input = new SmallInput(folder.resolve("in")).withReport("nobody,joke,dry,1.0");
        settled = new Published(root.resolve("2026-11"));
        VerbRun.job(input.command(
                        "settle",
                        "--lambda=2",
                        "--currency=EUR",
                        "--scale=2",
                        "--max-rejected-rows=1",
                        "--output=" + settled.directory()))
                .isDone();
        VerbRun.job(input.command("settle", "--output=" + root.resolve("rejected")))
                .isRefused(ExitCode.INPUT_REJECTED);
        Files.createDirectories(root.resolve("empty"));
        Files.writeString(root.resolve("notes.txt"), "no run");
        Files.copy(
                settled.directory().resolve("payments/part-00000.parquet"),
                settled.directory().resolve("payments/part-99999.parquet"));
        Files.writeString(folder.resolve("valuations.csv"), "agent_id,checkpoint_id,value\nx,007,1\ny,007,.5\ny,B,2\n");
        Files.writeString(folder.resolve("checkpoints.csv"), "checkpoint_id\n007\nB\n");
        VerbRun.job(List.of(
                        "settle",
                        "--policy-class=catalog",
                        "--valuations=" + folder.resolve("valuations.csv"),
                        "--checkpoints=" + folder.resolve("checkpoints.csv"),
                        "--output-format=csv",
                        "--output=" + root.resolve("catalog [1]")))
                .isDone();
        spark = LocalSpark.session().newSession();
        spark.conf().set("spark.sql.catalog.candor", CandorCatalog.class.getName());
        spark.conf().set("spark.sql.catalog.candor.root", "file:" + root);
        for (String table : TABLES) {
            spark.read()
                    .option("header", true)
                    .option("inferSchema", true)
                    .csv(folder.resolve("in").resolve(table + ".csv").toString())
                    .createOrReplaceTempView(table);
        }
    }

    @AfterEach
    void nothingIsLeftInTheSession() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private static Dataset<Row> sql(String statement) {
        return spark.sql(statement);
    }

    private static List<String> shown(String statement, String column) {
        return sql(statement).select(column).collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private static void assertRefused(String statement, String... fragments) {
        assertThatExceptionOfType(AnalysisException.class)
                .isThrownBy(() -> sql(statement))
                .satisfies(thrown -> assertThat(thrown.getMessage()).contains(fragments));
    }

    /** The stray file in payments/ is not read: the manifest does not name it. */
    @Test
    void tablesAreThePublishedFiles() {
        for (String table : List.of("policy", "payments")) {
            Frames.assertEqual(
                    spark.read().parquet(settled.directory() + "/" + table + "/part-00000.parquet"),
                    sql("SELECT * FROM candor.runs.`2026-11`." + table));
        }
        assertThat(sql("SELECT table, reason, row_text FROM candor.runs.`2026-11`.quarantine")
                        .collectAsList())
                .hasSize(1)
                .isEqualTo(settled.quarantine());
        assertThat(sql("SELECT welfare, money.charged_total, counts.agents FROM candor.runs.`2026-11`.summary")
                        .collectAsList())
                .containsExactly(RowFactory.create(
                        settled.summary().figures().welfare(),
                        settled.summary().money().chargedTotal().toPlainString(),
                        settled.summary().counts().agents()));
    }

    @Test
    void textFilesHaveTheTypesThatTheyWereWrittenWith() {
        assertThat(sql("SELECT * FROM candor.runs.`catalog [1]`.policy")
                        .schema()
                        .toDDL())
                .isEqualTo("checkpoint_id STRING,chosen BOOLEAN,aggregate_value DOUBLE,divergence DOUBLE,"
                        + "welfare_behind DOUBLE");
        assertThat(sql("SELECT checkpoint_id, chosen FROM candor.runs.`catalog [1]`.policy")
                        .collectAsList())
                .containsExactly(RowFactory.create("007", false), RowFactory.create("B", true));
        assertThat(sql("SELECT parameter, value FROM candor.runs.`catalog [1]`.parameters WHERE value > 0")
                        .count())
                .isOne();
        assertThat(sql("SELECT charge FROM candor.runs.`catalog [1]`.payments")
                        .schema()
                        .toDDL())
                .isEqualTo("charge DECIMAL(38,6)");
        assertThat(
                        sql("CALL candor.system.settle(policy_class => 'catalog', output => 'catalog-parquet', valuations => '"
                                        + folder.resolve("valuations.csv") + "', checkpoints => '"
                                        + folder.resolve("checkpoints.csv") + "')")
                                .count())
                .isOne();
        for (String table : List.of("policy", "payments", "parameters")) {
            Frames.assertEqual(
                    sql("SELECT * FROM candor.runs.`catalog-parquet`." + table),
                    sql("SELECT * FROM candor.runs.`catalog [1]`." + table));
        }
    }

    @Test
    void columnsAndFiltersGoDownToTheFiles() {
        Dataset<Row> some = sql("SELECT agent_id FROM candor.runs.`2026-11`.payments WHERE payment > 0.01");
        assertThat(some.queryExecution().executedPlan().toString())
                .contains("PushedFilters: [IsNotNull(payment), GreaterThan(payment,0.01)]")
                .contains("ReadSchema: struct<agent_id:string,payment:double>");
        assertThat(some.count())
                .isEqualTo(settled.payments().stream()
                                .filter(row -> row.<Double>getAs("payment") > 0.01)
                                .count()
                        / 2);
    }

    @Test
    void runsHaveARowEach() {
        assertThat(sql("SELECT run, verb, status, exit_code, lambda, agents, welfare, charged, currency, fingerprint"
                                + " FROM candor.runs.runs WHERE run = '2026-11'")
                        .collectAsList())
                .containsExactly(RowFactory.create(
                        "2026-11",
                        "settle",
                        "published",
                        0,
                        2.0,
                        3L,
                        settled.summary().figures().welfare(),
                        settled.summary().money().chargedTotal().setScale(18),
                        "EUR",
                        settled.manifest().orElseThrow().fingerprint()));
        assertThat(sql("SELECT run, status, exit_code, message FROM candor.runs.runs WHERE status <> 'published'")
                        .collectAsList())
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.mkString(" ")).startsWith("rejected failed 3 Cannot ");
                });
        assertThat(shown("SELECT * FROM candor.runs.runs", "run"))
                .contains("2026-11", "catalog [1]", "rejected")
                .doesNotContain("empty");
    }

    @Test
    void onlyPublishedRunsAreNamespaces() {
        assertThat(shown("SHOW NAMESPACES IN candor", "namespace")).containsExactly("runs", "system");
        assertThat(shown("SHOW NAMESPACES IN candor.runs", "namespace"))
                .contains("runs.`2026-11`", "runs.`catalog [1]`")
                .doesNotContain("runs.rejected", "runs.empty");
        assertThat(shown("SHOW TABLES IN candor.runs.`2026-11`", "tableName"))
                .containsExactly("payments", "policy", "quarantine", "summary");
        assertThat(shown("SHOW TABLES IN candor.runs", "tableName")).containsExactly("runs");
        assertThat(shown("DESCRIBE candor.runs.`2026-11`.payments", "col_name")).contains("agent_id", "charge");
        assertRefused("SELECT * FROM candor.runs.rejected.quarantine", "TABLE_OR_VIEW_NOT_FOUND");
        assertRefused("SELECT * FROM candor.runs.`..`.payments", "TABLE_OR_VIEW_NOT_FOUND");
        assertRefused("SHOW TABLES IN candor.runs.rejected", "SCHEMA_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO candor.runs.`2026-11`.quarantine VALUES ('reports', 'none', 'row')",
                "DELETE FROM candor.runs.`2026-11`.payments",
                "DROP TABLE candor.runs.`2026-11`.payments",
                "ALTER TABLE candor.runs.`2026-11`.payments RENAME TO candor.runs.`2026-11`.bills",
                "ALTER TABLE candor.runs.`2026-11`.payments ADD COLUMN more INT",
                "CREATE TABLE candor.runs.`2026-11`.mine (id INT)",
                "CREATE TABLE candor.runs.`2026-11`.mine AS SELECT 1 one",
                "CREATE NAMESPACE candor.runs.mine",
                "DROP NAMESPACE candor.runs.`2026-11`"
            })
    void publishedRunsNeverChange(String statement) {
        Map<String, String> before = settled.contentsAndTimes();
        assertRefused(statement, "Cannot ", " candor.runs.", "published runs never change");
        assertThat(settled.contentsAndTimes()).isEqualTo(before);
    }

    @Test
    void callSettlesAsTheCommandLineDoes() {
        Row answer =
                sql("CALL candor.system.settle(reports => 'reports', candidates => 'candidates', agents => 'agents',"
                                + " prompts => 'prompts', lambda => 2, currency => 'EUR', scale => 2, max_rejected_rows => 1,"
                                + " output => 'from-views')")
                        .head();
        Published called = new Published(root.resolve("from-views")).assertClean();
        for (String table : List.of("policy", "payments")) {
            Frames.assertEqual(
                    sql("SELECT * FROM candor.runs.`2026-11`." + table),
                    sql("SELECT * FROM candor.runs.`from-views`." + table));
        }
        assertThat(called.summary().figures()).isEqualTo(settled.summary().figures());
        assertThat(answer.<Double>getAs("welfare"))
                .isEqualTo(settled.summary().figures().welfare());
        assertThat(answer.<java.math.BigDecimal>getAs("charged"))
                .isEqualTo(settled.summary().money().chargedTotal());
        assertThat(answer.<String>getAs("output")).isEqualTo("file:" + root + "/from-views");
    }

    /** Had the call another fingerprint, its output would be in conflict. */
    @Test
    void callFromFilesIsTheRunOfTheCommandLine() {
        Map<String, String> before = settled.contentsAndTimes();
        StringBuilder call = new StringBuilder("CALL candor.system.settle(");
        for (String table : TABLES) {
            call.append(table + " => '" + folder.resolve("in").resolve(table + ".csv") + "', ");
        }
        sql(call + "lambda => 2, currency => 'EUR', scale => 2, max_rejected_rows => 1, output => '2026-11')");
        assertThat(settled.contentsAndTimes()).isEqualTo(before);
        assertRefused(
                call + "lambda => 3, currency => 'EUR', scale => 2, max_rejected_rows => 1, output => '2026-11')",
                "Nothing was changed. Choose another output.");
    }

    @Test
    void explainRunsNothing() {
        assertThat(sql("EXPLAIN CALL candor.system.settle(reports => 'none', output => 'explained')")
                        .head()
                        .getString(0))
                .contains("candor.system.settle");
        assertThat(root.resolve("explained")).doesNotExist();
    }

    @Test
    void validateSaysWhatIsRejected() {
        assertThat(
                        sql("CALL candor.system.validate(reports => 'reports', candidates => 'candidates', agents => 'agents')")
                                .collectAsList())
                .satisfiesExactlyInAnyOrder(
                        row -> assertThat(row.mkString("|")).startsWith("reports|6|1|1 UNKNOWN_AGENT|Cannot "),
                        row -> assertThat(row.mkString("|")).startsWith("candidates|4|0||"),
                        row -> assertThat(row.mkString("|")).startsWith("agents|3|0||"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "settel()|Cannot call candor.system.settel: there is no such procedure. Did you mean 'candor.system.settle'?",
                "settle()|Cannot go on without reports: set reports => PATH.",
                "settle(report => 'reports')|UNRECOGNIZED_PARAMETER_NAME",
                "settle(reports => 'db.reports')|Cannot read reports => 'db.reports': there is no table or temporary view",
                "settle(reports => 'no.such.place')|Cannot read reports => 'no.such.place'",
                "settle(reports => '/no/such.csv', candidates => 'candidates')|there is no file at /no/such.csv",
                "settle(reports => 'reports')|set candidates => PATH",
                "settle(reports => 'reports', candidates => 'candidates', divergence => 'lk')|Set divergence to one of",
                "settle(reports => 'reports', candidates => 'candidates', policy_class => 'tabula')|Cannot use policy_class => 'tabula': not one of",
                "settle(reports => 'reports', candidates => 'candidates', lambda => 0)|ambda",
                "audit(settlement => 'rejected')|there is no manifest.json",
                "audit(settlement => '2026-11', reports => 'reports')|from files only",
                "export(settlement => '2026-11')|set for to sft, dpo or rewards",
                "learn(rankings => 'reports')|learn reads rankings from files only"
            })
    void mistakesAreToldAsOnTheCommandLine(String call, String message) {
        assertRefused("CALL candor.system." + call, message);
    }

    /** A number stands where the setting is a text, and no digit of a decimal is lost. */
    @Test
    void argumentsAreReadAsTyped() {
        assertThat(sql("CALL candor.system.sweep(reports => 'reports', candidates => 'candidates', lambda => 10,"
                                + " max_rejected_rows => 1)")
                        .select("lambda")
                        .collectAsList())
                .containsExactly(RowFactory.create(10.0));
        String settle = "CALL candor.system.settle(reports => 'reports', candidates => 'candidates', unit_price => ";
        assertRefused(settle + "-0.0000000000000000000000001)", "unit price -1E-25", "Change unit_price.");
        assertRefused(settle + "-1)", "unit price -1:");
    }

    @Test
    void aRefusalHasTheExitCode() {
        assertThatExceptionOfType(AnalysisException.class)
                .isThrownBy(() -> sql("CALL candor.system.settle(reports => 'reports', candidates => 'candidates',"
                        + " agents => 'agents')"))
                .withMessageContaining("UNKNOWN_AGENT")
                .havingCause()
                .isInstanceOfSatisfying(
                        UserException.class,
                        refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.INPUT_REJECTED));
    }

    @Test
    void aCatalogNeedsAFolder() {
        SparkSession other = LocalSpark.session().newSession();
        other.conf().set("spark.sql.catalog.candor", CandorCatalog.class.getName());
        assertThatExceptionOfType(AnalysisException.class)
                .isThrownBy(() -> other.sql("SELECT * FROM candor.runs.runs"))
                .withMessageContaining("set spark.sql.catalog.candor.root to its URI");
    }
}
