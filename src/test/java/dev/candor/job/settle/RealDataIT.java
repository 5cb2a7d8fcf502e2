package dev.candor.job.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.candor.Shared;
import dev.candor.job.Published;
import dev.candor.job.RawReports;
import dev.candor.job.VerbRun;
import dev.candor.model.SettlementSummary;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real preferences settled and held against the definitions.
 *
 * <p>λ is a constant per set, as it must be. Under kl it is a tenth of the number of agents invited: a candidate that
 * everybody likes by 0.1 more is then e times as likely. Under chi-squared it is half of it: no candidate can then lose
 * all probability whatever agents with rewards in [0, 1] say, and payments have the closed form q Var_π0(d) / 4λ.
 */
class RealDataIT {
    private static final double PERCENT_1E_9 = 1e-7;
    private static final double PERCENT_1E_12 = 1e-10;

    @TempDir
    Path folder;

    @AfterEach
    void nothingIsLeftInTheSession() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    @ParameterizedTest
    @CsvSource({
        "pandalm/reports.csv,kl,0.5",
        "pandalm/reports.csv,chi-squared,2.5",
        "hanna/reports.csv.gz,kl,2.3",
        "hanna/reports.csv.gz,chi-squared,11.5",
        "dices/reports.csv.gz,kl,12.3",
        "dices/reports.csv.gz,chi-squared,61.5",
        "polis/canadian-electoral-reform.reports.csv.gz,kl,45",
        "polis/canadian-electoral-reform.reports.csv.gz,chi-squared,224",
        "polis/football-concussions.reports.csv.gz,kl,149",
        "polis/football-concussions.reports.csv.gz,chi-squared,744",
        "polis/scoop-hivemind.taxes.reports.csv.gz,kl,33",
        "polis/scoop-hivemind.taxes.reports.csv.gz,chi-squared,167"
    })
    void settles(String file, String divergence, double lambda) {
        Path reports = Shared.folder("data").resolve(file);
        Published run = new Published(folder.resolve("run"));
        VerbRun ran = VerbRun.job(command(reports, divergence, lambda, run)).isDone();
        SettlementSummary summary = run.assertClean().summary();
        RawReports raw = new RawReports(reports);
        Map<String, Row> payments = new HashMap<>();
        run.payments().forEach(row -> payments.put(row.getString(0), row));
        assertThat(payments.keySet()).isEqualTo(raw.agents());
        payments.values().forEach(row -> assertSound(row, summary));
        assertFiguresHold(summary, payments.values());
        assertDefinitions(raw, divergence, lambda, summary, payments);
        System.out.println(line(file, divergence, lambda, summary));
        assertThat(ran.out().lines()).hasSizeLessThanOrEqualTo(25).allMatch(line -> line.length() <= 100);
    }

    private static List<String> command(Path reports, String divergence, double lambda, Published run) {
        List<String> command = new ArrayList<>(List.of(
                "settle",
                "--reports=" + reports,
                "--divergence=" + divergence,
                "--lambda=" + lambda,
                "--output=" + run.directory()));
        Path candidates = reports.resolveSibling("candidates.jsonl");
        command.add(candidates.toFile().exists() ? "--candidates=" + candidates : "--candidates-from-reports");
        return command;
    }

    private static void assertSound(Row row, SettlementSummary summary) {
        double value = row.getAs("value");
        double payment = row.getAs("payment");
        double utility = row.getAs("utility");
        assertThat(payment).isNotNegative();
        assertThat(utility).isEqualTo(value - payment);
        assertThat(row.<Double>getAs("incentive_gap")).isZero();
        if (summary.notes().stream().noneMatch(note -> note.contains("Individual rationality"))) {
            assertThat(utility).isNotNegative();
        }
    }

    private static void assertFiguresHold(SettlementSummary summary, Iterable<Row> payments) {
        double revenue = 0;
        double value = 0;
        BigDecimal charged = BigDecimal.ZERO;
        for (Row row : payments) {
            revenue += row.<Double>getAs("payment");
            value += row.<Double>getAs("value");
            charged = charged.add(row.getAs("charge"));
        }
        SettlementSummary.Figures figures = summary.figures();
        assertThat(figures.revenue())
                .isCloseTo(revenue, withinPercentage(PERCENT_1E_9))
                .isLessThan(value);
        assertThat(figures.totalValue()).isCloseTo(value, withinPercentage(PERCENT_1E_9));
        assertThat(charged).isEqualTo(summary.money().chargedTotal());
        assertThat(figures.welfare()).isGreaterThanOrEqualTo(figures.referenceWelfare());
        assertThat(figures.divergence()).isPositive();
        assertThat(figures.welfare())
                .isCloseTo(
                        figures.totalValue() - summary.mechanism().lambda() * figures.divergence(),
                        withinPercentage(PERCENT_1E_9));
        assertThat(summary.counts().rejectedRows()).isZero();
    }

    private static void assertDefinitions(
            RawReports raw, String divergence, double lambda, SettlementSummary summary, Map<String, Row> payments) {
        boolean kl = divergence.equals("kl");
        assertThat(summary.figures().welfare())
                .isCloseTo(kl ? raw.klWelfare(lambda) : raw.chiSquaredWelfare(lambda), withinPercentage(PERCENT_1E_12));
        if (!kl) {
            assertThat(raw.nothingIsClipped(lambda)).isTrue();
        }
        List<String> agents = new ArrayList<>(raw.agents());
        for (int i = 0; i < agents.size(); i += kl ? 1 + agents.size() / 5 : 1) {
            String agent = agents.get(i);
            double payment = payments.get(agent).getAs("payment");
            assertThat(payment)
                    .as(agent)
                    .isCloseTo(
                            kl ? raw.klPayment(agent, lambda) : raw.chiSquaredPayment(agent, lambda),
                            withinPercentage(PERCENT_1E_9));
        }
    }

    private static String line(String file, String divergence, double lambda, SettlementSummary summary) {
        SettlementSummary.Figures figures = summary.figures();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %d | %d | %d | %.4f | %.4f | %.5f | %.5f | %.1f %% | %s |",
                file.replaceAll("(reports)?\\.csv.*|/reports.csv.*|\\.reports.csv.*", ""),
                divergence,
                lambda,
                summary.counts().agents(),
                summary.counts().prompts(),
                summary.counts().candidates(),
                figures.welfare(),
                figures.referenceWelfare(),
                figures.divergence(),
                figures.revenue(),
                100 * summary.largestPayers().get(0).payment() / figures.revenue(),
                summary.largestPayers().get(0).agentId());
    }
}
