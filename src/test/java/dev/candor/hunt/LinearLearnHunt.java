package dev.candor.hunt;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Coefficients learned from choices and ratings, agent by agent, against the mode of each posterior in decimals. The prior is
 * declared, or the population that the run publishes.
 */
final class LinearLearnHunt implements Hunt {
    /** Modes in posterior deviations, and deviations of themselves. */
    private static final double CLAIM = 1e-6;

    private record Settings(LearnHunt.Settings of, double noise, String reports, boolean isolated, String scale) {
        boolean rated() {
            return of.table().equals("ratings");
        }

        double deviation() {
            double step = of.scale().contains(",") ? 0.1 : 0;
            return Math.sqrt(noise * noise + step * step / 3);
        }
    }

    @Override
    public void round(Dice dice, Path folder) {
        Draw draw = new Draw(dice, Draw.Ranges.ORDINARY, dice.chance(0.3));
        String table = dice.pick("comparisons", "rankings", "ratings");
        boolean rated = table.equals("ratings");
        Settings settings = new Settings(
                new LearnHunt.Settings(
                        table,
                        dice.pick(1.0, 0.5, dice.power(-1, 1)),
                        dice.pick(0.5, 0.0, dice.power(-2, 1)),
                        rated ? dice.pick("unit", "unrestricted") : dice.pick("unit", "max", "sum", "unrestricted"),
                        dice.pick("0:5", "-1:5", "0,1,2,3,4,5"),
                        true),
                dice.pick(0.1, 0.02, 0.5),
                dice.pick("log", "all", "none"),
                rated || dice.chance(0.5),
                dice.pick("estimated", "0.5", "0.001"));
        List<Game.Prompt> prompts = new ArrayList<>();
        for (int c = dice.between(1, 3); c > 0; c--) {
            Game.Prompt prompt = draw.prompt("c" + c);
            if (prompt.candidates().size() > 1) {
                prompts.add(prompt);
            }
        }
        Map<String, List<LearnHunt.Judged>> logs = new LinkedHashMap<>();
        for (int i = dice.between(1, 8); i > 0; i--) {
            for (Game.Prompt prompt : prompts) {
                LearnHunt.Judged judged = LearnHunt.judged(dice, "a" + i, prompt, settings.of);
                if (!judged.judgements().isEmpty()) {
                    logs.computeIfAbsent("a" + i, agent -> new ArrayList<>()).add(judged);
                }
            }
        }
        if (logs.isEmpty()) {
            return;
        }
        int dimension = dice.between(1, 4);
        Map<List<String>, double[]> features =
                LogLinearHunt.featuresOf(dice, new Game(List.of(), prompts, List.of()), dimension);
        List<LearnHunt.Judged> all = new ArrayList<>();
        logs.values().forEach(all::addAll);
        List<Table> tables =
                new ArrayList<>(LearnHunt.drawn(settings.of, prompts, all).tables());
        tables.set(1, LogLinearHunt.with(tables.get(1), "features", features));
        Drawn drawn = new Drawn(tables, 0, 0);
        List<String> command = TabularHunt.command("learn", TabularHunt.write(drawn, dice, folder), drawn);
        command.addAll(List.of("--model", "linear", "--domain", settings.of.domain(), "--reports", settings.reports));
        command.addAll(List.of("--prior-scale", Double.toString(settings.of.sigma())));
        command.addAll(List.of("--tie-prevalence", Double.toString(settings.of.nu())));
        if (rated) {
            command.addAll(List.of("--rating-scale", settings.of.scale()));
            command.addAll(List.of("--rating-noise", Double.toString(settings.noise)));
        }
        command.addAll(settings.isolated ? List.of("--isolate") : List.of("--deviation-scale", settings.scale));
        command.addAll(List.of("--output", folder.resolve("run").toString()));
        Call.of(command).isDone();
        Checks checks = new Checks();
        check(checks, settings, prompts, features, logs, new Said(folder.resolve("run"), "parquet"));
        if (!checks.complaints().isEmpty()) {
            throw new Finding(String.join("\n", checks.complaints()) + "\n" + settings);
        }
    }

    private static void check(
            Checks checks,
            Settings settings,
            List<Game.Prompt> prompts,
            Map<List<String>, double[]> features,
            Map<String, List<LearnHunt.Judged>> logs,
            Said said) {
        Map<String, BigDecimal[][]> phi = new HashMap<>();
        prompts.forEach(prompt -> phi.put(prompt.id(), rows(prompt, features, settings.rated())));
        int count = features.values().iterator().next().length;
        int d = count + (settings.rated() ? 1 : 0);
        BigDecimal[] mean = new BigDecimal[d];
        BigDecimal[] precision = new BigDecimal[d];
        JsonNode model = said.json("model/model.json");
        for (int j = 0; j < d; j++) {
            mean[j] = settings.isolated
                    ? BigDecimal.ZERO
                    : Decimals.of(
                            model.get("population").get("coefficients").get(j).asDouble());
            double scale = settings.isolated
                    ? settings.of.sigma()
                    : model.get("deviation_scale").get(j).asDouble();
            precision[j] = BigDecimal.ONE.divide(Decimals.of(scale).pow(2), LearnHunt.DIGITS);
        }
        Map<String, Map<String, String>> agents = byAgent(said.rows("agents"));
        Map<String, Map<String, String>> errors = byAgent(said.rows("errors"));
        Map<String, Map<String, String>> coefficients = byAgent(said.rows("coefficients"));
        Map<List<String>, String> rewards = new HashMap<>();
        if (!settings.reports.equals("none")) {
            said.rows("reports")
                    .forEach(row -> rewards.put(
                            List.of(row.get("agent_id"), row.get("prompt_id"), row.get("candidate_id")),
                            row.get("reward")));
        }
        int expected = 0;
        for (Map.Entry<String, List<LearnHunt.Judged>> entry : logs.entrySet()) {
            String agent = entry.getKey();
            Posterior posterior = new Posterior(settings, entry.getValue(), phi, mean, precision);
            BigDecimal[] mode = DecimalNewton.maximum(posterior, mean.clone(), LearnHunt.DIGITS);
            BigDecimal[][] covariance = inverse(posterior.curvature(mode));
            if (coefficients.get(agent) == null || agents.get(agent) == null || errors.get(agent) == null) {
                checks.unless(false, agent + " is not in coefficients, agents or errors");
                continue;
            }
            double[] beta = numbers(coefficients.get(agent).get("beta"));
            BigDecimal reliance = BigDecimal.ZERO;
            for (int j = 0; j < d; j++) {
                reliance = reliance.add(
                        covariance[j][j].multiply(precision[j]).divide(BigDecimal.valueOf(d), LearnHunt.DIGITS));
                if (j < count) {
                    checks.near(
                            agent + ": coefficient " + j,
                            Double.toString(beta[j]),
                            mode[j],
                            1e-14,
                            covariance[j][j].sqrt(LearnHunt.DIGITS).multiply(Decimals.of(CLAIM)));
                }
            }
            checks.near(agent + ": reliance", agents.get(agent).get("reliance"), reliance, 2 * CLAIM, BigDecimal.ZERO);
            List<Game.Prompt> spoken = settings.reports.equals("log")
                    ? entry.getValue().stream().map(LearnHunt.Judged::prompt).toList()
                    : prompts;
            long bounded = 0;
            for (Game.Prompt prompt : spoken) {
                int size = prompt.candidates().size();
                bounded += settings.rated() || size > 2 ? size : 1;
            }
            double z = NormalTail.simultaneous(0.95, bounded);
            double delta = 0;
            for (Game.Prompt prompt : spoken) {
                BigDecimal[][] row = phi.get(prompt.id());
                double[] width = new double[row.length];
                double[] u = new double[row.length];
                Map<Integer, BigDecimal> values = new LinkedHashMap<>();
                for (int x = 0; x < row.length; x++) {
                    int of = settings.reports.equals("none") ? count : d;
                    width[x] = z * Math.sqrt(form(covariance, row[x], of).doubleValue());
                    BigDecimal value = DecimalNewton.dot(mode, row[x], LearnHunt.DIGITS);
                    u[x] = value.doubleValue();
                    values.put(
                            x,
                            settings.rated() && settings.of.domain().equals("unit")
                                    ? value.max(BigDecimal.ZERO).min(BigDecimal.ONE)
                                    : value);
                }
                boolean plain = settings.rated() || settings.reports.equals("none");
                delta = Math.max(delta, LearnHunt.bound(plain ? "unrestricted" : settings.of.domain(), u, width));
                if (!settings.reports.equals("none")) {
                    double slack = 4 * CLAIM * Arrays.stream(width).max().orElseThrow();
                    for (Map.Entry<Integer, BigDecimal> reward :
                            LearnHunt.mapped(settings.of, values).entrySet()) {
                        String id = prompt.candidates().get(reward.getKey()).id();
                        expected++;
                        checks.near(
                                agent + ", " + prompt.id() + ", " + id + ": reward",
                                rewards.get(List.of(agent, prompt.id(), id)),
                                reward.getValue(),
                                1e-13,
                                Decimals.of(slack));
                    }
                }
            }
            double published = Checks.number(errors.get(agent), "delta");
            checks.unless(
                    Double.isNaN(delta)
                            || (published >= delta * (1 - 2 * CLAIM) - 1e-15
                                    && (!settings.isolated || published <= delta * (1 + 2 * CLAIM) + 1e-15)),
                    agent + ": delta " + published + " for " + delta);
        }
        checks.unless(rewards.size() == expected, rewards.size() + " rewards for " + expected);
    }

    private static Map<String, Map<String, String>> byAgent(List<Map<String, String>> rows) {
        Map<String, Map<String, String>> by = new HashMap<>();
        rows.forEach(row -> by.put(row.get("agent_id"), row));
        return by;
    }

    private static double[] numbers(String list) {
        return Arrays.stream(list.replaceAll("[\\[\\]\\s]", "").split(","))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** Choices see features from their mean over the prompt; ratings as they are, and a level. */
    private static BigDecimal[][] rows(Game.Prompt prompt, Map<List<String>, double[]> features, boolean rated) {
        int size = prompt.candidates().size();
        BigDecimal[][] rows = new BigDecimal[size][];
        for (int x = 0; x < size; x++) {
            List<BigDecimal> row = new ArrayList<>();
            for (double feature :
                    features.get(List.of(prompt.id(), prompt.candidates().get(x).id()))) {
                row.add(Decimals.of(feature));
            }
            if (rated) {
                row.add(BigDecimal.ONE);
            }
            rows[x] = row.toArray(BigDecimal[]::new);
        }
        for (int j = 0; !rated && j < rows[0].length; j++) {
            BigDecimal sum = BigDecimal.ZERO;
            for (BigDecimal[] row : rows) {
                sum = sum.add(row[j]);
            }
            for (BigDecimal[] row : rows) {
                row[j] = row[j].subtract(sum.divide(BigDecimal.valueOf(size), LearnHunt.DIGITS));
            }
        }
        return rows;
    }

    private static BigDecimal form(BigDecimal[][] covariance, BigDecimal[] x, int count) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int j = 0; j < count; j++) {
            for (int k = 0; k < count; k++) {
                sum = sum.add(covariance[j][k].multiply(x[j]).multiply(x[k]));
            }
        }
        return sum;
    }

    private static BigDecimal[][] inverse(BigDecimal[][] matrix) {
        BigDecimal[][] columns = new BigDecimal[matrix.length][];
        for (int k = 0; k < matrix.length; k++) {
            BigDecimal[] unit = new BigDecimal[matrix.length];
            Arrays.fill(unit, BigDecimal.ZERO);
            unit[k] = BigDecimal.ONE;
            BigDecimal[][] copy = Arrays.stream(matrix).map(BigDecimal[]::clone).toArray(BigDecimal[][]::new);
            columns[k] = DecimalNewton.solve(copy, unit, LearnHunt.DIGITS);
        }
        return columns;
    }

    /** log-likelihood of an agent's log as a function of its coefficients, less Σ (β − b)²/2τ². */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Posterior(
            Settings settings,
            List<LearnHunt.Judged> log,
            Map<String, BigDecimal[][]> phi,
            BigDecimal[] mean,
            BigDecimal[] precision)
            implements DecimalNewton.Concave {

        @Override
        public boolean isInside(BigDecimal[] at) {
            return true;
        }

        @Override
        public BigDecimal unit(BigDecimal[] at, int k) {
            return BigDecimal.ONE;
        }

        @Override
        public BigDecimal[] gradient(BigDecimal[] beta) {
            BigDecimal[] gradient = new BigDecimal[beta.length];
            for (int j = 0; j < beta.length; j++) {
                gradient[j] = mean[j].subtract(beta[j]).multiply(precision[j]);
            }
            for (LearnHunt.Judged judged : log) {
                BigDecimal[][] rows = phi.get(judged.prompt().id());
                BigDecimal[] u = utilities(rows, beta);
                BigDecimal[] slope = zeros(rows.length);
                if (settings.rated()) {
                    for (int k = 0; k < judged.judgements().size(); k++) {
                        int x = judged.judgements().get(k)[0];
                        slope[x] =
                                slope[x].add(position(judged, k).subtract(u[x]).multiply(certainty()));
                    }
                } else {
                    choices(judged, rows.length).addGradient(u, slope);
                }
                for (int x = 0; x < rows.length; x++) {
                    for (int j = 0; j < beta.length; j++) {
                        gradient[j] = gradient[j].add(slope[x].multiply(rows[x][j], LearnHunt.DIGITS));
                    }
                }
            }
            return gradient;
        }

        @Override
        public BigDecimal[][] curvature(BigDecimal[] beta) {
            BigDecimal[][] curvature = new BigDecimal[beta.length][];
            for (int j = 0; j < beta.length; j++) {
                curvature[j] = zeros(beta.length);
                curvature[j][j] = precision[j];
            }
            for (LearnHunt.Judged judged : log) {
                BigDecimal[][] rows = phi.get(judged.prompt().id());
                BigDecimal[][] inner = new BigDecimal[rows.length][];
                Arrays.setAll(inner, x -> zeros(rows.length));
                if (settings.rated()) {
                    judged.judgements()
                            .forEach(each -> inner[each[0]][each[0]] = inner[each[0]][each[0]].add(certainty()));
                } else {
                    choices(judged, rows.length).addCurvature(utilities(rows, beta), inner);
                }
                for (int x = 0; x < rows.length; x++) {
                    for (int y = 0; y < rows.length; y++) {
                        for (int j = 0; j < beta.length; j++) {
                            for (int k = 0; k < beta.length; k++) {
                                curvature[j][k] = curvature[j][k].add(
                                        inner[x][y].multiply(rows[x][j]).multiply(rows[y][k]), LearnHunt.DIGITS);
                            }
                        }
                    }
                }
            }
            return curvature;
        }

        private ExactChoices choices(LearnHunt.Judged judged, int size) {
            return LearnHunt.choices(
                    settings.of, judged, IntStream.range(0, size).boxed().toList());
        }

        private static BigDecimal[] utilities(BigDecimal[][] rows, BigDecimal[] beta) {
            return Arrays.stream(rows)
                    .map(row -> DecimalNewton.dot(row, beta, LearnHunt.DIGITS))
                    .toArray(BigDecimal[]::new);
        }

        private static BigDecimal[] zeros(int size) {
            BigDecimal[] zeros = new BigDecimal[size];
            Arrays.fill(zeros, BigDecimal.ZERO);
            return zeros;
        }

        private BigDecimal certainty() {
            return BigDecimal.ONE.divide(Decimals.of(settings.deviation()).pow(2), LearnHunt.DIGITS);
        }

        private BigDecimal position(LearnHunt.Judged judged, int k) {
            BigDecimal low = settings.of.scale().startsWith("-1") ? BigDecimal.ONE.negate() : BigDecimal.ZERO;
            return Decimals.of(judged.ratings().get(k))
                    .subtract(low)
                    .divide(BigDecimal.valueOf(5).subtract(low), LearnHunt.DIGITS);
        }
    }
}
