package dev.candor.job.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import dev.candor.api.Boosts;
import dev.candor.api.CandidateFeatures;
import dev.candor.api.Candor;
import dev.candor.api.LearnAction;
import dev.candor.api.Learning;
import dev.candor.api.settings.RewardModel;
import dev.candor.engine.learn.LinearSpec.RewardScope;
import dev.candor.io.schema.TableFormat;
import dev.candor.job.Published;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import dev.candor.model.RunSummary;
import dev.candor.model.UserException;
import dev.candor.report.runs.RunJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** learn, features and calibrate from a program give what the command line publishes, to the last bit; and refuse as it does. */
class LearnActionIT {
    private static final int AGENTS = 6;
    private static final int PROMPTS = 4;
    private static final int CANDIDATES = 3;

    @TempDir
    Path folder;

    private final SparkSession spark = LocalSpark.session();

    @AfterEach
    void nothingIsKept() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    /** A log of each kind, and the tables beside them. */
    @BeforeEach
    void tables() throws IOException {
        Random random = new Random(5);
        StringBuilder comparisons = new StringBuilder("agent_id,prompt_id,candidate_a,candidate_b,outcome\n");
        StringBuilder ratings = new StringBuilder("agent_id,prompt_id,candidate_id,rating\n");
        StringBuilder rankings = new StringBuilder();
        StringBuilder agents = new StringBuilder("agent_id,group_id,weight,payer_id\n");
        StringBuilder candidates = new StringBuilder();
        StringBuilder gold = new StringBuilder("prompt_id,better\n");
        for (int p = 0; p < PROMPTS; p++) {
            gold.append("p" + p + ",c" + p % CANDIDATES + "\n");
            for (int c = 0; c < CANDIDATES; c++) {
                candidates.append("{\"prompt_id\":\"p" + p + "\",\"candidate_id\":\"c" + c + "\",\"features\":["
                        + random.nextGaussian() + "," + random.nextGaussian() + "],\"text\":\"" + word(random) + " "
                        + word(random) + "\"}\n");
            }
        }
        for (int a = 0; a < AGENTS; a++) {
            agents.append("a" + a + ",g" + a % 2 + "," + (1 + a) + ",y" + a / 2 + "\n");
            for (int p = 0; p < PROMPTS; p++) {
                int first = random.nextInt(CANDIDATES);
                int second = (first + 1) % CANDIDATES;
                comparisons.append("a" + a + ",p" + p + ",c" + first + ",c" + second + ","
                        + List.of("a", "b", "tie").get(random.nextInt(3)) + "\n");
                rankings.append("{\"agent_id\":\"a" + a + "\",\"prompt_id\":\"p" + p + "\",\"ranking\":[\"c" + first
                        + "\",\"c" + second + "\"]}\n");
                for (int c = 0; c < CANDIDATES; c++) {
                    ratings.append("a" + a + ",p" + p + ",c" + c + "," + (1 + random.nextInt(5)) + "\n");
                }
            }
        }
        write("comparisons.csv", comparisons);
        write("ratings.csv", ratings);
        write("rankings.jsonl", rankings);
        write("agents.csv", agents);
        write("candidates.jsonl", candidates);
        write("gold.csv", gold);
    }

    private static String word(Random random) {
        return List.of("red", "green", "blue", "sun", "moon").get(random.nextInt(5));
    }

    private void write(String name, CharSequence text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private Dataset<Row> frame(String name) {
        return name.endsWith(".csv")
                ? spark.read()
                        .option("header", true)
                        .option("inferSchema", true)
                        .csv(path(name))
                : spark.read().json(path(name));
    }

    /** @param flags {@code @name} is the path of a table */
    private Published byCommand(String verb, String name, String... flags) {
        List<String> command = new ArrayList<>(List.of(verb));
        for (String flag : flags) {
            command.add(flag.startsWith("@") ? path(flag.substring(1)) : flag);
        }
        command.addAll(List.of("--output", path(name)));
        VerbRun.job(command).isDone();
        return new Published(folder.resolve(name));
    }

    private static void assertIsWhatIsPublished(Dataset<Row> found, Published published, String table) {
        Dataset<Row> told = published.table(table);
        assertThat(found.collectAsList()).as(table).isEqualTo(told.collectAsList());
        assertThat(found.columns()).isEqualTo(told.columns());
    }

    private static void assertIsWhatIsPublished(RunSummary summary, Published published) {
        assertThat(RunJson.render(summary.settings(), summary.counts(), summary.figures(), summary.notes()))
                .isEqualTo(published.text("summary.json"));
    }

    private LearnAction learn() {
        return Candor.on(spark).learn();
    }

    @Test
    void aTabularModelOfEachLog() {
        Published comparisons = byCommand(
                "learn",
                "tabular",
                "--comparisons",
                "@comparisons.csv",
                "--candidates",
                "@candidates.jsonl",
                "--agents",
                "@agents.csv",
                "--tie-prevalence",
                "0.25");
        for (LearnAction action : List.of(
                learn().comparisons(path("comparisons.csv"))
                        .candidates(path("candidates.jsonl"))
                        .agents(path("agents.csv")),
                learn().comparisons(frame("comparisons.csv"))
                        .candidates(frame("candidates.jsonl"))
                        .agents(frame("agents.csv")))) {
            assertRewards(action.tiePrevalence(0.25), comparisons);
        }
        try (Learning learned = learn().comparisons(path("comparisons.csv"))
                .candidates(path("candidates.jsonl"))
                .agents(path("agents.csv"))
                .tiePrevalence(0.25)
                .run()) {
            comparisons.assertIsPublishedBy(learned::publish);
        }
        assertRewards(
                learn().rankings(path("rankings.jsonl")),
                byCommand("learn", "rankings", "--rankings", "@rankings.jsonl"));
        assertRewards(
                learn().ratings(frame("ratings.csv")).ratingScale("1,2,3,4,5").ratingNoise(0.1),
                byCommand(
                        "learn",
                        "ratings",
                        "--ratings",
                        "@ratings.csv",
                        "--rating-scale",
                        "1,2,3,4,5",
                        "--rating-noise",
                        "0.1"));
    }

    private static void assertRewards(LearnAction action, Published published) {
        try (Learning learned = action.run()) {
            assertIsWhatIsPublished(learned.rewards(), published, "reports");
            assertIsWhatIsPublished(learned.errors(), published, "errors");
            assertIsWhatIsPublished(learned.summary(), published);
            assertThatThrownBy(learned::coefficients)
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessage("There is no table coefficients. There are reports, errors.");
        }
    }

    @Test
    void aLinearModel() {
        Published grouped = byCommand(
                "learn",
                "linear",
                "--model",
                "linear",
                "--comparisons",
                "@comparisons.csv",
                "--candidates",
                "@candidates.jsonl",
                "--agents",
                "@agents.csv",
                "--deviation-scale",
                "0.5");
        LearnAction ofPaths = learn().comparisons(path("comparisons.csv"))
                .candidates(path("candidates.jsonl"))
                .agents(path("agents.csv"));
        LearnAction ofFrames = learn().comparisons(frame("comparisons.csv"))
                .candidates(frame("candidates.jsonl"))
                .agents(frame("agents.csv"));
        for (LearnAction action : List.of(ofPaths, ofFrames)) {
            try (Learning learned =
                    action.model(RewardModel.LINEAR).deviationScale(0.5).run()) {
                assertIsWhatIsPublished(learned.rewards(), grouped, "reports");
                assertIsWhatIsPublished(learned.errors(), grouped, "errors");
                assertIsWhatIsPublished(learned.coefficients(), grouped, "coefficients");
                assertIsWhatIsPublished(learned.agents(), grouped, "agents");
                assertIsWhatIsPublished(learned.groups(), grouped, "groups");
                assertIsWhatIsPublished(learned.summary(), grouped);
                assertThat(learned.population().orElseThrow().mean()).hasSize(2);
                assertIsNoCsv(output -> learned.publish(output, TableFormat.CSV));
                if (action == ofPaths) {
                    grouped.assertIsPublishedBy(learned::publish);
                }
            }
        }
        try (Learning learned = learn().model(RewardModel.LINEAR)
                .comparisons(path("comparisons.csv"))
                .candidates(path("candidates.jsonl"))
                .isolate()
                .rewardsOf(RewardScope.NONE)
                .run()) {
            assertThatThrownBy(learned::rewards).isInstanceOf(NoSuchElementException.class);
            assertThat(learned.coefficients().count()).isEqualTo(AGENTS);
        }
    }

    @Test
    void aLowRankModel() {
        Published published = byCommand(
                "learn",
                "low-rank",
                "--model",
                "low-rank",
                "--ratings",
                "@ratings.csv",
                "--rating-scale",
                "1:5",
                "--ranks",
                "1",
                "--regularisations",
                "0.1",
                "--validation-folds",
                "3",
                "--seed",
                "7");
        try (Learning learned = learn().model(RewardModel.LOW_RANK)
                .ratings(frame("ratings.csv"))
                .ratingScale("1:5")
                .ranks(1)
                .regularisations(0.1)
                .validationFolds(3)
                .seed(7)
                .run()) {
            assertIsWhatIsPublished(learned.coefficients(), published, "coefficients");
            assertIsWhatIsPublished(learned.candidates(), published, "candidates");
            assertIsWhatIsPublished(learned.summary(), published);
        }
    }

    @Test
    void features() {
        Published published = byCommand(
                "features", "features", "--candidates", "@candidates.jsonl", "--terms", "16", "--dimensions", "2");
        for (boolean framed : List.of(false, true)) {
            try (CandidateFeatures made = (framed
                            ? Candor.on(spark).features().candidates(frame("candidates.jsonl"))
                            : Candor.on(spark).features().candidates(path("candidates.jsonl")))
                    .terms(16)
                    .dimensions(2)
                    .run()) {
                assertIsWhatIsPublished(made.candidates(), published, "candidates");
                assertIsWhatIsPublished(made.model(), published, "model");
                assertIsWhatIsPublished(made.summary(), published);
                assertIsNoCsv(output -> made.publish(output, TableFormat.CSV));
                if (!framed) {
                    published.assertIsPublishedBy(made::publish);
                }
            }
        }
        try (CandidateFeatures again = Candor.on(spark)
                .features()
                .candidates(path("candidates.jsonl"))
                .model(path("features"))
                .run()) {
            assertIsWhatIsPublished(again.candidates(), published, "candidates");
            byCommand("features", "again", "--candidates", "@candidates.jsonl", "--model", "@features")
                    .assertIsPublishedBy(again::publish);
        }
    }

    @Test
    void boosts() {
        Published published = byCommand(
                "calibrate",
                "calibrated",
                "--comparisons",
                "@comparisons.csv",
                "--gold",
                "@gold.csv",
                "--agents",
                "@agents.csv",
                "--folds",
                "2");
        for (boolean framed : List.of(false, true)) {
            try (Boosts made = (framed
                            ? Candor.on(spark)
                                    .calibrate()
                                    .comparisons(frame("comparisons.csv"))
                                    .gold(frame("gold.csv"))
                                    .agents(frame("agents.csv"))
                            : Candor.on(spark)
                                    .calibrate()
                                    .comparisons(path("comparisons.csv"))
                                    .gold(path("gold.csv"))
                                    .agents(path("agents.csv")))
                    .folds(2)
                    .run()) {
                assertIsWhatIsPublished(made.agents(), published, "agents");
                for (int k = 0; k < made.folds(); k++) {
                    assertIsWhatIsPublished(made.agents(k), published, "fold-" + k + "/agents");
                    assertIsWhatIsPublished(made.prompts(k), published, "fold-" + k + "/prompts");
                }
                assertIsWhatIsPublished(made.summary(), published);
                if (!framed) {
                    published.assertIsPublishedBy(made::publish);
                }
            }
        }
    }

    @Test
    void rejectedRowsHaveTheirReasons() {
        Dataset<Row> log = frame("comparisons.csv")
                .withColumn(
                        "outcome",
                        functions
                                .when(functions.col("agent_id").equalTo("a0"), "c")
                                .otherwise(functions.col("outcome")));
        LearnAction action = learn().comparisons(log);
        refused(action::run, ExitCode.INPUT_REJECTED, "UNKNOWN_OUTCOME");
        try (Learning learned = action.maxRejectedRows(PROMPTS).run()) {
            assertThat(learned.summary().counts()).containsEntry("rejected_rows", (long) PROMPTS);
            assertThat(learned.rejected().select("reason").distinct().collectAsList())
                    .extracting(row -> row.getString(0))
                    .containsExactly("UNKNOWN_OUTCOME");
            learned.publish(path("frames"));
            Published published = new Published(folder.resolve("frames")).assertClean();
            assertThat(published.quarantine()).hasSize(PROMPTS);
            assertThat(published.manifest().orElseThrow().inputs().get("comparisons"))
                    .singleElement()
                    .satisfies(file -> assertThat(file.path()).isEqualTo("DataFrame:comparisons"));
        }
    }

    @Test
    void mistakesAreUserExceptions() {
        Dataset<Row> comparisons = frame("comparisons.csv");
        refused(learn()::run, ExitCode.CONFIGURATION, "no log of preferences");
        refused(
                learn().comparisons(comparisons).rankings(path("rankings.jsonl"))::run,
                ExitCode.CONFIGURATION,
                "several logs");
        refused(
                learn().comparisons(comparisons).comparisons(path("comparisons.csv"))::run,
                ExitCode.CONFIGURATION,
                "both a path and a DataFrame");
        refused(learn().ratings(frame("ratings.csv"))::run, ExitCode.CONFIGURATION, "never guessed");
        refused(learn().comparisons(comparisons).isolate()::run, ExitCode.CONFIGURATION, "--isolate");
        refused(learn().comparisons(comparisons).seed(2)::run, ExitCode.CONFIGURATION, "without --model low-rank");
        refused(
                learn().comparisons(comparisons).model(RewardModel.LINEAR)::run,
                ExitCode.CONFIGURATION,
                "without features");
        refused(learn().comparisons(comparisons.drop("outcome"))::run, ExitCode.INPUT_REJECTED, "no column outcome");
        refused(learn().comparisons(comparisons.limit(0))::run, ExitCode.INPUT_REJECTED, "no row of the log is left");
        refused(learn().comparisons(comparisons).maxRejectedRows(-1)::run, ExitCode.CONFIGURATION, "at least 0");
        refused(() -> learn().set("sigma", "1"), ExitCode.CONFIGURATION, "unknown setting 'sigma'");
        refused(Candor.on(spark).features()::run, ExitCode.CONFIGURATION, "without candidates");
        refused(
                Candor.on(spark).features().candidates(frame("gold.csv").withColumnRenamed("better", "candidate_id"))
                        ::run,
                ExitCode.INPUT_REJECTED,
                "no column text");
        refused(
                Candor.on(spark).features().candidates(path("candidates.jsonl")).terms(1)::run,
                ExitCode.CONFIGURATION,
                "--terms 1");
        refused(Candor.on(spark).calibrate().comparisons(comparisons)::run, ExitCode.CONFIGURATION, "--gold PATH");
        refused(
                Candor.on(spark)
                        .calibrate()
                        .comparisons(comparisons)
                        .gold(frame("gold.csv").withColumn("better", functions.lit("nobody")))::run,
                ExitCode.INPUT_REJECTED,
                "with known answers");
    }

    private void assertIsNoCsv(Consumer<String> publish) {
        assertThatThrownBy(() -> publish.accept(path("csv")))
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .hasMessageContaining("CSV, which has no arrays");
        assertThat(folder.resolve("csv")).doesNotExist();
    }

    private static void refused(ThrowingCallable action, ExitCode code, String fragment) {
        assertThatThrownBy(action)
                .as(fragment)
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
                .hasMessageContaining(fragment);
        VerbRun.assertNothingIsLeftInTheSession();
    }
}
