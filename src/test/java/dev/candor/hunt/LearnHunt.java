package dev.candor.hunt;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Rewards learned from comparisons, rankings and ratings, agent by agent, against the mode of each posterior in decimal
 * arithmetic (docs/learning.md).
 */
final class LearnHunt implements Hunt {
    static final MathContext DIGITS = new MathContext(45);
    /** Deviations are within 1e-6 of themselves. */
    private static final double DEVIATIONS = 1e-6;

    /** Judgements of one agent on one prompt: indices of candidates, best first, or two of them and an outcome. */
    record Judged(String agent, Game.Prompt prompt, List<int[]> judgements, List<Double> ratings) {}

    record Settings(String table, double sigma, double nu, String domain, String scale, boolean all) {}

    @Override
    public void round(Dice dice, Path folder) {
        Draw draw = new Draw(dice, Draw.Ranges.ORDINARY, dice.chance(0.3));
        String table = dice.pick("comparisons", "rankings", "ratings");
        Settings settings = new Settings(
                table,
                dice.pick(1.0, 0.5, dice.power(-1, 1)),
                dice.pick(0.5, 0.0, dice.power(-2, 1)),
                dice.pick("unit", "max", "sum", "unrestricted"),
                dice.pick("0:5", "-1:5", "0,1,2,3,4,5"),
                dice.chance(0.6));
        List<Game.Prompt> prompts = new ArrayList<>();
        for (int c = dice.between(1, 3); c > 0; c--) {
            Game.Prompt prompt = draw.prompt("c" + c);
            if (prompt.candidates().size() > 1) {
                prompts.add(prompt);
            }
        }
        List<Judged> log = new ArrayList<>();
        for (int i = dice.between(1, 12); i > 0; i--) {
            for (Game.Prompt prompt : prompts) {
                log.add(judged(dice, "a" + i, prompt, settings));
            }
        }
        log.removeIf(each -> each.judgements.isEmpty());
        if (log.isEmpty()) {
            return;
        }
        Drawn drawn = drawn(settings, prompts, log);
        Map<String, Path> places = TabularHunt.write(drawn, dice, folder);
        List<String> command = TabularHunt.command("learn", places, drawn);
        command.addAll(List.of("--domain", settings.domain, "--prior-scale", Double.toString(settings.sigma)));
        command.addAll(List.of("--tie-prevalence", Double.toString(settings.nu)));
        if (table.equals("ratings")) {
            command.addAll(List.of("--rating-scale", settings.scale));
        }
        String format = dice.pick("parquet", "csv", "json");
        command.addAll(List.of(
                "--output-format", format, "--output", folder.resolve("run").toString()));
        Call.of(command).isDone();
        Checks checks = new Checks();
        check(
                checks,
                settings,
                log,
                new Said(folder.resolve("run"), format),
                drawn.tables().get(0).rows().size());
        if (!checks.complaints().isEmpty()) {
            throw new Finding(String.join("\n", checks.complaints()) + "\n" + settings);
        }
    }

    static Judged judged(Dice dice, String agent, Game.Prompt prompt, Settings settings) {
        int size = prompt.candidates().size();
        List<int[]> judgements = new ArrayList<>();
        List<Double> ratings = new ArrayList<>();
        boolean oneSided = dice.chance(0.3);
        List<Integer> order = new ArrayList<>();
        for (int x = 0; x < size; x++) {
            order.add(x);
        }
        for (int row = dice.chance(0.1) ? 40 : dice.between(0, 6); row > 0; row--) {
            List<Integer> mixed = oneSided ? order : dice.shuffled(order);
            switch (settings.table) {
                case "comparisons" ->
                    judgements.add(new int[] {mixed.get(0), mixed.get(1), oneSided ? 0 : dice.between(0, 2)});
                case "rankings" ->
                    judgements.add(mixed.subList(0, dice.between(2, size)).stream()
                            .mapToInt(Integer::intValue)
                            .toArray());
                default -> {
                    judgements.add(new int[] {mixed.get(0)});
                    ratings.add(settings.scale.contains(",") ? dice.between(1, 5) : dice.uniform(0.1, 5));
                }
            }
        }
        return new Judged(agent, prompt, judgements, ratings);
    }

    static Drawn drawn(Settings settings, List<Game.Prompt> prompts, List<Judged> log) {
        List<List<Object>> rows = new ArrayList<>();
        for (Judged judged : log) {
            for (int j = 0; j < judged.judgements.size(); j++) {
                int[] judgement = judged.judgements.get(j);
                List<Object> row = new ArrayList<>(List.of(judged.agent, judged.prompt.id()));
                switch (settings.table) {
                    case "comparisons" -> {
                        row.add(id(judged, judgement[0]));
                        row.add(id(judged, judgement[1]));
                        row.add(List.of("a", "b", "tie").get(judgement[2]));
                    }
                    case "rankings" ->
                        row.add(Arrays.stream(judgement)
                                .mapToObj(x -> id(judged, x))
                                .toList());
                    default -> {
                        row.add(id(judged, judgement[0]));
                        row.add(judged.ratings.get(j));
                    }
                }
                rows.add(row);
            }
        }
        List<String> columns = switch (settings.table) {
            case "comparisons" -> List.of("agent_id", "prompt_id", "candidate_a", "candidate_b", "outcome");
            case "rankings" -> List.of("agent_id", "prompt_id", "ranking");
            default -> List.of("agent_id", "prompt_id", "candidate_id", "rating");
        };
        List<Table> tables = new ArrayList<>();
        tables.add(new Table(settings.table, columns, rows));
        if (settings.all) {
            List<List<Object>> candidates = new ArrayList<>();
            prompts.forEach(prompt -> prompt.candidates()
                    .forEach(candidate -> candidates.add(Arrays.asList(prompt.id(), candidate.id()))));
            tables.add(new Table("candidates", List.of("prompt_id", "candidate_id"), candidates));
        }
        return new Drawn(tables, 0, 0);
    }

    private static String id(Judged judged, int x) {
        return judged.prompt.candidates().get(x).id();
    }

    private static void check(Checks checks, Settings settings, List<Judged> log, Said said, int rows) {
        Map<List<String>, String> rewards = new HashMap<>();
        said.rows("reports")
                .forEach(row -> rewards.put(
                        List.of(row.get("agent_id"), row.get("prompt_id"), row.get("candidate_id")),
                        row.get("reward")));
        int expected = 0;
        for (Judged judged : log) {
            Map<Integer, BigDecimal> values = mapped(settings, values(settings, judged));
            expected += values.size();
            values.forEach((x, value) -> checks.near(
                    judged.agent + ", " + judged.prompt.id() + ", " + id(judged, x) + ": reward",
                    rewards.get(List.of(judged.agent, judged.prompt.id(), id(judged, x))),
                    value,
                    Checks.OF_ITSELF,
                    new BigDecimal("1e-13")));
        }
        checks.unless(rewards.size() == expected, rewards.size() + " rewards for " + expected);
        if (!settings.table.equals("ratings")) {
            deltas(checks, settings, log, said);
        }
        long accepted = said.json("manifest.json").get("counts").get("log_rows").asLong();
        checks.unless(accepted == rows, accepted + " rows of the log for " + rows);
    }

    /** δ by its formula: z deviations of each utility from their mean, and what that leaves of the rewards. */
    private static void deltas(Checks checks, Settings settings, List<Judged> log, Said said) {
        Map<String, Long> errors = new HashMap<>();
        for (Judged judged : log) {
            int size = values(settings, judged).size();
            errors.merge(judged.agent, size == 2 ? 1L : size, Long::sum);
        }
        Map<String, Double> expected = new HashMap<>();
        for (Judged judged : log) {
            Map<Integer, BigDecimal> values = values(settings, judged);
            double[] width = deviations(settings, judged, values);
            double z = NormalTail.simultaneous(0.95, errors.get(judged.agent));
            Arrays.setAll(width, x -> z * width[x]);
            double[] u = values.values().stream()
                    .mapToDouble(BigDecimal::doubleValue)
                    .toArray();
            expected.merge(judged.agent, bound(settings.domain, u, width), Math::max);
        }
        for (Map<String, String> row : said.rows("errors")) {
            double delta = expected.get(row.get("agent_id"));
            if (!Double.isNaN(delta)) {
                checks.near(
                        row.get("agent_id") + ": delta",
                        row.get("delta"),
                        Decimals.of(delta),
                        DEVIATIONS,
                        BigDecimal.ZERO);
            }
        }
    }

    /** Of each candidate that has a value, in their order. */
    private static double[] deviations(Settings settings, Judged judged, Map<Integer, BigDecimal> values) {
        List<Integer> named = new ArrayList<>(named(settings, judged));
        Posterior posterior = new Posterior(choices(settings, judged, named), settings.sigma);
        BigDecimal[][] curvature =
                posterior.curvature(named.stream().map(values::get).toArray(BigDecimal[]::new));
        BigDecimal share = BigDecimal.ONE.divide(BigDecimal.valueOf(values.size()), DIGITS);
        BigDecimal variance = Decimals.of(settings.sigma).pow(2);
        BigDecimal ofOthers =
                variance.multiply(share.pow(2)).multiply(BigDecimal.valueOf(values.size() - named.size()));
        List<Double> deviations = new ArrayList<>();
        for (int x : values.keySet()) {
            int place = named.indexOf(x);
            BigDecimal form = variance.multiply(BigDecimal.ONE.subtract(share));
            if (place >= 0) {
                BigDecimal[] a = new BigDecimal[named.size()];
                Arrays.fill(a, share.negate());
                a[place] = a[place].add(BigDecimal.ONE);
                BigDecimal[][] copy =
                        Arrays.stream(curvature).map(BigDecimal[]::clone).toArray(BigDecimal[][]::new);
                form = DecimalNewton.dot(a, DecimalNewton.solve(copy, a, DIGITS), DIGITS)
                        .add(ofOthers);
            }
            deviations.add(Math.sqrt(form.doubleValue()));
        }
        return deviations.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * By how much a reward may be off where utilities may be by their widths; not a number in domains where δ is a bound of
     * that alone.
     */
    static double bound(String domain, double[] u, double[] width) {
        return switch (domain) {
            case "unrestricted" -> Arrays.stream(width).max().orElseThrow();
            case "unit" ->
                IntStream.range(0, u.length)
                        .mapToDouble(x -> Math.max(
                                logistic(u[x] + width[x]) - logistic(u[x]), logistic(u[x]) - logistic(u[x] - width[x])))
                        .max()
                        .orElseThrow();
            default -> Double.NaN;
        };
    }

    private static double logistic(double u) {
        return 1 / (1 + Math.exp(-u));
    }

    private static Set<Integer> named(Settings settings, Judged judged) {
        Set<Integer> named = new LinkedHashSet<>();
        boolean compared = settings.table.equals("comparisons");
        judged.judgements.forEach(judgement -> {
            for (int place = 0; place < (compared ? 2 : judgement.length); place++) {
                named.add(judgement[place]);
            }
        });
        return named;
    }

    /** Utilities of the candidates that have a reward; of ratings their positions. */
    private static Map<Integer, BigDecimal> values(Settings settings, Judged judged) {
        boolean rated = settings.table.equals("ratings");
        Map<Integer, BigDecimal> values = new TreeMap<>();
        for (int x = 0; settings.all && x < judged.prompt.candidates().size(); x++) {
            values.put(x, rated ? new BigDecimal("0.5") : BigDecimal.ZERO);
        }
        values.putAll(
                rated ? positions(settings, judged) : mode(settings, judged, new ArrayList<>(named(settings, judged))));
        return values;
    }

    private static Map<Integer, BigDecimal> positions(Settings settings, Judged judged) {
        Map<Integer, List<BigDecimal>> all = new LinkedHashMap<>();
        BigDecimal low = settings.scale.startsWith("-1") ? BigDecimal.ONE.negate() : BigDecimal.ZERO;
        BigDecimal range = BigDecimal.valueOf(5).subtract(low);
        for (int j = 0; j < judged.judgements.size(); j++) {
            BigDecimal t = Decimals.of(judged.ratings.get(j)).subtract(low).divide(range, DIGITS);
            all.computeIfAbsent(judged.judgements.get(j)[0], x -> new ArrayList<>())
                    .add(t);
        }
        Map<Integer, BigDecimal> means = new HashMap<>();
        all.forEach((x, t) -> means.put(
                x, t.stream().reduce(BigDecimal.ZERO, BigDecimal::add).divide(BigDecimal.valueOf(t.size()), DIGITS)));
        return means;
    }

    static Map<Integer, BigDecimal> mapped(Settings settings, Map<Integer, BigDecimal> values) {
        boolean rated = settings.table.equals("ratings");
        BigDecimal top = values.values().stream().reduce(BigDecimal::max).orElseThrow();
        Map<Integer, BigDecimal> mapped = new TreeMap<>();
        values.forEach((x, value) -> {
            BigDecimal strength = rated ? value : Decimals.exp(value.subtract(top), DIGITS);
            mapped.put(
                    x,
                    switch (settings.domain) {
                        case "unrestricted" -> value;
                        case "unit" ->
                            rated
                                    ? value
                                    : BigDecimal.ONE.divide(
                                            BigDecimal.ONE.add(Decimals.exp(value.negate(), DIGITS)), DIGITS);
                        case "max" -> rated ? value.divide(top, DIGITS) : strength;
                        default -> strength;
                    });
        });
        if (settings.domain.equals("sum")) {
            BigDecimal sum = mapped.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            mapped.replaceAll((x, strength) -> strength.divide(sum, DIGITS));
        }
        return mapped;
    }

    private static Map<Integer, BigDecimal> mode(Settings settings, Judged judged, List<Integer> named) {
        Posterior posterior = new Posterior(choices(settings, judged, named), settings.sigma);
        BigDecimal[] start = new BigDecimal[named.size()];
        Arrays.fill(start, BigDecimal.ZERO);
        BigDecimal[] u = DecimalNewton.maximum(posterior, start, DIGITS);
        Map<Integer, BigDecimal> mode = new HashMap<>();
        for (int k = 0; k < u.length; k++) {
            mode.put(named.get(k), u[k]);
        }
        return mode;
    }

    /** Of the candidates {@code named}, by their places there. */
    static ExactChoices choices(Settings settings, Judged judged, List<Integer> named) {
        boolean compared = settings.table.equals("comparisons");
        List<int[]> judgements = new ArrayList<>();
        for (int[] judgement : judged.judgements) {
            int[] local = judgement.clone();
            for (int place = 0; place < (compared ? 2 : local.length); place++) {
                local[place] = named.indexOf(local[place]);
            }
            judgements.add(local);
        }
        return new ExactChoices(compared, settings.nu, judgements, DIGITS);
    }

    /** log-likelihood of the judgements less ‖u‖²/2σ². */
    private record Posterior(ExactChoices choices, double sigma) implements DecimalNewton.Concave {

        @Override
        public boolean isInside(BigDecimal[] at) {
            return true;
        }

        @Override
        public BigDecimal unit(BigDecimal[] at, int k) {
            return BigDecimal.ONE;
        }

        @Override
        public BigDecimal[] gradient(BigDecimal[] u) {
            BigDecimal[] gradient = new BigDecimal[u.length];
            for (int k = 0; k < u.length; k++) {
                gradient[k] = u[k].multiply(precision()).negate();
            }
            choices.addGradient(u, gradient);
            return gradient;
        }

        @Override
        public BigDecimal[][] curvature(BigDecimal[] u) {
            BigDecimal[][] sum = new BigDecimal[u.length][u.length];
            for (int k = 0; k < u.length; k++) {
                Arrays.fill(sum[k], BigDecimal.ZERO);
                sum[k][k] = precision();
            }
            choices.addCurvature(u, sum);
            return sum;
        }

        private BigDecimal precision() {
            return BigDecimal.ONE.divide(Decimals.of(sigma).pow(2), DIGITS);
        }
    }
}
