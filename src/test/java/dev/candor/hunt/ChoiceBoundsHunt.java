package dev.candor.hunt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * δ of rewards learned from comparisons and rankings, against the exact posterior. Agents are drawn from the model. How
 * likely a reward is within δ of the true one, given an agent's log, is integrated over its utilities by a grid: two or
 * three candidates have one or two differences. On average over agents it is to be at least 93 % of nominal 95 %.
 */
final class ChoiceBoundsHunt implements Hunt {
    private static final int AGENTS = 150;
    private static final double LEAST = 0.93;
    /** Prior deviations, either way, and points of the grid. */
    private static final double REACH = 7;

    private static final int POINTS_OF_ONE = 4000;
    private static final int POINTS_OF_TWO = 161;

    private record Settings(boolean rankings, int candidates, double sigma, double nu, String domain) {}

    @Override
    public void round(Dice dice, Path folder) {
        Settings settings = new Settings(
                dice.chance(0.4),
                dice.chance(0.6) ? 2 : 3,
                StrictMath.pow(10, dice.uniform(StrictMath.log10(0.3), StrictMath.log10(2))),
                dice.pick(0.5, 0.0, 1.0),
                dice.pick("unit", "max", "sum", "unrestricted"));
        int rows = (int) dice.power(0, 2);
        List<List<Object>> table = new ArrayList<>();
        List<List<int[]>> logs = new ArrayList<>();
        for (int i = 0; i < AGENTS; i++) {
            double[] u = new double[settings.candidates];
            Arrays.setAll(u, x -> settings.sigma * normal(dice));
            List<int[]> log = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                log.add(settings.rankings ? ranking(dice, u) : comparison(dice, settings, u));
                table.add(row("a" + i, settings, log.get(row)));
            }
            logs.add(log);
        }
        List<List<Object>> candidates = new ArrayList<>();
        for (int x = 0; x < settings.candidates; x++) {
            candidates.add(Arrays.asList("c", "x" + x));
        }
        List<String> columns = settings.rankings
                ? List.of("agent_id", "prompt_id", "ranking")
                : List.of("agent_id", "prompt_id", "candidate_a", "candidate_b", "outcome");
        Drawn drawn = new Drawn(
                List.of(
                        new Table(settings.rankings ? "rankings" : "comparisons", columns, table),
                        new Table("candidates", List.of("prompt_id", "candidate_id"), candidates)),
                0,
                0);
        List<String> command = TabularHunt.command("learn", TabularHunt.write(drawn, dice, folder), drawn);
        command.addAll(List.of("--domain", settings.domain, "--prior-scale", Double.toString(settings.sigma)));
        command.addAll(List.of("--tie-prevalence", Double.toString(settings.nu), "--output-format", "csv"));
        command.addAll(List.of("--output", folder.resolve("run").toString()));
        Call.of(command).isDone();
        Said said = new Said(folder.resolve("run"), "csv");
        Map<String, double[]> rewards = new HashMap<>();
        said.rows("reports")
                .forEach(row -> rewards.computeIfAbsent(row.get("agent_id"), agent -> new double[settings.candidates])[
                                Integer.parseInt(row.get("candidate_id").substring(1))] =
                        Checks.number(row, "reward"));
        Map<String, Double> delta = new HashMap<>();
        said.rows("errors").forEach(row -> delta.put(row.get("agent_id"), Checks.number(row, "delta")));
        double covered = 0;
        double least = 1;
        for (int i = 0; i < AGENTS; i++) {
            double held = held(settings, logs.get(i), rewards.get("a" + i), delta.get("a" + i));
            covered += held / AGENTS;
            least = Math.min(least, held);
        }
        Finding.unless(
                covered >= LEAST,
                "delta holds for " + covered + " of agents on average, for one of " + least + " of what it may want; "
                        + rows + " rows, " + settings);
    }

    private static double normal(Dice dice) {
        return Math.sqrt(-2 * StrictMath.log(1 - dice.uniform(0, 1)))
                * StrictMath.cos(2 * Math.PI * dice.uniform(0, 1));
    }

    private static List<Object> row(String agent, Settings settings, int[] judgement) {
        return settings.rankings
                ? Arrays.asList(
                        agent,
                        "c",
                        Arrays.stream(judgement).mapToObj(x -> "x" + x).toList())
                : Arrays.asList(
                        agent,
                        "c",
                        "x" + judgement[0],
                        "x" + judgement[1],
                        List.of("a", "b", "tie").get(judgement[2]));
    }

    private static int[] comparison(Dice dice, Settings settings, double[] u) {
        int a = dice.between(0, u.length - 1);
        int b = (a + dice.between(1, u.length - 1)) % u.length;
        double[] weight = davidson(settings.nu, u[a] - u[b]);
        double at = dice.uniform(0, 1);
        // Without ties in the model there are none.
        int outcome = at < weight[0] ? 0 : at < weight[0] + weight[1] ? 1 : 2;
        return new int[] {a, b, settings.nu == 0 && outcome == 2 ? 1 : outcome};
    }

    /** P of a, of b and of a tie at a lead d. */
    private static double[] davidson(double nu, double d) {
        double a = Math.exp(d / 2);
        double b = Math.exp(-d / 2);
        double sum = a + b + nu;
        return new double[] {a / sum, b / sum, nu / sum};
    }

    private static int[] ranking(Dice dice, double[] u) {
        List<Integer> left = new ArrayList<>();
        for (int x = 0; x < u.length; x++) {
            left.add(x);
        }
        int[] ranking = new int[dice.between(2, u.length)];
        // A ranking of some candidates is one of all that were shown.
        while (left.size() > ranking.length) {
            left.remove(dice.between(0, left.size() - 1));
        }
        for (int place = 0; place < ranking.length; place++) {
            double at = dice.uniform(0, 1)
                    * left.stream().mapToDouble(x -> Math.exp(u[x])).sum();
            int k = 0;
            while (k + 1 < left.size() && at >= Math.exp(u[left.get(k)])) {
                at -= Math.exp(u[left.get(k)]);
                k++;
            }
            ranking[place] = left.remove(k);
        }
        return ranking;
    }

    /** How likely all rewards are within δ of the true ones, given the log. */
    private static double held(Settings settings, List<int[]> log, double[] rewards, double delta) {
        boolean one = settings.candidates == 2;
        int points = one ? POINTS_OF_ONE : POINTS_OF_TWO;
        double[] logs = new double[one ? points : points * points];
        boolean[] within = new boolean[logs.length];
        double[] first = one
                ? new double[] {Math.sqrt(0.5), -Math.sqrt(0.5)}
                : new double[] {Math.sqrt(0.5), -Math.sqrt(0.5), 0};
        double[] second =
                one ? new double[2] : new double[] {Math.sqrt(1 / 6.0), Math.sqrt(1 / 6.0), -Math.sqrt(2 / 3.0)};
        double top = Double.NEGATIVE_INFINITY;
        Map<List<Integer>, Integer> counts = new HashMap<>();
        log.forEach(each -> counts.merge(Arrays.stream(each).boxed().toList(), 1, Integer::sum));
        double[] u = new double[settings.candidates];
        for (int k = 0; k < logs.length; k++) {
            double y = settings.sigma * REACH * (2.0 * (k % points) / (points - 1) - 1);
            int down = k / points;
            double z = one ? 0 : settings.sigma * REACH * (2.0 * down / (points - 1) - 1);
            for (int x = 0; x < u.length; x++) {
                u[x] = y * first[x] + z * second[x];
            }
            logs[k] = likelihood(settings, counts, u) - (y * y + z * z) / (2 * settings.sigma * settings.sigma);
            top = Math.max(top, logs[k]);
            double[] truth = mapped(settings.domain, u);
            within[k] = true;
            for (int x = 0; x < u.length; x++) {
                within[k] &= Math.abs(truth[x] - rewards[x]) <= delta;
            }
        }
        double all = 0;
        double held = 0;
        for (int k = 0; k < logs.length; k++) {
            double mass = Math.exp(logs[k] - top);
            all += mass;
            held += within[k] ? mass : 0;
        }
        return held / all;
    }

    private static double likelihood(Settings settings, Map<List<Integer>, Integer> counts, double[] u) {
        double sum = 0;
        for (Map.Entry<List<Integer>, Integer> entry : counts.entrySet()) {
            List<Integer> judged = entry.getKey();
            double log = 0;
            if (settings.rankings) {
                for (int place = 0; place + 1 < judged.size(); place++) {
                    double rest = 0;
                    for (int later = place; later < judged.size(); later++) {
                        rest += Math.exp(u[judged.get(later)]);
                    }
                    log += u[judged.get(place)] - Math.log(rest);
                }
            } else {
                log = Math.log(davidson(settings.nu, u[judged.get(0)] - u[judged.get(1)])[judged.get(2)]);
            }
            sum += entry.getValue() * log;
        }
        return sum;
    }

    private static double[] mapped(String domain, double[] u) {
        double top = Arrays.stream(u).max().orElseThrow();
        double sum = Arrays.stream(u).map(x -> Math.exp(x - top)).sum();
        return switch (domain) {
            case "unit" -> Arrays.stream(u).map(x -> 1 / (1 + Math.exp(-x))).toArray();
            case "max" -> Arrays.stream(u).map(x -> Math.exp(x - top)).toArray();
            case "sum" -> Arrays.stream(u).map(x -> Math.exp(x - top) / sum).toArray();
            default -> u.clone();
        };
    }
}
