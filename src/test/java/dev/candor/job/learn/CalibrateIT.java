package dev.candor.job.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.Shared;
import dev.candor.job.Published;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** jobs/calibrate from logs to agents tables, and what settlements with them decide. */
class CalibrateIT {
    private static final String COMPARISONS = "agent_id,prompt_id,candidate_a,candidate_b,outcome\n";
    private static final String GOLD = "prompt_id,better\n";
    private static final List<String> OUTCOMES = List.of("a", "b", "tie");

    @TempDir
    Path folder;

    private Path file(String name, String head, List<String> rows) throws IOException {
        return Files.writeString(folder.resolve(name), head + String.join("\n", rows) + "\n");
    }

    private Published published(String name, String verb, String... flags) {
        List<String> command =
                new ArrayList<>(List.of(verb, "--output", folder.resolve(name).toString()));
        command.addAll(Arrays.asList(flags));
        VerbRun.job(command).isDone();
        VerbRun.assertNothingIsLeftInTheSession();
        return new Published(folder.resolve(name)).assertClean();
    }

    private Published calibrated(String name, Path log, Path gold, String... flags) {
        List<String> all = new ArrayList<>(List.of("--comparisons", log.toString(), "--gold", gold.toString()));
        all.addAll(Arrays.asList(flags));
        return published(name, "calibrate", all.toArray(String[]::new));
    }

    private static Map<String, Double> boosts(Published run, String table) {
        return run.table(table).collectAsList().stream()
                .collect(Collectors.toMap(row -> row.getString(0), row -> row.getDouble(1), (a, b) -> a, TreeMap::new));
    }

    private static Set<String> prompts(Published run, int fold) {
        return run.table("fold-" + fold + "/prompts").filter("prompt_weight = 1").collectAsList().stream()
                .map(row -> row.getString(0))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Agents 0 to 8, of which the higher are right more often, on 40 prompts with two or three candidates compared. */
    private static List<String> drawn() {
        Random random = new Random(3);
        List<String> rows = new ArrayList<>();
        for (int agent = 0; agent < 9; agent++) {
            for (int prompt = 0; prompt < 40; prompt++) {
                int other = 1 + random.nextInt(2);
                String outcome = random.nextInt(10) == 0 ? "tie" : random.nextInt(9) <= agent ? "a" : "b";
                rows.add("agent" + agent + ",prompt" + prompt + ",c0,c" + other + "," + outcome);
                if (random.nextInt(3) == 0) {
                    rows.add("agent" + agent + ",prompt" + prompt + ",c1,c2,a");
                }
            }
        }
        return rows;
    }

    private static List<String> answers(int prompts) {
        List<String> rows = new ArrayList<>();
        for (int prompt = 0; prompt < prompts; prompt++) {
            rows.add("prompt" + prompt + ",c0");
        }
        return rows;
    }

    /** By counting: the boost is the log-odds of 1 + right to 1 + wrong, ties half, on all prompts but those of the fold. */
    @Test
    void boostsAreThoseOfTheOtherFolds() throws IOException {
        List<String> rows = drawn();
        Published run = calibrated(
                "run", file("log.csv", COMPARISONS, rows), file("gold.csv", GOLD, answers(35)), "--folds", "3");
        Set<String> everywhere = new TreeSet<>();
        for (int fold = -1; fold < 3; fold++) {
            Set<String> held = fold < 0 ? Set.of() : prompts(run, fold);
            everywhere.addAll(held);
            Map<String, double[]> odds = new TreeMap<>();
            for (String row : rows) {
                String[] cell = row.split(",", -1);
                double[] of = odds.computeIfAbsent(cell[0], id -> new double[] {1, 1});
                boolean known = Integer.parseInt(cell[1].substring(6)) < 35 && cell[2].equals("c0");
                if (known && !held.contains(cell[1])) {
                    of[0] += cell[4].equals("a") ? 1 : cell[4].equals("tie") ? 0.5 : 0;
                    of[1] += cell[4].equals("b") ? 1 : cell[4].equals("tie") ? 0.5 : 0;
                }
            }
            Map<String, Double> boosts = boosts(run, fold < 0 ? "agents" : "fold-" + fold + "/agents");
            assertThat(boosts.keySet()).isEqualTo(odds.keySet());
            odds.forEach((agent, of) ->
                    assertThat(boosts.get(agent)).isCloseTo(Math.max(1e-6, Math.log(of[0] / of[1])), within(1e-14)));
            assertThat(new TreeSet<>(boosts.values())).hasSizeGreaterThan(3);
        }
        assertThat(everywhere).hasSize(35);
    }

    /** Whatever is said, and known, of a fold's prompts, the boosts that weigh it there stay. */
    @Test
    void theBoostsOfAFoldDoNotSeeIt() throws IOException {
        List<String> rows = drawn();
        Path gold = file("gold.csv", GOLD, answers(40));
        Published run = calibrated("run", file("log.csv", COMPARISONS, rows), gold, "--folds=3");
        Set<String> held = prompts(run, 2);
        assertThat(held).hasSizeBetween(2, 20);
        Random random = new Random(4);
        List<String> changed = rows.stream()
                .map(row -> held.contains(row.split(",", -1)[1])
                        ? row.substring(0, row.lastIndexOf(',') + 1) + OUTCOMES.get(random.nextInt(3))
                        : row)
                .toList();
        List<String> otherGold = answers(40).stream()
                .map(row -> held.contains(row.split(",", -1)[0]) ? row.replace(",c0", ",c1") : row)
                .toList();
        Published other = calibrated(
                "other", file("changed.csv", COMPARISONS, changed), file("other.csv", GOLD, otherGold), "--folds=3");
        assertThat(boosts(other, "fold-2/agents")).isEqualTo(boosts(run, "fold-2/agents"));
        assertThat(boosts(other, "fold-1/agents")).isNotEqualTo(boosts(run, "fold-1/agents"));
        assertThat(prompts(other, 2)).isEqualTo(held);
    }

    @Test
    void theSameBytesForAnyPartitioningAndOrder() throws IOException {
        List<String> rows = drawn();
        Path gold = file("gold.csv", GOLD, answers(40));
        Map<String, String> expected = null;
        for (int partitions : new int[] {1, 2, 7}) {
            Collections.shuffle(rows, new Random(partitions));
            file("log-" + partitions + "-1.csv", COMPARISONS, rows.subList(0, 100));
            file("log-" + partitions + "-2.csv", COMPARISONS, rows.subList(100, rows.size()));
            Map<String, String> tables = calibrated(
                            "run" + partitions,
                            folder.resolve("log-" + partitions + "-*.csv"),
                            gold,
                            "--folds=2",
                            "--partitions=" + partitions)
                    .contents();
            tables.keySet().removeIf(path -> !path.contains("/"));
            assertThat(tables).hasSize(5);
            expected = expected == null ? tables : expected;
            assertThat(tables).isEqualTo(expected);
        }
    }

    /** The table comes out with its weights and payers; who pays for itself has the boost it has without a table. */
    @Test
    void anAgentsTableKeepsWhatItSays() throws IOException {
        Path log = file("log.csv", COMPARISONS, drawn());
        Path gold = file("gold.csv", GOLD, answers(40));
        Published without = calibrated("without", log, gold, "--folds=2");
        List<String> rows = new ArrayList<>(List.of("absent,3.5,7,absent"));
        for (int agent = 0; agent < 9; agent++) {
            rows.add("agent%d,%s,%d,%s"
                    .formatted(agent, agent == 4 ? "" : 0.5 + agent, 1 + agent / 7, agent < 7 ? "" : "payer"));
        }
        Path agents = file("agents.csv", "agent_id,weight,boost,payer_id\n", rows);
        Published with = calibrated("with", log, gold, "--folds=2", "--agents=" + agents);
        for (String table : List.of("agents", "fold-0/agents", "fold-1/agents")) {
            Map<String, Double> alone = boosts(without, table);
            Map<String, Double> boosts = boosts(with, table);
            assertThat(boosts).hasSize(10).containsEntry("absent", 1e-6);
            for (int agent = 0; agent < 7; agent++) {
                assertThat(boosts.get("agent" + agent)).isEqualTo(alone.get("agent" + agent));
            }
            assertThat(boosts.get("agent7")).isEqualTo(boosts.get("agent8"));
            assertThat(boosts.get("agent7")).isBetween(alone.get("agent7"), alone.get("agent8"));
            for (Row row : with.table(table).collectAsList()) {
                String id = row.getAs("agent_id");
                int agent = id.equals("absent") ? 3 : Integer.parseInt(id.substring(5));
                assertThat(row.<Double>getAs("weight")).isEqualTo(agent == 4 ? 1 : 0.5 + agent);
                assertThat(row.<String>getAs("payer_id")).isEqualTo(agent < 7 ? id : "payer");
            }
        }
        Path candidates = file("candidates.csv", "prompt_id,candidate_id\n", List.of("prompt0,c0", "prompt0,c1"));
        Path reports = file(
                "reports.csv",
                "agent_id,prompt_id,candidate_id,reward\n",
                List.of("agent7,prompt0,c0,1", "agent8,prompt0,c1,1", "agent3,prompt0,c0,1"));
        Published settled = published(
                "settled",
                "settle",
                "--reports=" + reports,
                "--candidates=" + candidates,
                "--lambda=10",
                "--agents=" + folder.resolve("with/agents"));
        assertThat(settled.payments())
                .extracting(row -> row.getString(0))
                .contains("agent3", "payer")
                .doesNotContain("agent7", "agent8");
    }

    /** By counting: the agents of one payer are one judge. */
    @Test
    void agentsOfAPayerAreGradedTogether() throws IOException {
        List<String> rows = drawn();
        Path gold = file("gold.csv", GOLD, answers(40));
        List<String> agents = new ArrayList<>();
        for (int agent = 0; agent < 9; agent++) {
            agents.add("agent" + agent + ",p" + agent % 2);
        }
        Published payers = calibrated(
                "payers",
                file("log.csv", COMPARISONS, rows),
                gold,
                "--folds=2",
                "--agents=" + file("agents.csv", "agent_id,payer_id\n", agents));
        List<String> merged = rows.stream()
                .map(row -> "p" + (row.charAt(5) - '0') % 2 + row.substring(6))
                .toList();
        Published judges = calibrated("judges", file("merged.csv", COMPARISONS, merged), gold, "--folds=2");
        for (String table : List.of("agents", "fold-0/agents", "fold-1/agents")) {
            Map<String, Double> expected = boosts(judges, table);
            assertThat(expected.get("p0")).isNotEqualTo(expected.get("p1"));
            for (Row row : payers.table(table).collectAsList()) {
                assertThat(row.<Double>getAs("boost")).isEqualTo(expected.get(row.<String>getAs("payer_id")));
            }
        }
        assertThat(payers.text("summary.json")).contains("\"judgements\" : " + judgements(judges));
    }

    private static String judgements(Published run) {
        return run.text("summary.json").replaceAll("(?s).*\"judgements\" : (\\d+).*", "$1");
    }

    @Test
    void agentsThatCannotBeUsedAreRefused() throws IOException {
        Path log = file("log.csv", COMPARISONS, List.of("ann,p,x,y,a", "bob,p,x,y,a"));
        Path gold = file("gold.csv", GOLD, List.of("p,x"));
        for (Map.Entry<String, String> refused : Map.of(
                        "ann,1", "1 × UNKNOWN_AGENT",
                        "ann,1\nbob,1\nbob,2", "2 × CONFLICTING_DUPLICATE",
                        "ann,1\nbob,-1", "NOT_POSITIVE")
                .entrySet()) {
            Path agents = file("agents.csv", "agent_id,weight\n", List.of(refused.getKey()));
            VerbRun.job(List.of(
                            "calibrate",
                            "--comparisons=" + log,
                            "--gold=" + gold,
                            "--agents=" + agents,
                            "--output=" + folder.resolve("run")))
                    .isRefused(ExitCode.INPUT_REJECTED, refused.getValue());
            VerbRun.assertNothingIsLeftInTheSession();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--folds 1 | --folds 1",
                "--smoothing 0 | --smoothing 0.0",
                "--least-boost 0 | --least-boost 0.0",
                "--max-rejected-rows -1 | --max-rejected-rows"
            })
    void whatCannotBeMeantIsRefused(String flags, String fragment) {
        List<String> command = new ArrayList<>(List.of("calibrate", "--comparisons", "c.csv", "--gold", "g.csv"));
        command.addAll(List.of("--output", folder.resolve("run").toString()));
        command.addAll(Arrays.asList(flags.split(" ", -1)));
        VerbRun.job(command).isRefused(ExitCode.CONFIGURATION, fragment);
    }

    @Test
    void answersThatSayNothingAreRefused() throws IOException {
        Path log = file("log.csv", COMPARISONS, List.of("ann,p,x,y,a"));
        String output = folder.resolve("run").toString();
        for (Map.Entry<String, String> refused : Map.of(
                        "p,x\np,y", "2 × CONFLICTING_DUPLICATE",
                        "p,", "MISSING_ID",
                        "q,x", "names the better candidate")
                .entrySet()) {
            Path gold = file("gold.csv", GOLD, List.of(refused.getKey()));
            VerbRun.job(List.of(
                            "calibrate",
                            "--comparisons",
                            log.toString(),
                            "--gold",
                            gold.toString(),
                            "--output",
                            output))
                    .isRefused(ExitCode.INPUT_REJECTED, refused.getValue());
            VerbRun.assertNothingIsLeftInTheSession();
        }
    }

    /** Share of the prompts of positive weight whose better candidate the policy favours, half where it favours none. */
    private static double right(Published settled, Map<String, String> better) {
        Map<String, Double> lead = new TreeMap<>();
        for (Row row : settled.table("policy").filter("prompt_weight > 0").collectAsList()) {
            String prompt = row.getAs("prompt_id");
            double sign = better.get(prompt).equals(row.<String>getAs("candidate_id")) ? 1 : -1;
            lead.merge(prompt, sign * row.<Double>getAs("prob"), Double::sum);
        }
        return lead.values().stream()
                .mapToDouble(by -> by > 1e-12 ? 1 : by < -1e-12 ? 0 : 0.5)
                .sum();
    }

    /**
     * 65 judges of 419 answers whose better one is known: settled with equal boosts they are a majority vote; with boosts
     * from other prompts they are right as often as their best.
     */
    @Test
    void judgesOfLlmbar() throws IOException {
        Path data = Shared.folder("data").resolve("llmbar");
        String log;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(data.resolve("comparisons.csv.gz")))) {
            log = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Map<String, String> better = new TreeMap<>();
        for (String line : Files.readAllLines(data.resolve("gold.csv")).subList(1, 420)) {
            better.put(line.split(",", -1)[0], line.split(",", -1)[1]);
        }
        Map<String, Integer> votes = new TreeMap<>();
        better.keySet().forEach(prompt -> votes.put(prompt, 0));
        double points = 0;
        List<String> rows = log.lines().skip(1).toList();
        for (String row : rows) {
            String[] cell = row.split(",", -1);
            String winner = cell[4].equals("tie") ? "" : cell[4].equals("a") ? cell[2] : cell[3];
            int vote = winner.isEmpty() ? 0 : winner.equals(better.get(cell[1])) ? 1 : -1;
            points += (1 + vote) / 2.0;
            votes.merge(cell[1], vote, Integer::sum);
        }
        double majority = votes.values().stream()
                .mapToDouble(v -> v > 0 ? 1 : v < 0 ? 0 : 0.5)
                .sum();
        Path candidates = file(
                "candidates.csv",
                "prompt_id,candidate_id\n",
                better.keySet().stream()
                        .flatMap(prompt -> List.of(prompt + ",output1", prompt + ",output2").stream())
                        .toList());
        String learned = folder.resolve("learned/reports").toString();
        published(
                "learned",
                "learn",
                "--comparisons",
                data.resolve("comparisons.csv.gz").toString());
        String[] equal = {"--reports", learned, "--candidates", candidates.toString(), "--lambda", "10"};
        double withEqual = right(published("equal", "settle", equal), better);

        published(
                "calibrated",
                "calibrate",
                "--comparisons",
                data.resolve("comparisons.csv.gz").toString(),
                "--gold",
                data.resolve("gold.csv").toString());
        double withBoosts = 0;
        for (int fold = 0; fold < 5; fold++) {
            List<String> flags = new ArrayList<>(Arrays.asList(equal));
            Path of = folder.resolve("calibrated/fold-" + fold);
            flags.addAll(List.of("--agents", of.resolve("agents").toString()));
            flags.addAll(List.of("--prompts", of.resolve("prompts").toString()));
            withBoosts += right(published("boosted-" + fold, "settle", flags.toArray(String[]::new)), better);
        }
        System.out.printf(
                "llmbar, of %d prompts right: mean agent %.1f %%, majority %.1f %%, equal boosts %.1f %%,"
                        + " boosts from other folds %.1f %%%n",
                better.size(),
                100 * points / rows.size(),
                100 * majority / better.size(),
                100 * withEqual / better.size(),
                100 * withBoosts / better.size());
        assertThat(withEqual).isGreaterThanOrEqualTo(majority);
        assertThat(withBoosts / better.size()).isGreaterThanOrEqualTo(0.85);
    }
}
