package dev.candor.job.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import dev.candor.api.Candor;
import dev.candor.api.Sweep;
import dev.candor.api.SweepAction;
import dev.candor.job.Published;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import dev.candor.model.UserException;
import dev.candor.report.frontier.FrontierCsv;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep from a program is that of the command line, to the last bit, from paths and from frames. */
class SweepActionIT {
    @TempDir
    Path folder;

    private final SparkSession spark = LocalSpark.session();
    private SmallInput input;

    @AfterEach
    void nothingIsKept() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    @BeforeEach
    void tables() {
        input = new SmallInput(folder.resolve("in"));
    }

    private String path(String table) {
        return folder.resolve("in").resolve(table + ".csv").toString();
    }

    private Dataset<Row> frame(String table) {
        return spark.read().option("header", true).option("inferSchema", true).csv(path(table));
    }

    private SweepAction ofFrames() {
        return Candor.on(spark)
                .sweep()
                .reports(frame("reports"))
                .candidates(frame("candidates"))
                .agents(frame("agents"))
                .prompts(frame("prompts"));
    }

    private SweepAction ofPaths() {
        return Candor.on(spark)
                .sweep()
                .reports(path("reports"))
                .candidates(path("candidates"))
                .agents(path("agents"))
                .prompts(path("prompts"));
    }

    @Test
    void theFrontierIsWhatIsPublished() {
        Published published = new Published(folder.resolve("run"));
        List<String> command = new ArrayList<>(
                input.command("sweep", "--output", published.directory().toString()));
        command.addAll(List.of("--lambda", "0.1:10:3", "--divergence", "kl,hellinger"));
        VerbRun.job(command).isDone();
        Dataset<Row> file = spark.read()
                .option("header", true)
                .option("inferSchema", true)
                .csv(published.directory().resolve("frontier.csv").toString());
        SweepAction ofPaths = ofPaths().lambda("0.1:10:3").divergence("kl", "hellinger");
        for (SweepAction action : List.of(ofPaths, ofFrames().lambda(10, 0.1, 1).divergence("kl", "hellinger"))) {
            try (Sweep sweep = action.run()) {
                assertThat(FrontierCsv.render(sweep.frontier())).isEqualTo(published.text("frontier.csv"));
                assertThat(sweep.points()).hasSize(6);
                assertThat(sweep.rows().columns()).isEqualTo(file.columns());
                assertThat(sweep.rows().selectExpr("*").collectAsList())
                        .isEqualTo(file.selectExpr(
                                        "divergence",
                                        "double(lambda)",
                                        "double(welfare)",
                                        "double(reference_welfare)",
                                        "double(total_value)",
                                        "double(divergence_value)",
                                        "double(revenue)",
                                        "double(top_share)",
                                        "double(top10_share)",
                                        "double(effective_payers)",
                                        "bigint(payers)",
                                        "bigint(paying)")
                                .collectAsList());
                if (action == ofPaths) {
                    published.assertIsPublishedBy(sweep::publish, "frontier.json", "frontier.html");
                }
            }
        }
    }

    @Test
    void rejectedRowsCountForNothing() {
        Dataset<Row> reports = frame("reports")
                .union(spark.sql("select 'ann', 'greeting', 'nobody', 1D union all select '', 'joke', 'dry', 1D"));
        SweepAction action = ofFrames().reports(reports).lambda(1);
        refused(action, ExitCode.INPUT_REJECTED, "UNKNOWN_CANDIDATE");
        try (Sweep sound = ofFrames().lambda(1).run();
                Sweep sweep = action.maxRejectedRows(2).run()) {
            assertThat(sweep.points()).isEqualTo(sound.points());
            assertThat(sweep.frontier().counts().rejectedRows()).isEqualTo(2);
            assertThat(sweep.rejected().select("table", "reason").collectAsList())
                    .map(Row::toString)
                    .containsExactlyInAnyOrder("[reports,UNKNOWN_CANDIDATE]", "[reports,MISSING_ID]");
        }
    }

    @Test
    void whatIsWrongIsSaid() {
        refused(ofPaths(), ExitCode.CONFIGURATION, "without prices of divergence");
        refused(ofPaths().lambda("1:9:101").divergence("kl", "l2"), ExitCode.CONFIGURATION, "202 settlements");
        refused(ofPaths().lambda(1).divergence("kl", "kl"), ExitCode.CONFIGURATION, "kl twice");
        refused(ofPaths().lambda(1).divergence("kk"), ExitCode.CONFIGURATION, "'kl'?");
        refused(
                ofPaths().lambda(1).set("policy-class", PolicyClass.MIXTURE.commandName()),
                ExitCode.CONFIGURATION,
                "only tabular has a sweep");
        refused(ofPaths().lambda(1).packed("store"), ExitCode.CONFIGURATION, "both --reports and --packed");
        refused(ofFrames().lambda(1).reports(frame("reports").limit(0)), ExitCode.INPUT_REJECTED, "no report is left");
        try (Sweep unpaid = ofPaths().lambda(1).paymentRule(PaymentRule.NONE).run()) {
            assertThat(unpaid.points().get(0).revenue()).isZero();
            assertThat(unpaid.frontier().notes()).anyMatch(note -> note.contains("nobody pays"));
        }
        assertThatThrownBy(() -> ofPaths().lambda("0,1"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("lambda must be > 0");
    }

    private static void refused(SweepAction action, ExitCode code, String fragment) {
        assertThatThrownBy(action::run)
                .as(fragment)
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
                .hasMessageContaining(fragment);
        VerbRun.assertNothingIsLeftInTheSession();
    }
}
