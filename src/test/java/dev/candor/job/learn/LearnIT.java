package dev.candor.job.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.Shared;
import dev.candor.job.Published;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** jobs/learn as its user meets it: logs in, reports that settle takes out. */
class LearnIT {
    private static final String COMPARISONS = "agent_id,prompt_id,candidate_a,candidate_b,outcome\n";

    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Published learned(String name, String... flags) {
        List<String> command = new ArrayList<>(
                List.of("learn", "--output", folder.resolve(name).toString()));
        command.addAll(Arrays.asList(flags));
        VerbRun.job(command).isDone();
        VerbRun.assertNothingIsLeftInTheSession();
        return new Published(folder.resolve(name)).assertClean();
    }

    private static Map<String, Double> rewards(Published run) {
        Map<String, Double> rewards = new TreeMap<>();
        for (Row row : run.table("reports").collectAsList()) {
            rewards.put(row.getString(0) + "/" + row.getString(1) + "/" + row.getString(2), row.getDouble(3));
        }
        return rewards;
    }

    private static Map<String, Double> deltas(Published run) {
        Map<String, Double> deltas = new TreeMap<>();
        run.table("errors").collectAsList().forEach(row -> {
            assertThat(row.getDouble(2)).isEqualTo(0.95);
            deltas.put(row.getString(0), row.getDouble(1));
        });
        return deltas;
    }

    private static Map<String, String> tables(Published run) {
        Map<String, String> tables = run.contents();
        tables.keySet().removeIf(path -> !path.startsWith("reports/") && !path.startsWith("errors/"));
        return tables;
    }

    /**
     * One win of a over b: with u = ±d/2 the mode solves (1 − tanh(d/2))/2 = d/2 for ν = 0 and σ = 1, so d = 0.659…;
     * rewards are 1/(1 + e^{∓d/2}).
     */
    @Test
    void oneComparisonByHand() throws IOException {
        Path log = file("comparisons.csv", COMPARISONS + "ann,p,x,y,a\nbob,p,x,y,tie\n");
        Published run = learned("run", "--comparisons", log.toString(), "--tie-prevalence", "0");
        double d = 0.5;
        for (int k = 0; k < 200; k++) {
            d = 1 - Math.tanh(d / 2);
        }
        Map<String, Double> rewards = rewards(run);
        assertThat(rewards.get("ann/p/x")).isCloseTo(1 / (1 + Math.exp(-d / 2)), within(1e-12));
        assertThat(rewards.get("ann/p/y")).isCloseTo(1 / (1 + Math.exp(d / 2)), within(1e-12));
        assertThat(rewards.get("bob/p/x")).isEqualTo(0.5);
        assertThat(rewards).hasSize(4);
        // Nearly the prior's: 1.96/√2 logits about 0.
        assertThat(deltas(run).get("bob")).isBetween(0.2, 1 / (1 + Math.exp(-1.96 / Math.sqrt(2))) - 0.5);
    }

    /** Log of several agents and prompts, with ties. */
    private static List<String> drawn(long seed) {
        Random random = new Random(seed);
        List<String> rows = new ArrayList<>();
        for (int k = 0; k < 600; k++) {
            int a = random.nextInt(4);
            int b = (a + 1 + random.nextInt(3)) % 4;
            rows.add("agent" + random.nextInt(9) + ",prompt" + random.nextInt(5) + ",c" + a + ",c" + b + ","
                    + List.of("a", "b", "tie").get(random.nextInt(3)));
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void theSameBytesForAnyPartitioningAndOrder(int partitions) throws IOException {
        List<String> rows = drawn(1);
        Path log = file("log.csv", COMPARISONS + String.join("\n", rows) + "\n");
        Collections.shuffle(rows, new Random(partitions));
        Path first = file("shuffled-1.csv", COMPARISONS + String.join("\n", rows.subList(0, 250)) + "\n");
        file("shuffled-2.csv", COMPARISONS + String.join("\n", rows.subList(250, 600)) + "\n");
        Published one = learned("one", "--comparisons", log.toString());
        Published other = learned(
                "other",
                "--comparisons",
                first.resolveSibling("shuffled-*.csv").toString(),
                "--partitions",
                Integer.toString(partitions));
        assertThat(tables(other)).isEqualTo(tables(one));
    }

    /** Candidates nobody judged get the middle and widen the error. */
    @Test
    void candidatesComplete() throws IOException {
        Path log = file("comparisons.csv", COMPARISONS + "ann,p,x,y,a\n".repeat(40) + "ann,p,x,y,b\n".repeat(10));
        Path candidates = file("candidates.csv", "prompt_id,candidate_id\np,x\np,y\np,z\nq,x\n");
        Published without = learned("without", "--comparisons", log.toString());
        Published with = learned("with", "--comparisons", log.toString(), "--candidates", candidates.toString());
        assertThat(rewards(with).keySet()).containsExactly("ann/p/x", "ann/p/y", "ann/p/z");
        assertThat(rewards(with).get("ann/p/z")).isEqualTo(0.5);
        assertThat(rewards(with).get("ann/p/x")).isCloseTo(rewards(without).get("ann/p/x"), within(1e-12));
        assertThat(deltas(with).get("ann")).isGreaterThan(2 * deltas(without).get("ann"));
    }

    @Test
    void rankingsOfTwoAreComparisons() throws IOException {
        Path ranked = file("rankings.json", """
                {"agent_id": "ann", "prompt_id": "p", "ranking": ["x", "y"]}
                {"agent_id": "ann", "prompt_id": "p", "ranking": ["z", "x"]}
                {"agent_id": "bob", "prompt_id": "p", "ranking": ["x", "y", "z"]}
                """);
        Path compared = file("comparisons.csv", COMPARISONS + "ann,p,x,y,a\nann,p,x,z,b\n");
        Map<String, Double> byRankings = rewards(learned("ranked", "--rankings", ranked.toString()));
        rewards(learned("compared", "--comparisons", compared.toString(), "--tie-prevalence", "0"))
                .forEach((key, reward) -> assertThat(byRankings.get(key)).isCloseTo(reward, within(1e-12)));
        assertThat(byRankings.get("bob/p/x")).isGreaterThan(byRankings.get("bob/p/y"));
        assertThat(byRankings.get("bob/p/y")).isGreaterThan(byRankings.get("bob/p/z"));
    }

    @Test
    void ratingsAreCorrectedByTheirAgentAlone() throws IOException {
        String ratings = "agent_id,prompt_id,candidate_id,rating\nann,p,x,1\nann,p,y,3\nann,q,x,2\n";
        Path alone = file("alone.csv", ratings);
        Path both = file("both.csv", ratings + "bob,p,x,5\nbob,p,y,5\n");
        String[] flags = {"--rating-scale", "1,2,3,4,5", "--rating-correction", "min-max", "--ratings"};
        List<String> command = new ArrayList<>(Arrays.asList(flags));
        command.add(both.toString());
        Published run = learned("both", command.toArray(String[]::new));
        command.set(command.size() - 1, alone.toString());
        Map<String, Double> rewards = rewards(run);
        assertThat(rewards)
                .containsEntry("ann/p/x", 0.0)
                .containsEntry("ann/p/y", 1.0)
                .containsEntry("ann/q/x", 0.5)
                .containsEntry("bob/p/x", 0.5)
                .containsEntry("bob/p/y", 0.5);
        // Half a step of four is 1/8 of the scale; corrected for a range of half of it, at both ends: 2·(1/8)/(1/2).
        assertThat(deltas(run)).containsEntry("ann", 0.5).containsEntry("bob", 0.5);
        Map<String, Double> annAlone = rewards(learned("alone", command.toArray(String[]::new)));
        annAlone.forEach((key, reward) -> assertThat(rewards).containsEntry(key, reward));
    }

    @ParameterizedTest
    @CsvSource({
        "'ann,p,x,y,wins', UNKNOWN_OUTCOME",
        "'ann,p,x,y,', MISSING_VALUE",
        "'ann,p,x,x,a', SELF_COMPARISON",
        "'ann,,x,y,a', MISSING_ID",
        "'ann,p,x,w,a', UNKNOWN_CANDIDATE",
        "'cyd,p,x,y,a', UNKNOWN_AGENT"
    })
    void brokenComparisonsAreRejected(String row, String reason) throws IOException {
        Path log = file("comparisons.csv", COMPARISONS + "ann,p,x,y,a\n" + row + "\n");
        Path candidates = file("candidates.csv", "prompt_id,candidate_id\np,x\np,y\n");
        Path agents = file("agents.csv", "agent_id\nann\nbob\n");
        List<String> input = List.of(
                "--comparisons", log.toString(), "--candidates", candidates.toString(), "--agents", agents.toString());
        List<String> command = new ArrayList<>(
                List.of("learn", "--output", folder.resolve("run").toString()));
        command.addAll(input);
        VerbRun.job(command).isRefused(ExitCode.INPUT_REJECTED, "1 × " + reason);
        Published failed = new Published(folder.resolve("run")).assertFailed(3);
        assertThat(failed.quarantine()).singleElement().satisfies(rejected -> {
            assertThat(rejected.getString(0)).isEqualTo("comparisons");
            assertThat(rejected.getString(1)).isEqualTo(reason);
        });
    }

    @Test
    void validateChecksLogsAsLearnDoes() throws IOException {
        Path log = file("comparisons.csv", COMPARISONS + "ann,p,x,y,a\nann,p,x,x,a\n");
        List<String> command = new ArrayList<>(List.of("validate", "--comparisons", log.toString()));
        VerbRun.job(command).isRefused(ExitCode.INPUT_REJECTED, "1 × SELF_COMPARISON");
        command.addAll(List.of("--max-rejected-rows", "1"));
        assertThat(VerbRun.job(command).isDone().out()).isEqualTo("Accepted: 1 row of comparisons; 1 row rejected.\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"agent_id\": \"ann\", \"prompt_id\": \"p\", \"ranking\": [\"x\", \"y\", \"x\"]} | REPEATED_CANDIDATE",
                "{\"agent_id\": \"ann\", \"prompt_id\": \"p\", \"ranking\": [\"x\"]} | TOO_SHORT",
                "{\"agent_id\": \"ann\", \"prompt_id\": \"p\", \"ranking\": [\"x\", null]} | MISSING_ID",
                "{\"agent_id\": \"ann\", \"prompt_id\": \"p\"} | MISSING_VALUE",
                "not json | MALFORMED"
            })
    void brokenRankingsAreRejected(String row, String reason) throws IOException {
        Path log = file(
                "rankings.json", "{\"agent_id\":\"ann\",\"prompt_id\":\"p\",\"ranking\":[\"x\",\"y\"]}\n" + row + "\n");
        VerbRun.job(List.of(
                        "learn",
                        "--rankings",
                        log.toString(),
                        "--output",
                        folder.resolve("run").toString()))
                .isRefused(ExitCode.INPUT_REJECTED, "1 × " + reason);
    }

    @ParameterizedTest
    @CsvSource({"0.5, OUTSIDE_SCALE", "6, OUTSIDE_SCALE", "good, NOT_A_NUMBER", "NaN, NOT_FINITE"})
    void brokenRatingsAreRejected(String rating, String reason) throws IOException {
        Path log = file("ratings.csv", "agent_id,prompt_id,candidate_id,rating\nann,p,x,3\nann,p,y," + rating + "\n");
        List<String> command = List.of(
                "learn",
                "--ratings",
                log.toString(),
                "--rating-scale",
                "1,2,3,4,5",
                "--output",
                folder.resolve("run").toString());
        VerbRun.job(command).isRefused(ExitCode.INPUT_REJECTED, "1 × " + reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--ratings r.csv | --rating-scale",
                "--comparisons c.csv --ratings r.csv --rating-scale 0:1 | several logs",
                "--domain unit | no log",
                "--ratings r.csv --rating-scale 5:1 | '5:1'",
                "--comparisons c.csv --prior-scale 0 | --prior-scale 0.0",
                "--comparisons c.csv --confidence 1 | --confidence 1.0",
                "--comparisons c.csv --rating-noise 0.1 | without ratings",
                "--comparisons c.csv --ranks 2 | without --model low-rank",
                "--comparisons c.csv --isolate | --model linear"
            })
    void whatCannotBeMeantIsRefused(String flags, String fragment) {
        List<String> command = new ArrayList<>(
                List.of("learn", "--output", folder.resolve("run").toString()));
        command.addAll(Arrays.asList(flags.split(" ")));
        VerbRun.job(command).isRefused(ExitCode.CONFIGURATION, fragment);
    }

    /** δ reaches each agent's incentive gap, by its weight; whoever has none is not certified. */
    @Test
    void errorsReachTheIncentiveGaps() throws IOException {
        SmallInput input = new SmallInput(folder.resolve("small"));
        String errors = "agent_id,delta,confidence\nann,0.25,0.95\nbob,0,0.95\n";
        input.with("errors", "errors.csv", errors + "cyd,0.5,0.95\nnobody,1,0.95\n");
        Path output = folder.resolve("settled");
        VerbRun.job(input.command("settle", "--lambda", "1", "--output", output.toString()))
                .isDone();
        VerbRun.assertNothingIsLeftInTheSession();
        Published settled = new Published(output).assertClean();
        Map<String, Double> gaps = new TreeMap<>();
        settled.payments().forEach(row -> gaps.put(row.getAs("agent_id"), row.getAs("incentive_gap")));
        assertThat(gaps).isEqualTo(Map.of("ann", 1.0, "bob", 0.0, "cyd", 0.5));
        assertThat(settled.summary().figures().maxIncentiveGap()).isEqualTo(1);

        List<String> strict = input.command("settle", "--max-incentive-gap", "0.9", "--output", output + "-strict");
        VerbRun.job(strict).isRefused(ExitCode.CERTIFICATE_NOT_MET, "1.0");
        String[] refused = {"settle", "--output", output + "-refused"};
        assertRefused(input, errors, "cyd", refused);
        assertRefused(input, errors + "cyd,0.5,0.95\ncyd,0.4,0.95\n", "agent cyd has the deltas 0.4 and 0.5", refused);
        assertRefused(input, errors + "cyd,-1,0.95\n", "NEGATIVE_ERROR", refused);
    }

    private static void assertRefused(SmallInput input, String errors, String fragment, String... command) {
        input.with("errors", "errors.csv", errors);
        VerbRun.job(input.command(command[0], Arrays.copyOfRange(command, 1, command.length)))
                .isRefused(ExitCode.INPUT_REJECTED, fragment);
    }

    /** The people of a published data set: what is learned orders answers as they did, and settles. */
    @Test
    void pandalmFromComparisonsToPayments() throws IOException {
        Path data = Shared.folder("data").resolve("pandalm");
        Published learned = learned(
                "learned",
                "--comparisons",
                data.resolve("comparisons.csv").toString(),
                "--candidates",
                data.resolve("candidates.jsonl").toString());
        assertThat(deltas(learned))
                .hasSize(5)
                .allSatisfy((agent, delta) -> assertThat(delta).isBetween(0.1, 1.0));
        Map<String, Double> rewards = rewards(learned);
        double right = 0;
        double decided = 0;
        for (String line : Files.readAllLines(data.resolve("comparisons.csv"))) {
            String[] cell = line.split(",", -1);
            if (cell[4].equals("a") || cell[4].equals("b")) {
                double lead = rewards.get(cell[0] + "/" + cell[1] + "/" + cell[2])
                        - rewards.get(cell[0] + "/" + cell[1] + "/" + cell[3]);
                decided++;
                right += cell[4].equals("a") == lead > 0 ? 1 : 0;
            }
        }
        System.out.println("pandalm: " + right / decided + " of " + decided
                + " comparisons in the order learned; errors " + deltas(learned));
        assertThat(right / decided).isGreaterThan(0.9);
        Published settled = new Published(folder.resolve("settled"));
        VerbRun.job(List.of(
                        "settle",
                        "--reports",
                        folder.resolve("learned/reports").toString(),
                        "--errors",
                        folder.resolve("learned/errors").toString(),
                        "--candidates",
                        data.resolve("candidates.jsonl").toString(),
                        "--lambda",
                        "0.5",
                        "--output",
                        settled.directory().toString()))
                .isDone();
        Map<String, Double> deltas = deltas(learned);
        assertThat(settled.assertClean().payments())
                .hasSize(5)
                .allSatisfy(row -> assertThat(row.<Double>getAs("incentive_gap"))
                        .isEqualTo(2 * deltas.get(row.<String>getAs("agent_id"))));
        assertThat(settled.summary().figures().certificate()).startsWith("statistical");
    }
}
