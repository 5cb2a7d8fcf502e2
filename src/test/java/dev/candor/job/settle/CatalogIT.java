package dev.candor.job.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.LocalSpark;
import dev.candor.job.Published;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import dev.candor.model.SettlementSummary;
import dev.candor.model.SettlementSummary.Parameter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** jobs/settle --policy-class catalog from the flags to the published directory. */
class CatalogIT {
    private static final String VALUATIONS = """
            agent_id,checkpoint_id,value
            helpfulness,B,.2625
            helpfulness,C,.8855
            helpfulness,F,1
            harmlessness,A,1
            harmlessness,B,.578
            harmlessness,C,.1145
            humor,A,.504
            humor,B,1
            humor,C,.19
            """;
    private static final String CHECKPOINTS = "checkpoint_id\nF\nA\nB\nC\n";
    private static final String AGENTS = "agent_id,weight\nhelpfulness,3\nharmlessness,2\nhumor,1\n";

    @TempDir
    Path folder;

    private Published run;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("valuations.csv"), VALUATIONS);
        Files.writeString(folder.resolve("checkpoints.csv"), CHECKPOINTS);
        Files.writeString(folder.resolve("agents.csv"), AGENTS);
        run = new Published(folder.resolve("run"));
    }

    @AfterEach
    void nothingIsLeftInTheSession() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private VerbRun settle(String... more) {
        List<String> command = new ArrayList<>(List.of(
                "settle",
                "--policy-class=catalog",
                "--valuations=" + folder.resolve("valuations.csv"),
                "--checkpoints=" + folder.resolve("checkpoints.csv"),
                "--agents=" + folder.resolve("agents.csv"),
                "--output=" + run.directory()));
        command.addAll(List.of(more));
        return VerbRun.job(command);
    }

    /** The paper's table at α = 1, through the files (all its α: CatalogTest). */
    @Test
    void thePapersThreeGroups() {
        VerbRun ran = settle().isDone();
        run.assertClean();
        SettlementSummary summary = run.summary();
        assertThat(summary.figures().welfare()).isCloseTo(3.08, within(0.016));
        assertThat(summary.parameters()).containsExactly(new Parameter("C", 1));
        Row helpfulness = run.payments().get(1);
        assertThat(helpfulness.getString(0)).isEqualTo("helpfulness");
        assertThat(helpfulness.<Double>getAs("value")).isCloseTo(2.66, within(0.016));
        assertThat(helpfulness.<Double>getAs("utility")).isCloseTo(0.57, within(0.016));
        assertThat(helpfulness.<Double>getAs("incentive_gap")).isZero();
        assertThat(run.table("policy").columns())
                .containsExactly("checkpoint_id", "chosen", "aggregate_value", "divergence", "welfare_behind");
        assertThat(run.table("policy").where("chosen").collectAsList())
                .singleElement()
                .satisfies(row -> assertThat(row.getString(0)).isEqualTo("C"));
        assertThat(ran.out())
                .contains("3 agents on 4 checkpoints: 9 values", "of checkpoint C, the best of 4")
                .doesNotContain("reference model", "KL", "λ =");
        assertThat(summary.mechanism().divergence()).isEqualTo("none");
        assertThat(run.text("report.html")).contains("what each of 4 trained checkpoints is worth");
    }

    /** An exact class has nothing to gain; where nobody pays, no bound is known. */
    @Test
    void aWorseCertificateThanAskedForPublishesNothing() {
        settle("--payment-rule=none", "--max-incentive-gap=1000")
                .isRefused(
                        ExitCode.CERTIFICATE_NOT_MET, "no bound on the gain of lying is known", "--max-incentive-gap");
        run.assertFailed(4);
        settle("--max-incentive-gap=0").isDone();
    }

    /** λ × the divergence decides what is chosen, and no payment sees λ otherwise. */
    @Test
    void checkpointsCost() throws IOException {
        Files.writeString(folder.resolve("checkpoints.csv"), "checkpoint_id,divergence\nA,0\nB,.1\nC,.9\nF,0\n");
        assertThat(settle("--lambda=2").isDone().out()).contains("(catalog, λ = 2)", "as given for the checkpoint");
        SettlementSummary summary = run.summary();
        assertThat(summary.mechanism().divergence()).isEqualTo("given");
        // C 3.0755 − 1.8, F 3, B 2.9435 − 0.2, A 2.504.
        assertThat(summary.parameters()).containsExactly(new Parameter("F", 1));
        assertThat(summary.figures().welfare()).isCloseTo(3, within(1e-15));
        assertThat(summary.figures().divergence()).isZero();
        // Without helpfulness B has 2.156 − 0.2, A 2.504: they lose 2.504.
        assertThat(run.payments().get(1).<Double>getAs("payment")).isCloseTo(2.504, within(1e-15));
    }

    @Test
    void whatIsMissingIsCalledByItsOwnName() throws IOException {
        Files.writeString(folder.resolve("valuations.csv"), "agent_id,checkpoint_id,value\nnobody,A,1\n");
        settle("--max-rejected-rows=1")
                .isRefused(ExitCode.INPUT_REJECTED, "no report is left", "Correct --valuations.");
    }

    /** The bytes, for any partitions and order of rows, files of two formats, and against the definition in decimals. */
    @Test
    void aPopulationByDefinitionWhateverTheLayout() throws IOException {
        SparkSession spark = LocalSpark.session();
        Random random = new Random(4);
        int agents = 300;
        int checkpoints = 12;
        double[][] value = new double[agents][checkpoints];
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < agents; i++) {
            for (int m = 0; m < checkpoints; m++) {
                value[i][m] = random.nextInt(5) == 0 ? 0 : random.nextDouble();
                if (value[i][m] != 0) {
                    rows.add(RowFactory.create("a%03d".formatted(i), "m%02d".formatted(m), value[i][m]));
                }
            }
        }
        StructType schema = new StructType()
                .add("agent_id", DataTypes.StringType)
                .add("checkpoint_id", DataTypes.StringType)
                .add("value", DataTypes.DoubleType);
        Files.writeString(
                folder.resolve("checkpoints.csv"), "checkpoint_id\n" + String.join("\n", ids(checkpoints)) + "\n");
        Map<String, String> expected = null;
        int layout = 0;
        for (int partitions : new int[] {1, 2, 7, 200}) {
            Collections.shuffle(rows, random);
            String place = folder.resolve("layout-" + layout++).toString();
            spark.createDataFrame(rows, schema)
                    .repartition(1 + layout)
                    .write()
                    .format(layout % 2 == 0 ? "json" : "parquet")
                    .save(place);
            run = new Published(folder.resolve("run-" + layout));
            VerbRun.job(List.of(
                            "settle",
                            "--policy-class=catalog",
                            "--valuations=" + place,
                            "--checkpoints=" + folder.resolve("checkpoints.csv"),
                            "--partitions=" + partitions,
                            "--output=" + run.directory()))
                    .isDone();
            expected = expected == null ? run.bill() : expected;
            assertThat(run.bill()).isEqualTo(expected);
        }
        BigDecimal[] total = new BigDecimal[checkpoints];
        Arrays.setAll(total, m -> sum(value, m, -1));
        int chosen = best(total);
        assertThat(run.summary().parameters())
                .containsExactly(new Parameter(ids(checkpoints).get(chosen), 1));
        List<Row> payments = run.payments();
        assertThat(payments).hasSize(agents);
        for (int i = 0; i < agents; i++) {
            BigDecimal[] others = new BigDecimal[checkpoints];
            int absent = i;
            Arrays.setAll(others, m -> sum(value, m, absent));
            double payment = others[best(others)].subtract(others[chosen]).doubleValue();
            assertThat(payments.get(i).<Double>getAs("payment")).isCloseTo(payment, within(4e-16 * payment));
        }
    }

    private static List<String> ids(int checkpoints) {
        List<String> ids = new ArrayList<>();
        for (int m = 0; m < checkpoints; m++) {
            ids.add("m%02d".formatted(m));
        }
        return ids;
    }

    private static BigDecimal sum(double[][] value, int m, int absent) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < value.length; i++) {
            sum = i == absent ? sum : sum.add(new BigDecimal(value[i][m]));
        }
        return sum;
    }

    private static int best(BigDecimal[] total) {
        int best = 0;
        for (int m = 1; m < total.length; m++) {
            best = total[m].compareTo(total[best]) > 0 ? m : best;
        }
        return best;
    }

    @Test
    void brokenRowsAreRejectedByTheirOwnNames() throws IOException {
        Files.writeString(folder.resolve("valuations.csv"), VALUATIONS + "humor,Z,1\nhumor,F,NaN\nhumor,,1\n");
        Files.writeString(folder.resolve("checkpoints.csv"), "checkpoint_id,divergence\nF,0\nA,0\nB,0\nC,-1\nC,0\n");
        settle().isRefused(
                        ExitCode.INPUT_REJECTED,
                        "valuations",
                        "checkpoints",
                        "NEGATIVE_DIVERGENCE",
                        "UNKNOWN_CANDIDATE");
        Files.writeString(folder.resolve("checkpoints.csv"), CHECKPOINTS);
        settle("--max-rejected-rows=3").isDone();
        assertThat(run.summary().counts().rejectedRows()).isEqualTo(3);
        assertThat(run.text("quarantine/part-00000.json")).contains("\"table\":\"valuations\"", "checkpoint_id");
    }

    @Test
    void refusesWhatDoesNotFitACatalog() throws IOException {
        settle("--prompts=" + folder.resolve("agents.csv")).isRefused(ExitCode.CONFIGURATION, "--valuations");
        VerbRun.job(List.of(
                        "settle",
                        "--valuations=" + folder.resolve("valuations.csv"),
                        "--checkpoints=" + folder.resolve("checkpoints.csv"),
                        "--output=" + run.directory()))
                .isRefused(ExitCode.CONFIGURATION, "--policy-class catalog");
        settle("--payment-rule=revenue-maximising").isRefused(ExitCode.CONFIGURATION, "affine-maximiser");
        VerbRun.job(List.of(
                        "settle",
                        "--policy-class=catalog",
                        "--valuations=" + folder.resolve("valuations.csv"),
                        "--output=" + run.directory()))
                .isRefused(ExitCode.CONFIGURATION, "--checkpoints");
        Files.writeString(folder.resolve("checkpoints.csv"), "name\nA\n");
        settle().isRefused(ExitCode.INPUT_REJECTED, "checkpoint_id");
        assertThat(run.manifest()).isEmpty();
    }
}
