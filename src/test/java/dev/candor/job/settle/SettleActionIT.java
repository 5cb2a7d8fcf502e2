package dev.candor.job.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.Frames;
import dev.candor.LocalSpark;
import dev.candor.api.Candor;
import dev.candor.api.SettleAction;
import dev.candor.api.Settlement;
import dev.candor.job.Published;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import dev.candor.model.RewardDomain;
import dev.candor.model.SettlementSummary;
import dev.candor.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The front door gives what the command line gives, to the last bit, from paths and from frames; and refuses as it does. */
class SettleActionIT {
    private static final Path SAMPLE = Path.of(System.getProperty("candor.basedir", "."), "data", "quickstart");

    @TempDir
    Path folder;

    private final SparkSession spark = LocalSpark.session();

    @AfterEach
    void nothingIsKept() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private static String path(String table) {
        return SAMPLE.resolve(table + ".csv").toString();
    }

    private Dataset<Row> frame(String table) {
        return spark.read().option("header", true).option("inferSchema", true).csv(path(table));
    }

    private SettleAction ofPaths() {
        return Candor.on(spark)
                .settle()
                .reports(path("reports"))
                .candidates(path("candidates"))
                .agents(path("agents"))
                .prompts(path("prompts"));
    }

    private SettleAction ofFrames() {
        return Candor.on(spark)
                .settle()
                .reports(frame("reports"))
                .candidates(frame("candidates"))
                .agents(frame("agents"))
                .prompts(frame("prompts"));
    }

    private Published byCommand(String name, String... flags) {
        List<String> command = new ArrayList<>(List.of("settle"));
        for (String table : List.of("reports", "candidates", "agents", "prompts")) {
            command.addAll(List.of("--" + table, path(table)));
        }
        command.addAll(List.of(flags));
        command.addAll(List.of("--output", folder.resolve(name).toString()));
        VerbRun.job(command).isDone();
        return new Published(folder.resolve(name));
    }

    /** Rows as they are, in their order: a double is told from another by its bits. */
    private static List<Row> rows(Dataset<Row> table) {
        return table.collectAsList();
    }

    private static void assertIsWhatIsPublished(Settlement settlement, Published published) {
        Frames.assertEqual(published.table("payments"), settlement.payments());
        Frames.assertEqual(published.table("policy"), settlement.policy());
        SettlementSummary told = published.summary();
        SettlementSummary found = settlement.summary();
        assertThat(found.mechanism()).isEqualTo(told.mechanism());
        assertThat(found.counts()).isEqualTo(told.counts());
        assertThat(found.figures()).isEqualTo(told.figures());
        assertThat(found.money()).isEqualTo(told.money());
        assertThat(found.largestPayers()).isEqualTo(told.largestPayers());
        assertThat(found.notes()).isEqualTo(told.notes());
        assertThat(found.parameters()).isEqualTo(told.parameters());
    }

    private void assertAlike(String name, UnaryOperator<SettleAction> settings, String... flags) {
        Published published = byCommand(name, flags);
        for (SettleAction action : List.of(ofPaths(), ofFrames())) {
            try (Settlement settlement = settings.apply(action).run()) {
                assertIsWhatIsPublished(settlement, published);
            }
        }
    }

    @Test
    void theTabularClass() {
        assertAlike(
                "kl",
                action -> action.lambda(10).tariff("EUR", 2, "100"),
                "--lambda",
                "10",
                "--currency",
                "EUR",
                "--scale",
                "2",
                "--unit-price",
                "100");
        assertAlike(
                "maximising",
                action -> action.domain(RewardDomain.UNRESTRICTED)
                        .divergence("hellinger")
                        .paymentRule(PaymentRule.NONE)
                        .lambda(3),
                "--divergence",
                "hellinger",
                "--payment-rule",
                "none",
                "--lambda",
                "3");
    }

    @Test
    void aCatalog() throws IOException {
        Path valuations = Files.writeString(
                folder.resolve("valuations.csv"),
                "agent_id,checkpoint_id,value\na,x,1.5\na,y,0\nb,x,0\nb,y,1.25\nc,y,0.1\n");
        Path checkpoints =
                Files.writeString(folder.resolve("checkpoints.csv"), "checkpoint_id,divergence\nx,0.5\ny,0.75\n");
        VerbRun.job(List.of(
                        "settle",
                        "--policy-class",
                        "catalog",
                        "--valuations",
                        valuations.toString(),
                        "--checkpoints",
                        checkpoints.toString(),
                        "--lambda",
                        "0.3",
                        "--output",
                        folder.resolve("catalog").toString()))
                .isDone();
        SettleAction action = Candor.on(spark)
                .settle()
                .policyClass(PolicyClass.CATALOG)
                .lambda(0.3)
                .valuations(spark.read()
                        .option("header", true)
                        .csv(valuations.toString())
                        .withColumn("value", functions.col("value").cast("double")))
                .checkpoints(checkpoints.toString());
        try (Settlement settlement = action.run()) {
            assertIsWhatIsPublished(settlement, new Published(folder.resolve("catalog")));
        }
    }

    @Test
    void aMixture() {
        Dataset<Row> candidates = frame("candidates").select("prompt_id", "candidate_id");
        Dataset<Row> shares = candidates.selectExpr(
                "prompt_id", "candidate_id", "posexplode(array('even', 'first', 'last')) as (e, expert_id)");
        Dataset<Row> experts = shares.selectExpr(
                "prompt_id",
                "candidate_id",
                "expert_id",
                "case e when 0 then 1D when 1 then if(candidate_id = 'c1', 8D, 1D) else if(candidate_id = 'c2', 5D, 1D)"
                        + " end as mass");
        Dataset<Row> normal = experts.selectExpr(
                "prompt_id",
                "candidate_id",
                "expert_id",
                "ln(mass) - ln(sum(mass) over (partition by prompt_id, expert_id)) as logprob");
        normal.coalesce(1).write().parquet(folder.resolve("experts").toString());
        Dataset<Row> written = spark.read().parquet(folder.resolve("experts").toString());
        Published published = byCommand(
                "mixture",
                "--policy-class",
                "mixture",
                "--experts",
                folder.resolve("experts").toString(),
                "--lambda",
                "10");
        for (SettleAction action : List.of(
                ofPaths().experts(folder.resolve("experts").toString()),
                ofFrames().experts(written))) {
            try (Settlement settlement =
                    action.policyClass(PolicyClass.MIXTURE).lambda(10).run()) {
                assertThat(settlement.parameters()).hasSize(3);
                assertIsWhatIsPublished(settlement, published);
            }
        }
    }

    @Test
    void aLogLinearPolicy() throws IOException {
        Path candidates = Files.writeString(folder.resolve("candidates.jsonl"), """
                {"prompt_id": "p", "candidate_id": "x", "features": [1, 0]}
                {"prompt_id": "p", "candidate_id": "y", "features": [0, 1]}
                {"prompt_id": "p", "candidate_id": "z", "features": [0.5, -1]}
                """);
        Path coefficients = Files.writeString(folder.resolve("coefficients.jsonl"), """
                {"agent_id": "a", "beta": [1.5, 0.25]}
                {"agent_id": "b", "beta": [-0.5, 2]}
                """);
        for (String divergence : List.of("kl", "hellinger")) {
            Path out = folder.resolve(divergence);
            VerbRun.job(List.of(
                            "settle",
                            "--policy-class",
                            "log-linear",
                            "--coefficients",
                            coefficients.toString(),
                            "--candidates",
                            candidates.toString(),
                            "--divergence",
                            divergence,
                            "--output",
                            out.toString()))
                    .isDone();
            try (Settlement settlement = Candor.on(spark)
                    .settle()
                    .policyClass(PolicyClass.LOG_LINEAR)
                    .coefficients(coefficients.toString())
                    .candidates(candidates.toString())
                    .divergence(divergence)
                    .run()) {
                assertIsWhatIsPublished(settlement, new Published(out));
            }
            Dataset<Row> beta = spark.read().json(coefficients.toString());
            Dataset<Row> features = spark.read().json(candidates.toString());
            try (Settlement settlement = Candor.on(spark)
                    .settle()
                    .policyClass(PolicyClass.LOG_LINEAR)
                    .coefficients(beta)
                    .candidates(features)
                    .divergence(divergence)
                    .run()) {
                assertIsWhatIsPublished(settlement, new Published(out));
            }
            refused(
                    Candor.on(spark)
                            .settle()
                            .policyClass(PolicyClass.LOG_LINEAR)
                            .coefficients(beta.withColumn("beta", functions.lit(1.5)))
                            .candidates(features),
                    ExitCode.INPUT_REJECTED,
                    "column beta is of type double");
        }
    }

    /** Ids that are whole numbers, decimals and floats for numbers, columns in any order, columns more. */
    @Test
    void framesMayHaveOtherTypesAndOrders() {
        Dataset<Row> plain = spark.sql("select 'a' agent_id, '7' prompt_id, 'x' candidate_id, 0.5D reward union all"
                + " select 'b', '7', 'y', 0.25D");
        Dataset<Row> typed = plain.selectExpr(
                "cast(reward as decimal(10,4)) reward",
                "'more' note",
                "candidate_id",
                "cast(prompt_id as bigint) prompt_id",
                "agent_id");
        try (Settlement one = Candor.on(spark)
                        .settle()
                        .reports(plain)
                        .candidatesFromReports()
                        .run();
                Settlement other = Candor.on(spark)
                        .settle()
                        .reports(typed)
                        .candidatesFromReports()
                        .run()) {
            assertThat(rows(other.payments())).isEqualTo(rows(one.payments()));
            assertThat(rows(other.policy())).isEqualTo(rows(one.policy()));
        }
    }

    @Test
    void rejectedRowsHaveTheirReasons() {
        Dataset<Row> reports = spark.sql("select 'a' agent_id, 'p' prompt_id, 'x' candidate_id, 0.5D reward union all"
                + " select 'b', 'p', 'y', double('nan') union all select 'b', 'p', 'z', 1D union all"
                + " select cast(null as string), 'p', 'y', 1D");
        Dataset<Row> candidates = spark.sql("select 'p' prompt_id, 'x' candidate_id union all select 'p', 'y'");
        SettleAction action = Candor.on(spark).settle().reports(reports).candidates(candidates);
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT_REJECTED))
                .hasMessageContaining("NOT_FINITE")
                .hasMessageContaining("UNKNOWN_CANDIDATE")
                .hasMessageContaining("MISSING_ID");
        try (Settlement settlement = action.maxRejectedRows(3).run()) {
            assertThat(settlement.summary().counts().rejectedRows()).isEqualTo(3);
            assertThat(settlement.rejected().select("reason").collectAsList().stream()
                            .map(row -> row.getString(0)))
                    .containsExactlyInAnyOrder("NOT_FINITE", "UNKNOWN_CANDIDATE", "MISSING_ID");
        }
    }

    /** What is published is the run of the command line: its bytes, its configuration, its fingerprint. */
    @Test
    void publishesTheRunOfTheCommandLine() {
        Published byCommand = byCommand("cli", "--lambda", "10", "--currency", "EUR", "--scale", "2");
        try (Settlement settlement = ofPaths().lambda(10).tariff("EUR", 2, "1").run()) {
            byCommand.assertIsPublishedBy(
                    output -> assertThat(settlement.publish(output).figures())
                            .isEqualTo(byCommand.summary().figures()),
                    "summary.json",
                    "report.html");
        }
        VerbRun.job(List.of(
                        "audit",
                        "--settlement",
                        folder.resolve("cli-published").toString(),
                        "--output",
                        folder.resolve("audit").toString()))
                .isDone();
    }

    /** A frame counts by its rows: in another order and other partitions it is the same run, with another reward it is not. */
    @Test
    void framesArePublishedByTheirRows() {
        String output = folder.resolve("frames").toString();
        try (Settlement settlement = ofFrames().run()) {
            settlement.publish(output);
        }
        Map<String, String> before = new Published(folder.resolve("frames")).contentsAndTimes();
        Dataset<Row> shuffled = frame("reports").repartition(5).sort(functions.rand(1));
        try (Settlement settlement = ofFrames().reports(shuffled).run()) {
            settlement.publish(output);
        }
        assertThat(new Published(folder.resolve("frames")).contentsAndTimes()).isEqualTo(before);
        Dataset<Row> other = frame("reports").withColumn("reward", functions.expr("reward + 1e-9"));
        try (Settlement settlement = ofFrames().reports(other).run()) {
            assertThatThrownBy(() -> settlement.publish(output))
                    .isInstanceOfSatisfying(
                            UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.OUTPUT_CONFLICT));
        }
        assertThat(new Published(folder.resolve("frames")).contentsAndTimes()).isEqualTo(before);
    }

    @Test
    void whatChangedSinceItWasReadIsNotPublished() throws IOException {
        Path reports = Files.copy(Path.of(path("reports")), folder.resolve("reports.csv"));
        try (Settlement settlement = ofPaths().reports(reports.toString()).run()) {
            Files.writeString(reports, Files.readString(reports) + "a01,p01,c1,0.5\n");
            assertThatThrownBy(
                            () -> settlement.publish(folder.resolve("changed").toString()))
                    .isInstanceOfSatisfying(
                            UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT_REJECTED))
                    .hasMessageContaining("input reports changed since it was read")
                    .hasMessageContaining("reports.csv")
                    .hasMessageContaining("Run the action again");
        }
        Published nothing = new Published(folder.resolve("changed"));
        assertThat(nothing.manifest()).isEmpty();
        assertThat(nothing.result().exitCode()).isEqualTo(ExitCode.INPUT_REJECTED.code());
    }

    @Test
    void settingsByNameAreThoseOfTheCommandLine() {
        try (Settlement byName = ofPaths()
                        .set("lambda", "10")
                        .set("divergence", "hellinger")
                        .run();
                Settlement byMethod =
                        ofPaths().lambda(10).divergence("hellinger").run()) {
            assertThat(rows(byName.payments())).isEqualTo(rows(byMethod.payments()));
        }
        assertThatThrownBy(() -> ofPaths().set("lamda", "10"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("lambda");
        assertThatThrownBy(() -> ofPaths().set("lambda", "ten"))
                .isInstanceOf(UserException.class)
                .hasMessage("Cannot use lambda = 'ten': it is not a number.");
        assertThatThrownBy(() -> ofPaths().set("policy-class", "tabula"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("tabular");
    }

    @Test
    void mistakesAreUserExceptions() {
        Dataset<Row> reports = frame("reports");
        refused(Candor.on(spark).settle(), ExitCode.CONFIGURATION, "without reports");
        refused(Candor.on(spark).settle().reports(reports), ExitCode.CONFIGURATION, "without candidates");
        refused(ofFrames().candidatesFromReports(), ExitCode.CONFIGURATION, "both --candidates and the reports");
        refused(ofFrames().reports(path("reports")), ExitCode.CONFIGURATION, "both a path and a DataFrame");
        refused(ofPaths().lambda(-1), ExitCode.CONFIGURATION, "lambda");
        refused(ofPaths().divergence("kll"), ExitCode.CONFIGURATION, "kl");
        refused(ofPaths().policyClass(PolicyClass.MIXTURE), ExitCode.CONFIGURATION, "experts");
        refused(ofPaths().maxRejectedRows(-1), ExitCode.CONFIGURATION, "at least 0");
        refused(ofPaths().agents("nowhere.csv"), ExitCode.CONFIGURATION, "nowhere.csv");
        refused(ofFrames().reports(reports.drop("reward")), ExitCode.INPUT_REJECTED, "has no column reward");
        refused(
                ofFrames().reports(reports.withColumn("reward", functions.lit("much"))),
                ExitCode.INPUT_REJECTED,
                "column reward is of type string");
        refused(
                ofFrames().reports(reports.withColumn("agent_id", functions.lit(true))),
                ExitCode.INPUT_REJECTED,
                "column agent_id is of type boolean");
        refused(ofFrames().reports(reports.limit(0)), ExitCode.INPUT_REJECTED, "no report is left");
        refused(ofFrames().candidates(frame("candidates").limit(0)), ExitCode.INPUT_REJECTED, "candidates");
        refused(ofPaths().maxIncentiveGap(0).paymentRule(PaymentRule.NONE), ExitCode.CERTIFICATE_NOT_MET, "gain");
        assertThatThrownBy(() -> ofPaths().tariff("EUR", 2, "much"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("much");
    }

    private void refused(SettleAction action, ExitCode code, String fragment) {
        assertThatThrownBy(action::run)
                .as(fragment)
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
                .hasMessageContaining(fragment);
        VerbRun.assertNothingIsLeftInTheSession();
    }
}
