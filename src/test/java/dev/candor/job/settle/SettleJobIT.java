package dev.candor.job.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.job.Published;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import dev.candor.model.SettlementSummary;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** jobs/settle from the flags to the published directory. */
class SettleJobIT {
    private static final List<String> POLICY =
            List.of("prompt_id", "candidate_id", "ref_prob", "prob", "aggregate_reward", "prompt_weight");
    private static final List<String> PAYMENTS = List.of(
            "agent_id",
            "weight",
            "boost",
            "value",
            "payment",
            "payment_lower",
            "payment_upper",
            "utility",
            "welfare_without",
            "others_welfare",
            "incentive_gap",
            "charge");

    @TempDir
    Path folder;

    private SmallInput input;
    private Published run;

    @BeforeEach
    void sound() {
        input = new SmallInput(folder.resolve("in"));
        run = new Published(folder.resolve("run"));
    }

    @AfterEach
    void nothingIsLeftInTheSession() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private VerbRun settle(String... flags) {
        List<String> command =
                input.command("settle", "--output", run.directory().toString());
        command.addAll(List.of(flags));
        return VerbRun.job(command);
    }

    @Test
    void parquetTablesHaveTheColumnsAndTypesOfTheContract() {
        VerbRun ran = settle("--scale", "4", "--currency", "EUR").isDone();
        run.assertClean();
        assertThat(run.table("policy").schema()).isEqualTo(schema(POLICY, Map.of()));
        assertThat(run.table("payments").schema())
                .isEqualTo(schema(PAYMENTS, Map.of("charge", DataTypes.createDecimalType(38, 4))));
        assertThat(run.table("policy").count()).isEqualTo(4);
        assertThat(run.payments()).extracting(row -> row.getString(0)).containsExactly("ann", "bob", "cyd");
        assertThat(run.manifest().orElseThrow().counts())
                .containsEntry("agents", 3L)
                .containsEntry("candidates", 4L)
                .containsEntry("report_rows", 6L)
                .containsEntry("rejected_rows", 0L);
        assertThat(ran.out()).startsWith("Settled 3 agents on 2 prompts: 4 candidates, 6 rewards");
        assertThat(ran.err()).contains("charge payers", "write payments").doesNotContain("WARN", "ERROR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "json"})
    void textTablesHaveTheColumnsToo(String format) {
        settle("--output-format", format).isDone();
        run.assertClean();
        for (Map.Entry<String, List<String>> table :
                Map.of("policy", POLICY, "payments", PAYMENTS).entrySet()) {
            String first = run.text(table.getKey() + "/part-00000." + format)
                    .lines()
                    .findFirst()
                    .orElseThrow();
            if (format.equals("csv")) {
                assertThat(first).isEqualTo(String.join(",", table.getValue()));
            } else {
                assertThat(first.replaceAll(":[^,}]*", ""))
                        .isEqualTo("{\"" + String.join("\",\"", table.getValue()) + "\"}");
            }
        }
    }

    @Test
    void theFiguresOfAllFilesAgree() {
        settle("--lambda", "0.75").isDone();
        SettlementSummary summary = run.summary();
        double revenue = 0;
        double value = 0;
        for (Row row : run.payments()) {
            assertThat(row.<Double>getAs("payment")).isPositive();
            assertThat(row.<Double>getAs("utility"))
                    .isEqualTo(row.<Double>getAs("value") - row.<Double>getAs("payment"))
                    .isPositive();
            assertThat(row.<Double>getAs("payment_lower")).isEqualTo(row.<Double>getAs("payment"));
            assertThat(row.<Double>getAs("payment_upper")).isEqualTo(row.<Double>getAs("payment"));
            assertThat(row.<Double>getAs("incentive_gap")).isZero();
            assertThat(row.<Double>getAs("welfare_without") - row.<Double>getAs("others_welfare"))
                    .isCloseTo(row.<Double>getAs("boost") * row.<Double>getAs("payment"), near(1e-12));
            revenue += row.<Double>getAs("payment");
            value += row.<Double>getAs("value");
        }
        assertThat(summary.figures().revenue()).isCloseTo(revenue, near(1e-12));
        assertThat(summary.figures().totalValue()).isCloseTo(value, near(1e-12));
        assertThat(summary.figures().welfare()).isGreaterThan(summary.figures().referenceWelfare());
        assertThat(summary.mechanism().lambda()).isEqualTo(0.75);
        assertThat(summary.notes()).isEmpty();
        assertThat(summary.largestPayers()).hasSize(3);
        assertThat(summary.stages())
                .extracting(SettlementSummary.Stage::name)
                .contains("fingerprint inputs", "encode and pack reports", "charge payers", "write payments");
        Map<String, String> sums = run.manifest().orElseThrow().sums();
        assertThat(sums)
                .containsEntry("welfare", Double.toString(summary.figures().welfare()))
                .containsEntry("charged", summary.money().chargedTotal().toPlainString());
        assertThat(run.text("report.html"))
                .contains("<h1>Settlement</h1>", "3 agents", "ann", "bob", "cyd")
                .doesNotContain("<script");
        assertThat(run.result().fingerprint())
                .isEqualTo(run.manifest().orElseThrow().fingerprint());
        assertThat(run.result().exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"largest-remainder", "half-even", "floor"})
    void chargesAddUp(String rounding) {
        settle("--scale", "1", "--unit-price", "7.25", "--currency", "EUR", "--rounding", rounding)
                .isDone();
        SettlementSummary.Money money = run.summary().money();
        BigDecimal charged = BigDecimal.ZERO;
        BigDecimal exact = BigDecimal.ZERO;
        for (Row row : run.payments()) {
            BigDecimal price = new BigDecimal(row.<Double>getAs("payment")).multiply(new BigDecimal("7.25"));
            BigDecimal charge = row.getAs("charge");
            assertThat(charge.scale()).isEqualTo(1);
            assertThat(charge.subtract(price).abs()).isLessThan(new BigDecimal("0.1"));
            charged = charged.add(charge);
            exact = exact.add(price);
        }
        assertThat(charged).isEqualTo(money.chargedTotal());
        assertThat(exact).isEqualByComparingTo(money.exactTotal());
        assertThat(money.exactTotal().subtract(money.chargedTotal())).isEqualByComparingTo(money.residue());
        if (rounding.equals("largest-remainder")) {
            assertThat(charged).isEqualTo(exact.setScale(1, RoundingMode.HALF_EVEN));
        }
    }

    @Test
    void theSameRunAgainTouchesNothingAndAnotherIsRefused() {
        settle().isDone();
        Map<String, String> before = run.contentsAndTimes();
        VerbRun again = settle("--partitions", "2", "--quiet").isDone();
        assertThat(again.out()).startsWith("Already done: ");
        assertThat(again.err()).isEmpty();
        assertThat(run.contentsAndTimes()).isEqualTo(before);
        settle("--lambda", "2").isRefused(ExitCode.OUTPUT_CONFLICT, "fingerprint", "another --output");
        assertThat(run.contentsAndTimes()).isEqualTo(before);
        input.withReport("cyd,greeting,warm,0.125");
        settle().isRefused(ExitCode.OUTPUT_CONFLICT);
        assertThat(run.contentsAndTimes()).isEqualTo(before);
    }

    @Test
    void filesOfOthersAreNotTouched() throws IOException {
        Files.createDirectories(run.directory());
        Files.writeString(run.directory().resolve("thesis.txt"), "five years of work");
        Map<String, String> before = run.contentsAndTimes();
        settle().isRefused(ExitCode.OUTPUT_CONFLICT, "thesis.txt");
        assertThat(run.contentsAndTimes()).isEqualTo(before);
    }

    @Test
    void toleratedRowsAreInQuarantineAndCountForNothing() {
        settle().isDone();
        List<Row> sound = run.payments();
        run = new Published(folder.resolve("tolerant"));
        input.with(
                "reports",
                "reports.csv",
                SmallInput.REPORTS + "ann,joke,dry,NaN\ndan,joke,dry,1.0\nann,joke,unheard,1.0\n");
        VerbRun ran = settle("--max-rejected-rows", "3").isDone();
        run.assertClean();
        assertThat(run.payments()).isEqualTo(sound);
        assertThat(run.quarantine())
                .extracting(row -> row.getString(0) + " " + row.getString(1))
                .containsExactly("reports NOT_FINITE", "reports UNKNOWN_AGENT", "reports UNKNOWN_CANDIDATE");
        assertThat(run.summary().counts().rejectedRows()).isEqualTo(3);
        assertThat(run.summary().notes())
                .singleElement()
                .asString()
                .contains("3 rows were rejected and tolerated: see quarantine/");
        assertThat(ran.out()).contains("3 rejected (see quarantine/)", "! 3 rows were rejected and tolerated");
        assertThat(run.manifest().orElseThrow().files())
                .anyMatch(file -> file.path().equals("quarantine/part-00000.json") && file.rows() == 3L);
    }

    @Test
    void oneRowBeyondTheToleranceIsRefused() {
        input.with("reports", "reports.csv", SmallInput.REPORTS + "ann,joke,dry,NaN\ndan,joke,dry,1.0\n");
        settle("--max-rejected-rows", "1").isRefused(ExitCode.INPUT_REJECTED, "2 rows are rejected, 1 allowed");
        run.assertFailed(3);
    }

    @Test
    void negativeRewardsAreSaid() {
        input.withReport("cyd,greeting,warm,-0.125");
        VerbRun ran = settle().isDone();
        assertThat(run.summary().notes())
                .singleElement()
                .asString()
                .contains("Individual rationality is not guaranteed", "1 reward is negative");
        assertThat(ran.out()).contains("! Individual rationality is not guaranteed");
        assertThat(run.text("report.html")).contains("Individual rationality is not guaranteed");
    }

    @Test
    void candidatesOfTheReportsAreSaid() {
        input.without("candidates");
        settle().isRefused(ExitCode.CONFIGURATION, "--candidates PATH", "--candidates-from-reports");
        assertThat(run.contents()).isEmpty();
        settle("--candidates-from-reports").isDone();
        assertThat(run.summary().notes()).singleElement().asString().contains("Truthfulness is not guaranteed");
        assertThat(run.table("policy").select("ref_prob").distinct().collectAsList())
                .singleElement()
                .satisfies(row -> assertThat(row.getDouble(0)).isEqualTo(0.5));
    }

    @Test
    void agentsOfOnePayerPayTogether() {
        input.with("agents", "agents.csv", "agent_id,weight,payer_id\nann,1.0,firm\nbob,1.0,firm\ncyd,1.0,\n");
        VerbRun ran = settle().isDone();
        assertThat(run.payments()).extracting(row -> row.getString(0)).containsExactly("cyd", "firm");
        assertThat(run.summary().counts().agents()).isEqualTo(3);
        assertThat(run.summary().counts().payers()).isEqualTo(2);
        assertThat(ran.out()).contains("from 2 payers");
    }

    @Test
    void nobodyPaysUnderRuleNone() {
        settle("--payment-rule", "none").isDone();
        assertThat(run.payments()).allSatisfy(row -> {
            assertThat(row.<Double>getAs("payment")).isZero();
            assertThat(row.<BigDecimal>getAs("charge")).isZero();
            assertThat(row.<Object>getAs("incentive_gap")).isNull();
        });
        assertThat(run.summary().notes()).singleElement().asString().contains("nobody pays");
    }

    private static StructType schema(List<String> names, Map<String, org.apache.spark.sql.types.DataType> types) {
        StructType schema = new StructType();
        for (String name : names) {
            schema = schema.add(
                    name, types.getOrDefault(name, name.endsWith("_id") ? DataTypes.StringType : DataTypes.DoubleType));
        }
        return schema;
    }

    private static org.assertj.core.data.Offset<Double> near(double offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }
}
