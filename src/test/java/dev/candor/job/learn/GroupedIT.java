package dev.candor.job.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
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
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** jobs/learn --model linear with agents in groups. */
class GroupedIT extends LinearModelFixture {
    private static final String AGENTS = "agent_id,group_id,weight\n";

    /** Twelve agents: three groups, and those without one. */
    private static List<String> members(UnaryOperator<String> name) {
        return IntStream.range(0, 12)
                .mapToObj(k -> "agent" + k + "," + (k % 4 == 3 ? "" : name.apply("g" + k % 4)) + "," + (k - 5))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private Path agents(String name, List<String> rows) throws IOException {
        return file(name, AGENTS + String.join("\n", rows) + "\n");
    }

    private Path log() throws IOException {
        return file("log.csv", COMPARISONS + String.join("\n", drawn(12)) + "\n");
    }

    private static Map<String, String> results(Published run) {
        Map<String, String> files = run.contents();
        files.keySet().removeIf(path -> path.equals("manifest.json") || path.equals("run_result.json"));
        return files;
    }

    @ParameterizedTest
    @CsvSource({"1, 0.5", "7, estimated", "200, 0.5"})
    void theSameBytesForAnyPartitioningAndOrder(int partitions, String scale) throws IOException {
        String[] flags = {
            "--candidates=" + candidates(), "--deviation-scale=" + scale, "--group-scale=" + scale,
        };
        List<String> one = new ArrayList<>(Arrays.asList(flags));
        List<String> members = members(name -> name);
        one.addAll(List.of("--agents=" + agents("agents.csv", members), "--comparisons=" + log()));
        List<String> rows = drawn(12);
        Collections.shuffle(rows, new Random(partitions));
        Collections.shuffle(members, new Random(partitions));
        Path shuffled = file("shuffled-1.csv", COMPARISONS + String.join("\n", rows.subList(0, 250)) + "\n");
        file("shuffled-2.csv", COMPARISONS + String.join("\n", rows.subList(250, rows.size())) + "\n");
        Path others = agents("members-1.csv", members.subList(0, 5));
        agents("members-2.csv", members.subList(5, 12));
        List<String> other = new ArrayList<>(Arrays.asList(flags));
        other.addAll(List.of(
                "--agents=" + others.resolveSibling("members-*.csv"),
                "--comparisons=" + shuffled.resolveSibling("shuffled-*.csv"),
                "--partitions=" + partitions));
        Map<String, String> first = results(learned("one", one.toArray(String[]::new)));
        assertThat(first.keySet()).anyMatch(path -> path.startsWith("groups/"));
        assertThat(results(learned("other", other.toArray(String[]::new)))).isEqualTo(first);
    }

    /** Names of groups are names: in another order, nothing but they change. */
    @Test
    void namesChangeNothing() throws IOException {
        String[] flags = {"--candidates=" + candidates(), "--comparisons=" + log(), "--agents"};
        Published one = learned("one", with(flags, agents("agents.csv", members(name -> name))));
        Published other = learned("other", with(flags, agents("others.csv", members(GroupedIT::renamed))));
        for (String table : List.of("coefficients", "reports", "errors")) {
            assertThat(files(other, table)).isEqualTo(files(one, table)).isNotEmpty();
        }
        List<Row> groups = one.table("groups").collectAsList();
        assertThat(groups).hasSize(4).extracting(row -> row.getLong(1)).containsOnly(3L);
        assertThat(groups).extracting(row -> row.getString(0)).containsExactlyInAnyOrder("g0", "g1", "g2", null);
        for (Row group : groups) {
            String name = group.isNullAt(0) ? null : renamed(group.getString(0));
            Row same = other.table("groups").collectAsList().stream()
                    .filter(row -> Objects.equals(row.getString(0), name))
                    .findFirst()
                    .orElseThrow();
            assertThat(same.toSeq().drop(1)).isEqualTo(group.toSeq().drop(1));
        }
        Row agent = other.table("agents").where("agent_id = 'agent4'").head();
        assertThat(agent.<String>getAs("group_id")).isEqualTo(renamed("g0"));
        assertThat(other.table("agents").where("group_id is null").count()).isEqualTo(3);
        assertThat(other.text("model/model.json")).contains("\"groups\" : 4", "group_scale");
        assertThat(other.text("summary.json")).contains("through the population and its group");
    }

    private static String renamed(String name) {
        return "z" + (9 - Integer.parseInt(name.substring(1)));
    }

    private static Map<String, String> files(Published run, String table) {
        Map<String, String> files = results(run);
        files.keySet().removeIf(path -> !path.startsWith(table + "/"));
        return files;
    }

    private static String[] with(String[] flags, Path last) {
        String[] all = Arrays.copyOf(flags, flags.length + 1);
        all[flags.length] = last.toString();
        return all;
    }

    /** A table of agents without groups says who counts, and nothing else. */
    @Test
    void withoutTheColumnThereAreNoGroups() throws IOException {
        String[] flags = {"--candidates=" + candidates(), "--comparisons=" + log()};
        Published without = learned("without", flags);
        List<String> ids = IntStream.range(0, 12).mapToObj(k -> "agent" + k).toList();
        Path agents = file("agents.csv", "agent_id\n" + String.join("\n", ids) + "\n");
        String[] more = Arrays.copyOf(flags, 3);
        more[2] = "--agents=" + agents;
        assertThat(results(learned("with", more))).isEqualTo(results(without));
        VerbRun.job(List.of(
                        "learn",
                        "--model=linear",
                        more[0],
                        more[1],
                        more[2],
                        "--group-scale=1",
                        "--output=" + folder.resolve("refused")))
                .isRefused(ExitCode.CONFIGURATION, "column group_id");
    }

    /** By themselves agents have no group. */
    @Test
    void isolatedAgentsIgnoreGroups() throws IOException {
        String[] flags = {"--candidates=" + candidates(), "--comparisons=" + log(), "--isolate"};
        String[] more = Arrays.copyOf(flags, 4);
        List<String> sound = members(name -> name);
        sound.replaceAll(row -> row.replaceAll(",[^,]*$", ",1"));
        more[3] = "--agents=" + agents("agents.csv", sound);
        assertThat(results(learned("with", more))).isEqualTo(results(learned("without", flags)));
    }

    @Test
    void agentsInTwoGroupsAreRejected() throws IOException {
        List<String> members = members(name -> name);
        members.add("agent0,g1,1");
        List<String> command = new ArrayList<>(List.of(
                "learn",
                "--model=linear",
                "--candidates=" + candidates(),
                "--comparisons=" + log(),
                "--output=" + folder.resolve("twice"),
                "--agents=" + agents("agents.csv", members)));
        VerbRun.job(command).isRefused(ExitCode.INPUT_REJECTED, "CONFLICTING_DUPLICATE");
        command.set(4, "--output=" + folder.resolve("null"));
        command.set(5, "--agents=" + file("null.csv", AGENTS + ",g1,1\n"));
        VerbRun.job(command).isRefused(ExitCode.INPUT_REJECTED, "MISSING_ID");
        command.set(4, "--output=" + folder.resolve("column"));
        command.set(5, "--agents=" + file("column.csv", "agent,group_id\nagent0,g1\n"));
        VerbRun.job(command).isRefused(ExitCode.INPUT_REJECTED, "agent_id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--model linear --comparisons c.csv --candidates x.json --isolate --group-scale 1 | --prior-scale",
                "--model linear --comparisons c.csv --candidates x.json --group-scale wide | 'wide'",
                "--model linear --comparisons c.csv --candidates x.json --group-scale 0 | --group-scale 0.0",
                "--comparisons c.csv --group-scale 1 | --model linear"
            })
    void whatCannotBeMeantIsRefused(String flags, String fragment) {
        List<String> command = new ArrayList<>(List.of("learn", "--output=" + folder.resolve("run")));
        command.addAll(Arrays.asList(flags.split(" ", -1)));
        VerbRun.job(command).isRefused(ExitCode.CONFIGURATION, fragment);
    }

    /** 1 MiB has room for what 2,299 groups of three coefficients take: 8·(9 + 3) bytes out, 5·8·(3 + 6) back. */
    @Test
    void groupsThatCannotBeSentAreRefused() throws IOException {
        List<String> members = IntStream.range(0, 2_300)
                .mapToObj(k -> "agent" + k + ",g" + k + ",1")
                .toList();
        VerbRun.job(List.of(
                        "learn",
                        "--model=linear",
                        "--candidates=" + candidates(),
                        "--comparisons=" + log(),
                        "--agents=" + agents("agents.csv", members),
                        "--broadcast-limit-mib=1",
                        "--output=" + folder.resolve("run")))
                .isRefused(ExitCode.CONFIGURATION, "more than 2299 groups");
    }

    /** Forty groups that differ, five agents each, four comparisons an agent: groups tell more of what is held out. */
    @Test
    void groupsThatDifferPredictBetter() throws IOException {
        Path candidates = candidates();
        Random random = new Random(12);
        double[][] phi = features(candidates);
        List<String> rows = new ArrayList<>();
        List<String> members = new ArrayList<>();
        double[][] truth = new double[200][];
        double[] own = new double[3];
        for (int agent = 0; agent < truth.length; agent++) {
            if (agent % 5 == 0) {
                own = new double[] {2 * random.nextGaussian(), 2 * random.nextGaussian(), 0.2 * random.nextGaussian()};
            }
            truth[agent] = own.clone();
            for (int j = 0; j < 3; j++) {
                truth[agent][j] *= 1 + 0.2 * random.nextGaussian();
            }
            members.add("agent" + agent + ",g" + agent / 5 + ",1");
            for (int k = 0; k < 4; k++) {
                int[] pair = pair(random);
                double lead = dot(truth[agent], phi[pair[0]], phi[pair[1]]);
                boolean won = random.nextDouble() < 1 / (1 + Math.exp(-lead));
                rows.add("agent" + agent + ",prompt" + pair[0] / 4 + ",c" + pair[0] % 4 + ",c" + pair[1] % 4 + ","
                        + (won ? "a" : "b"));
            }
        }
        String[] flags = {
            "--candidates=" + candidates,
            "--tie-prevalence=0",
            "--reports=none",
            "--comparisons=" + file("log.csv", COMPARISONS + String.join("\n", rows) + "\n")
        };
        String[] more = Arrays.copyOf(flags, 5);
        more[4] = "--agents=" + agents("agents.csv", members);
        double without = loss(coefficients(learned("without", flags)), truth, phi);
        double grouped = loss(coefficients(learned("grouped", more)), truth, phi);
        System.out.printf("forty groups: log-loss %.4f with groups, %.4f without%n", grouped, without);
        assertThat(grouped).isLessThan(without - 0.02);
    }

    private static int[] pair(Random random) {
        int a = random.nextInt(20);
        return new int[] {a, a / 4 * 4 + (a + 1 + random.nextInt(3)) % 4};
    }

    /** Expected −log P of fresh comparisons, over all pairs of a prompt. */
    private static double loss(Map<String, double[]> learned, double[][] truth, double[][] phi) {
        double sum = 0;
        int count = 0;
        for (int agent = 0; agent < truth.length; agent++) {
            for (int a = 0; a < phi.length; a++) {
                for (int b = a / 4 * 4; b < a; b++) {
                    double chance = 1 / (1 + Math.exp(-dot(truth[agent], phi[a], phi[b])));
                    double lead = dot(learned.get("agent" + agent), phi[a], phi[b]);
                    sum += chance * Math.log1p(Math.exp(-lead)) + (1 - chance) * Math.log1p(Math.exp(lead));
                    count++;
                }
            }
        }
        return sum / count;
    }

    private static double dot(double[] beta, double[] a, double[] b) {
        return IntStream.range(0, beta.length)
                .mapToDouble(j -> beta[j] * (a[j] - b[j]))
                .sum();
    }

    /** φ by prompt and candidate, as {@link #candidates} wrote them. */
    private static double[][] features(Path candidates) {
        return LocalSpark.session()
                .read()
                .json(candidates.toString())
                .orderBy("prompt_id", "candidate_id")
                .select("features")
                .collectAsList()
                .stream()
                .map(row -> row.<Double>getList(0).stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray())
                .toArray(double[][]::new);
    }
}
