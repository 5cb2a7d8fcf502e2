package dev.candor.job.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.job.Published;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** jobs/learn --model linear as its user meets it: logs and features in, coefficients and reports that settle takes out. */
class LinearIT extends LinearModelFixture {
    /** One win over a candidate one unit of the feature behind: β = (1 − tanh(β/2))/2 for ν = 0 and σ = 1. */
    @Test
    void oneComparisonByHand() throws IOException {
        Path candidates = file("candidates.json", """
                {"prompt_id": "p", "candidate_id": "x", "features": [3.0]}
                {"prompt_id": "p", "candidate_id": "y", "features": [2.0]}
                {"prompt_id": "q", "candidate_id": "x", "features": [7.0]}
                """);
        Path log = file("log.csv", COMPARISONS + "ann,p,x,y,a\nbob,p,x,y,tie\n");
        Published run = learned(
                "run",
                "--comparisons",
                log.toString(),
                "--candidates",
                candidates.toString(),
                "--isolate",
                "--tie-prevalence",
                "0",
                "--domain",
                "unrestricted");
        double beta = 0.5;
        for (int k = 0; k < 200; k++) {
            beta = (1 - Math.tanh(beta / 2)) / 2;
        }
        assertThat(coefficients(run).get("ann")[0]).isCloseTo(beta, within(1e-12));
        assertThat(coefficients(run).get("bob")[0]).isEqualTo(0.0);
        List<Row> reports =
                run.table("reports").orderBy("agent_id", "candidate_id").collectAsList();
        assertThat(reports).hasSize(4);
        assertThat(reports.get(0).getDouble(3)).isCloseTo(beta / 2, within(1e-12));
        assertThat(reports.get(1).getDouble(3)).isCloseTo(-beta / 2, within(1e-12));
        // H = ¼ + 1 at β = 0, and the error of u is half that of β.
        Row bob = run.table("errors").where("agent_id = 'bob'").head();
        assertThat(bob.getDouble(1)).isCloseTo(1.959963985 / 2 / Math.sqrt(1.25), within(1e-4));
        Row relied = run.table("agents").where("agent_id = 'bob'").head();
        assertThat(relied.getLong(1)).isEqualTo(1);
        assertThat(relied.getDouble(2)).isCloseTo(0.8, within(1e-12));
        assertThat(run.text("summary.json")).contains("Nothing is pooled", "\"agents_relying_on_prior\" : 2");
    }

    @ParameterizedTest
    @CsvSource({"1, estimated", "2, estimated", "7, estimated", "200, 0.5"})
    void theSameBytesForAnyPartitioningAndOrder(int partitions, String scale) throws IOException {
        Path candidates = candidates();
        List<String> rows = drawn(12);
        Path log = file("log.csv", COMPARISONS + String.join("\n", rows) + "\n");
        Collections.shuffle(rows, new Random(partitions));
        Path shuffled = file("shuffled-1.csv", COMPARISONS + String.join("\n", rows.subList(0, 250)) + "\n");
        file("shuffled-2.csv", COMPARISONS + String.join("\n", rows.subList(250, rows.size())) + "\n");
        String[] flags = {"--candidates", candidates.toString(), "--deviation-scale", scale, "--comparisons"};
        List<String> one = new ArrayList<>(Arrays.asList(flags));
        one.add(log.toString());
        List<String> other = new ArrayList<>(Arrays.asList(flags));
        other.addAll(List.of(
                shuffled.resolveSibling("shuffled-*.csv").toString(), "--partitions", Integer.toString(partitions)));
        Map<String, String> first = learned("one", one.toArray(String[]::new)).contents();
        Map<String, String> second =
                learned("other", other.toArray(String[]::new)).contents();
        for (Map<String, String> files : List.of(first, second)) {
            files.keySet().removeIf(path -> path.equals("manifest.json") || path.equals("run_result.json"));
        }
        assertThat(first.keySet())
                .anyMatch(path -> path.startsWith("coefficients/"))
                .contains("model/model.json");
        assertThat(second).isEqualTo(first);
    }

    /** By itself an agent is the same whoever else logs; pooled it is not, and the output says so. */
    @ParameterizedTest
    @ValueSource(strings = {"comparisons", "rankings", "ratings"})
    void isolatedAgentsDoNotSeeEachOther(String log) throws IOException {
        String ann;
        String bob;
        String header = "";
        List<String> flags =
                new ArrayList<>(List.of("--candidates", candidates().toString()));
        switch (log) {
            case "comparisons" -> {
                header = COMPARISONS;
                ann = "ann,prompt0,c0,c1,a\nann,prompt1,c2,c1,b\nann,prompt0,c3,c1,tie\n";
                bob = "bob,prompt0,c1,c0,a\nbob,prompt3,c2,c0,a\n";
            }
            case "rankings" -> {
                ann = "{\"agent_id\":\"ann\",\"prompt_id\":\"prompt0\",\"ranking\":[\"c1\",\"c0\",\"c3\"]}\n";
                bob = "{\"agent_id\":\"bob\",\"prompt_id\":\"prompt2\",\"ranking\":[\"c2\",\"c0\"]}\n";
            }
            default -> {
                header = "agent_id,prompt_id,candidate_id,rating\n";
                ann = "ann,prompt0,c0,4\nann,prompt0,c1,1\nann,prompt2,c1,2\n";
                bob = "bob,prompt0,c0,1\nbob,prompt0,c1,5\n";
                flags.addAll(List.of("--rating-scale", "1,2,3,4,5", "--rating-noise", "0.2"));
            }
        }
        String end = log.equals("rankings") ? ".json" : ".csv";
        Path alone = file("alone" + end, header + ann);
        Path both = file("both" + end, header + bob + ann);
        List<String> isolated = new ArrayList<>(flags);
        isolated.addAll(List.of("--isolate", "--" + log));
        isolated.add(alone.toString());
        Published byItself = learned("alone", isolated.toArray(String[]::new));
        isolated.set(isolated.size() - 1, both.toString());
        Published among = learned("among", isolated.toArray(String[]::new));
        assertThat(coefficients(among).get("ann"))
                .isEqualTo(coefficients(byItself).get("ann"));
        assertThat(among.table("reports")
                        .where("agent_id = 'ann'")
                        .orderBy("prompt_id", "candidate_id")
                        .collectAsList())
                .isEqualTo(byItself.table("reports")
                        .orderBy("prompt_id", "candidate_id")
                        .collectAsList());
        flags.addAll(List.of("--deviation-scale", "0.5", "--" + log, both.toString()));
        Published pooled = learned("pooled", flags.toArray(String[]::new));
        assertThat(coefficients(pooled).get("ann"))
                .isNotEqualTo(coefficients(byItself).get("ann"));
        assertThat(pooled.text("summary.json")).contains("depend on the logs of other agents");
    }

    /** Coefficients settle as log-linear, reports as any. */
    @Test
    void whatIsLearnedSettles() throws IOException {
        Path candidates = candidates();
        Path log = file("log.csv", COMPARISONS + String.join("\n", drawn(6)) + "\n");
        Published run = learned(
                "run", "--comparisons", log.toString(), "--candidates", candidates.toString(), "--reports", "all");
        assertThat(run.table("reports").count()).isEqualTo(6 * 20);
        VerbRun.job(List.of(
                        "settle",
                        "--policy-class",
                        "log-linear",
                        "--lambda",
                        "1",
                        "--coefficients",
                        folder.resolve("run/coefficients").toString(),
                        "--candidates",
                        candidates.toString(),
                        "--output",
                        folder.resolve("by-coefficients").toString()))
                .isDone();
        VerbRun.job(List.of(
                        "settle",
                        "--lambda",
                        "1",
                        "--reports",
                        folder.resolve("run/reports").toString(),
                        "--errors",
                        folder.resolve("run/errors").toString(),
                        "--candidates",
                        candidates.toString(),
                        "--output",
                        folder.resolve("by-reports").toString()))
                .isDone();
        assertThat(new Published(folder.resolve("by-coefficients")).payments()).hasSize(6);
        assertThat(new Published(folder.resolve("by-reports")).payments()).hasSize(6);
        VerbRun.job(List.of(
                        "settle",
                        "--policy-class=log-linear",
                        "--lambda=1",
                        "--coefficients=" + folder.resolve("run/coefficients"),
                        "--errors=" + folder.resolve("run/errors"),
                        "--candidates=" + candidates,
                        "--output=" + folder.resolve("wrong-errors")))
                .isRefused(ExitCode.INPUT_REJECTED, "its errors are of rewards, the settlement is of coefficients");
    }

    /** δ of coefficients: what settle adds to the gaps of the log-linear class, beside its optimiser's. */
    @Test
    void errorsOfCoefficientsWidenTheGaps() throws IOException {
        Path candidates = candidates();
        Path log = file("log.csv", COMPARISONS + String.join("\n", drawn(6)) + "\n");
        Published run = learned(
                "run", "--comparisons", log.toString(), "--candidates", candidates.toString(), "--reports", "none");
        List<String> settle = List.of(
                "settle",
                "--policy-class=log-linear",
                "--lambda=1",
                "--coefficients=" + folder.resolve("run/coefficients"),
                "--candidates=" + candidates);
        List<String> with = new ArrayList<>(settle);
        with.addAll(List.of("--errors=" + folder.resolve("run/errors"), "--output=" + folder.resolve("with")));
        List<String> without = new ArrayList<>(settle);
        without.add("--output=" + folder.resolve("without"));
        VerbRun.job(with).isDone();
        VerbRun.job(without).isDone();
        List<Row> wide = new Published(folder.resolve("with")).payments();
        List<Row> narrow = new Published(folder.resolve("without")).payments();
        List<Row> errors = run.table("errors").orderBy("agent_id").collectAsList();
        assertThat(wide).hasSize(6);
        for (int i = 0; i < wide.size(); i++) {
            double delta = errors.get(i).getDouble(1);
            double gap = wide.get(i).getAs("incentive_gap");
            double optimiser = narrow.get(i).getAs("incentive_gap");
            double weight = wide.get(i).getAs("weight");
            assertThat(delta).isGreaterThan(0);
            assertThat(gap).isCloseTo(2 * weight * delta + optimiser, within(1e-12));
            double payment = wide.get(i).getAs("payment");
            assertThat(payment).isEqualTo(narrow.get(i).<Double>getAs("payment"));
        }
        assertThat(new Published(folder.resolve("with")).text("summary.json")).contains("statistical, by --errors");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--model linear --comparisons c.csv | --candidates",
                "--comparisons c.csv --isolate | --model linear",
                "--comparisons c.csv --reports none | --model linear",
                "--model linear --comparisons c.csv --candidates x.json --isolate --deviation-scale 1 | --prior-scale",
                "--model linear --comparisons c.csv --candidates x.json --deviation-scale wide | 'wide'",
                "--model linear --comparisons c.csv --candidates x.json --deviation-scale 0 | --deviation-scale 0.0",
                "--model linear --ratings r.csv --rating-scale 0:1 --candidates x.json | --rating-noise",
                "--model linear --ratings r.csv --rating-scale 0:1 --rating-correction rank --candidates x.json | level",
                "--model linear --comparisons c.csv --candidates x.json --output-format csv | as CSV, which has no arrays"
            })
    void whatCannotBeMeantIsRefused(String flags, String fragment) {
        List<String> command = new ArrayList<>(
                List.of("learn", "--output", folder.resolve("run").toString()));
        command.addAll(Arrays.asList(flags.split(" ", -1)));
        VerbRun.job(command).isRefused(ExitCode.CONFIGURATION, fragment);
    }

    @Test
    void candidatesWithoutFeaturesAreRefused() throws IOException {
        Path log = file("log.csv", COMPARISONS + "ann,p,x,y,a\n");
        Path csv = file("candidates.csv", "prompt_id,candidate_id\np,x\np,y\n");
        Path json = file("candidates.json", """
                {"prompt_id": "p", "candidate_id": "x", "features": [1.0]}
                {"prompt_id": "p", "candidate_id": "y"}
                """);
        List<String> command = new ArrayList<>(List.of(
                "learn",
                "--model",
                "linear",
                "--comparisons",
                log.toString(),
                "--output",
                folder.resolve("run").toString(),
                "--candidates",
                csv.toString()));
        VerbRun.job(command).isRefused(ExitCode.CONFIGURATION, "CSV has none");
        command.set(command.size() - 1, json.toString());
        command.set(
                command.indexOf(folder.resolve("run").toString()),
                folder.resolve("other").toString());
        VerbRun.job(command).isRefused(ExitCode.INPUT_REJECTED, "candidate y of prompt p");
    }
}
