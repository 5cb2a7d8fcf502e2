package dev.candor.job.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import dev.candor.api.Candor;
import dev.candor.api.ValidateAction;
import dev.candor.api.Validation;
import dev.candor.job.Published;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import dev.candor.model.PolicyClass;
import dev.candor.model.RewardDomain;
import dev.candor.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate from a program: counts by table, the rejected rows, and the very refusal of the command line. */
class ValidateActionIT {
    private static final String BAD_REPORTS = SmallInput.REPORTS
            + "ann,greeting,warm,0.25\n" // an identical duplicate
            + "ann,greeting,nobody,1\n"
            + "bob,joke,dry,much\n"
            + ",joke,dry,1\n";

    @TempDir
    Path folder;

    private final SparkSession spark = LocalSpark.session();
    private SmallInput input;

    @BeforeEach
    void write() {
        input = new SmallInput(folder.resolve("in"));
    }

    @AfterEach
    void nothingIsKept() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private String path(String name) {
        return folder.resolve("in").resolve(name).toString();
    }

    private ValidateAction action(String reports) {
        return Candor.on(spark)
                .validate()
                .reports(path(reports))
                .candidates(path("candidates.csv"))
                .agents(path("agents.csv"))
                .prompts(path("prompts.csv"));
    }

    private VerbRun byCommand(Path output, String... flags) {
        List<String> command = new ArrayList<>(input.command("validate", flags));
        command.addAll(List.of("--output", output.toString()));
        return VerbRun.job(command);
    }

    @Test
    void soundTablesAreAccepted() {
        try (Validation validation = action("reports.csv").run()) {
            assertThat(validation.refusal()).isEmpty();
            assertThat(validation.tables())
                    .containsExactly(
                            new Validation.Table("reports", 6, 0),
                            new Validation.Table("candidates", 4, 0),
                            new Validation.Table("agents", 3, 0),
                            new Validation.Table("prompts", 2, 0));
            assertThat(validation.rejected().collectAsList()).isEmpty();
            assertThat(validation.counts().orElseThrow().reportRows()).isEqualTo(6);
        }
    }

    @Test
    void rejectedRowsAreThoseOfTheQuarantine() {
        input.with("reports", "bad.csv", BAD_REPORTS)
                .with("agents", "worse.csv", "agent_id,weight\nann,2\nbob,-1\ncyd,1\n");
        Path output = folder.resolve("out");
        VerbRun refused = byCommand(output);
        refused.isRefused(ExitCode.INPUT_REJECTED);
        List<String> quarantined = new Published(output)
                .quarantine().stream()
                        .map(row -> row.getAs("table") + " " + row.getAs("reason") + " " + row.getAs("row_text"))
                        .toList();
        Dataset<Row> reports = spark.read()
                .option("header", true)
                .csv(path("bad.csv"))
                .withColumn("reward", functions.expr("try_cast(reward as double)"));
        try (Validation ofPaths = action("bad.csv").agents(path("worse.csv")).run();
                Validation ofFrames = Candor.on(spark)
                        .validate()
                        .reports(reports)
                        .candidates(path("candidates.csv"))
                        .agents(spark.sql("select 'ann' agent_id, 2D weight union all select 'bob', -1D union all"
                                + " select 'cyd', 1D"))
                        .prompts(path("prompts.csv"))
                        .run()) {
            assertThat(ofPaths.rejected().collectAsList())
                    .map(row -> row.getString(0) + " " + row.getString(1) + " " + row.getString(2))
                    .containsExactlyInAnyOrderElementsOf(quarantined);
            assertThat(refused.err())
                    .contains(
                            ofPaths.refusal().orElseThrow().getMessage().lines().toList());
            assertThat(ofPaths.refusal().orElseThrow().exitCode()).isEqualTo(ExitCode.INPUT_REJECTED);
            for (Validation validation : List.of(ofPaths, ofFrames)) {
                // bob has no weight, so his two sound rewards and the one that is no number are of nobody.
                assertThat(validation.tables())
                        .containsExactly(
                                new Validation.Table("reports", 5, 5),
                                new Validation.Table("candidates", 4, 0),
                                new Validation.Table("agents", 2, 1),
                                new Validation.Table("prompts", 2, 0));
                assertThat(validation.rejectedRows()).isEqualTo(6);
                assertThat(validation.refusal()).isPresent();
            }
        }
        try (Validation tolerant =
                action("bad.csv").agents(path("worse.csv")).maxRejectedRows(6).run()) {
            assertThat(tolerant.refusal()).isEmpty();
            assertThat(tolerant.counts().orElseThrow().duplicateRows()).isEqualTo(1);
        }
    }

    @Test
    void theDomainIsChecked() {
        try (Validation validation =
                action("reports.csv").domain(RewardDomain.MAX).run()) {
            assertThat(validation.refusal()).isPresent();
            assertThat(validation.rejected().select("reason").distinct().collectAsList())
                    .hasSize(1);
        }
    }

    @Test
    void expertsAreChecked() {
        Dataset<Row> experts = spark.sql("select 'greeting' prompt_id, 'formal' candidate_id, 'e' expert_id, 1D prob"
                + " union all select 'joke', 'dry', 'e', 1D");
        ValidateAction mixture =
                action("reports.csv").policyClass(PolicyClass.MIXTURE).experts(experts);
        try (Validation sound = mixture.run();
                Validation half = mixture.experts(experts.limit(1)).run()) {
            assertThat(sound.refusal()).isEmpty();
            assertThat(sound.tables()).contains(new Validation.Table("experts", 2, 0));
            assertThat(half.refusal().orElseThrow().getMessage()).contains("expert");
        }
    }

    @Test
    void coefficientsAndCatalogs() throws IOException {
        Path candidates = Files.writeString(folder.resolve("candidates.jsonl"), """
                {"prompt_id": "p", "candidate_id": "x", "features": [1, 0]}
                {"prompt_id": "p", "candidate_id": "y", "features": [0, 1]}
                """);
        Path coefficients = Files.writeString(folder.resolve("coefficients.jsonl"), """
                {"agent_id": "ann", "beta": [1.5, 0.25]}
                {"agent_id": "bob", "beta": [1.5]}
                {"agent_id": "eve", "beta": [0, 2]}
                """);
        ValidateAction linear = Candor.on(spark)
                .validate()
                .policyClass(PolicyClass.LOG_LINEAR)
                .coefficients(coefficients.toString())
                .candidates(candidates.toString())
                .agents(path("agents.csv"));
        try (Validation validation = linear.run()) {
            assertThat(validation.tables())
                    .containsExactly(
                            new Validation.Table("coefficients", 1, 2),
                            new Validation.Table("candidates", 2, 0),
                            new Validation.Table("agents", 3, 0));
            assertThat(validation.rejected().select("reason").collectAsList())
                    .map(row -> row.getString(0))
                    .containsExactlyInAnyOrder("WRONG_LENGTH", "UNKNOWN_AGENT");
            assertThat(validation.refusal()).isPresent();
        }
        refused(linear.domain(RewardDomain.MAX), ExitCode.CONFIGURATION, "--normalise or --domain");
        try (Validation catalog = Candor.on(spark)
                .validate()
                .policyClass(PolicyClass.CATALOG)
                .valuations(spark.sql("select 'ann' agent_id, 'm' checkpoint_id, 1D value"))
                .checkpoints(spark.sql("select 'm' checkpoint_id, 0D divergence union all select 'n', 1D"))
                .agents(path("agents.csv"))
                .run()) {
            assertThat(catalog.tables())
                    .containsExactly(
                            new Validation.Table("valuations", 1, 0),
                            new Validation.Table("checkpoints", 2, 0),
                            new Validation.Table("agents", 3, 0));
        }
    }

    @Test
    void aLogOfPreferences() {
        SmallInput log = new SmallInput(folder.resolve("in"))
                .without("reports")
                .without("prompts")
                .with("comparisons", "comparisons.csv", """
                        agent_id,prompt_id,candidate_a,candidate_b,outcome
                        ann,joke,dry,silly,a
                        bob,joke,dry,silly,tie
                        bob,joke,dry,nobody,b
                        """);
        List<String> command = log.command("validate", "--max-rejected-rows", "1");
        VerbRun told = VerbRun.job(command).isDone();
        Dataset<Row> frame = spark.read().option("header", true).csv(path("comparisons.csv"));
        for (ValidateAction action : List.of(
                Candor.on(spark).validate().comparisons(path("comparisons.csv")),
                Candor.on(spark).validate().comparisons(frame))) {
            try (Validation validation = action.candidates(path("candidates.csv"))
                    .agents(path("agents.csv"))
                    .maxRejectedRows(1)
                    .run()) {
                assertThat(validation.refusal()).isEmpty();
                assertThat(validation.counts()).isEmpty();
                assertThat(validation.tables())
                        .containsExactly(
                                new Validation.Table("comparisons", 2, 1),
                                new Validation.Table("candidates", 4, 0),
                                new Validation.Table("agents", 3, 0));
                assertThat(validation.rejected().select("reason").head().getString(0))
                        .isEqualTo("UNKNOWN_CANDIDATE");
            }
        }
        assertThat(told.out()).isEqualTo("Accepted: 2 rows of comparisons; 1 row rejected.\n");
        refused(
                Candor.on(spark).validate().comparisons(frame).reports(path("reports.csv")),
                ExitCode.CONFIGURATION,
                "a log of preferences and reports");
        refused(
                Candor.on(spark).validate().comparisons(frame).packed("store"),
                ExitCode.CONFIGURATION,
                "together with --packed");
        refused(
                Candor.on(spark).validate().ratings(frame, "1:5").set("ratings", "r.csv"),
                ExitCode.CONFIGURATION,
                "both a path and a DataFrame");
    }

    @Test
    void whatIsNoTableIsRefusedAsAWhole() {
        refused(Candor.on(spark).validate(), ExitCode.CONFIGURATION, "without reports");
        refused(action("nowhere.csv"), ExitCode.CONFIGURATION, "nowhere.csv");
        refused(action("candidates.csv"), ExitCode.INPUT_REJECTED, "reward");
        refused(action("reports.csv").lambda(-1), ExitCode.CONFIGURATION, "lambda");
        refused(action("reports.csv").tariff("EUR", 19, "1"), ExitCode.CONFIGURATION, "19");
    }

    private static void refused(ValidateAction action, ExitCode code, String fragment) {
        assertThatThrownBy(action::run)
                .as(fragment)
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
                .hasMessageContaining(fragment);
        VerbRun.assertNothingIsLeftInTheSession();
    }
}
