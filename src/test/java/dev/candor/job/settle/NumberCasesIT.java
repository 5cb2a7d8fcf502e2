package dev.candor.job.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.Shared;
import dev.candor.job.Published;
import dev.candor.job.VerbRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Payments that once were wrong, or crashed, from the files to the published table, with their values to 15 digits. */
class NumberCasesIT {
    @TempDir
    Path folder;

    private int runs;

    @AfterEach
    void nothingIsLeftInTheSession() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private Published settle(String folderOfCase, String reports, String divergence, String lambda) {
        Path tables = Shared.folder("cases").resolve(folderOfCase);
        Path output = folder.resolve("run" + runs++);
        List<String> command = new ArrayList<>(List.of(
                "settle",
                "--reports",
                tables.resolve(reports).toString(),
                "--candidates",
                tables.resolve("candidates.csv").toString(),
                "--lambda",
                lambda,
                "--divergence",
                divergence,
                "--output",
                output.toString()));
        if (Files.exists(tables.resolve("agents.csv"))) {
            command.addAll(List.of("--agents", tables.resolve("agents.csv").toString()));
        }
        VerbRun.job(command).isDone();
        return new Published(output);
    }

    private static Map<String, Double> payments(Published run) {
        Map<String, Double> payments = new TreeMap<>();
        for (Row row : run.payments()) {
            double payment = row.getAs("payment");
            payments.put(row.getAs("agent_id"), payment);
            assertThat(row.<Double>getAs("payment_lower")).isLessThanOrEqualTo(payment);
            assertThat(row.<Double>getAs("payment_upper")).isGreaterThanOrEqualTo(payment);
        }
        return payments;
    }

    private static void pays(Map<String, Double> payments, String agent, double expected) {
        assertThat(payments.get(agent)).as(agent).isCloseTo(expected, within(1e-12 * expected));
    }

    @Test
    void smallReferenceProbabilities() {
        double[][] expected = {
            {0.107900808025179, 0.165043665167843, 0.163527763406502},
            {0.0425413226802811, 0.0960245543437347, 0.838221591456544},
            {0.179591061898757, 0.277550453859232, 0.214287113994168}
        };
        String[] divergences = {"reverse-kl", "jensen-shannon", "hellinger"};
        for (int k = 0; k < divergences.length; k++) {
            Published run = settle("newton-small-reference", "reports.csv", divergences[k], "1");
            Map<String, Double> payments = payments(run);
            pays(payments, "a", expected[k][0]);
            pays(payments, "b", expected[k][1]);
            assertThat(run.summary().figures().welfare()).isCloseTo(expected[k][2], within(1e-14));
        }
    }

    @Test
    void aLikelyAnswerBesideOneOfFortyNats() {
        Published run = settle("newton-crash-ordinary", "reports.csv", "jensen-shannon", "1");
        Map<String, Double> payments = payments(run);
        pays(payments, "a", 2.60215667058752e-17);
        pays(payments, "b", 0.00516165903454249);
    }

    @Test
    void aWhale() {
        Map<String, Double> expected = Map.of(
                "reverse-kl", 14.1165073197841,
                "hellinger", 1.87039529420267,
                "jensen-shannon", 1.51519272281640,
                "kl", 2.01245857803732,
                "l2", 1.546875);
        expected.forEach((divergence, payment) ->
                pays(payments(settle("15-whale-payment-tolerance", "reports.csv", divergence, "1")), "a1", payment));
    }

    @Test
    void rewardsBeyondFifteenDigits() {
        pays(payments(settle("15-extreme-numbers", "reports-1e16.csv", "hellinger", "1")), "a1", 1.870395309203);
        pays(payments(settle("15-extreme-numbers", "reports-1e16.csv", "jensen-shannon", "1")), "a1", 1.515192722816);
        pays(payments(settle("15-extreme-numbers", "reports-1e17.csv", "kl", "1")), "a1", 2.01245857803732);
        pays(payments(settle("15-extreme-numbers", "reports-1e17.csv", "l2", "1")), "a1", 1.546875);
        pays(payments(settle("15-extreme-numbers", "reports-1e30.csv", "kl", "1e-4")), "a1", 1.5);
        assertThat(payments(settle("15-extreme-numbers", "reports-1e30.csv", "reverse-kl", "1"))
                        .get("a1"))
                .isCloseTo(52.109, within(1e-3));
    }

    @Test
    void aLargeGapUnderChiSquared() {
        Published run = settle("chi-squared-large-gap", "reports.csv", "chi-squared", "1");
        Map<String, Double> payments = payments(run);
        pays(payments, "a", 1224.99999999755);
        pays(payments, "b", 2.499999999995e-15);
        assertThat(run.summary().figures().welfare()).isCloseTo(1225.200066497551, within(1e-10 * 1225));
        assertThat(run.summary().figures().divergence()).isCloseTo(1224.99999649755, within(1e-10 * 1225));
    }
}
