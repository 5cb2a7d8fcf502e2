package dev.candor.hunt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * δ of rewards learned from ratings: whatever the true positions are within the error of each rating, no reward is further
 * from the true one. True positions are drawn, mostly at the ends of what they may be.
 */
final class RatingBoundsHunt implements Hunt {
    private static final int TRUTHS = 300;
    private static final double ROUNDING = 1e-11;

    private record Settings(String scale, String correction, String domain, double noise, double confidence) {
        double low() {
            return scale.startsWith("-1") ? -1 : 0;
        }

        double halfStep() {
            return scale.contains(",") ? 0.1 : 0;
        }
    }

    /** One agent's ratings: positions of candidates, prompt by prompt; NaN where it gave none. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Rated(String agent, double[][] position, int leastTimes) {
        int count() {
            return (int) Arrays.stream(position)
                    .flatMapToDouble(Arrays::stream)
                    .filter(t -> !Double.isNaN(t))
                    .count();
        }
    }

    @Override
    public void round(Dice dice, Path folder) {
        Settings settings = new Settings(
                dice.pick("0:5", "-1:5", "0,1,2,3,4,5"),
                dice.pick("none", "min-max", "rank", "mean-variance"),
                dice.pick("unit", "max", "sum", "unrestricted"),
                dice.pick(0.0, 0.02, 0.1),
                dice.pick(0.95, 0.5, 0.99));
        Draw draw = new Draw(dice, Draw.Ranges.ORDINARY, dice.chance(0.3));
        List<Game.Prompt> prompts = new ArrayList<>();
        for (int c = dice.between(1, 3); c > 0; c--) {
            prompts.add(draw.prompt("c" + c));
        }
        List<List<Object>> rows = new ArrayList<>();
        List<Rated> log = new ArrayList<>();
        for (int i = dice.between(1, 12); i > 0; i--) {
            Rated rated = rated(dice, settings, "a" + i, prompts, rows);
            if (rated.count() > 0) {
                log.add(rated);
            }
        }
        if (log.isEmpty()) {
            return;
        }
        List<List<Object>> candidates = new ArrayList<>();
        prompts.forEach(prompt ->
                prompt.candidates().forEach(candidate -> candidates.add(Arrays.asList(prompt.id(), candidate.id()))));
        Drawn drawn = new Drawn(
                List.of(
                        new Table("ratings", List.of("agent_id", "prompt_id", "candidate_id", "rating"), rows),
                        new Table("candidates", List.of("prompt_id", "candidate_id"), candidates)),
                0,
                0);
        List<String> command = TabularHunt.command("learn", TabularHunt.write(drawn, dice, folder), drawn);
        command.addAll(List.of("--rating-scale", settings.scale, "--rating-correction", settings.correction));
        command.addAll(List.of("--domain", settings.domain, "--rating-noise", Double.toString(settings.noise)));
        command.addAll(List.of("--confidence", Double.toString(settings.confidence), "--output-format", "csv"));
        command.addAll(List.of("--output", folder.resolve("run").toString()));
        Call.of(command).isDone();
        Said said = new Said(folder.resolve("run"), "csv");
        Checks checks = new Checks();
        Map<List<String>, Double> rewards = new HashMap<>();
        said.rows("reports")
                .forEach(row -> rewards.put(
                        List.of(row.get("agent_id"), row.get("prompt_id"), row.get("candidate_id")),
                        Checks.number(row, "reward")));
        Map<String, Double> delta = new HashMap<>();
        said.rows("errors").forEach(row -> delta.put(row.get("agent_id"), Checks.number(row, "delta")));
        for (Rated rated : log) {
            check(checks, dice, settings, prompts, rated, rewards, delta.get(rated.agent));
        }
        if (!checks.complaints().isEmpty()) {
            throw new Finding(String.join("\n", checks.complaints()) + "\n" + settings);
        }
    }

    private static Rated rated(
            Dice dice, Settings settings, String agent, List<Game.Prompt> prompts, List<List<Object>> rows) {
        double range = 5 - settings.low();
        boolean alike = dice.chance(0.1);
        double missing = dice.pick(0.0, 0.5);
        double[][] position = new double[prompts.size()][];
        int least = Integer.MAX_VALUE;
        for (int c = 0; c < position.length; c++) {
            position[c] = new double[prompts.get(c).candidates().size()];
            Arrays.fill(position[c], Double.NaN);
            for (int x = 0; x < position[c].length; x++) {
                if (dice.chance(missing)) {
                    continue;
                }
                int times = dice.chance(0.7) ? 1 : dice.between(2, 4);
                double sum = 0;
                for (int k = 0; k < times; k++) {
                    double rating =
                            alike ? 3 : settings.halfStep() > 0 ? dice.between(0, 5) : dice.uniform(settings.low(), 5);
                    rows.add(Arrays.asList(
                            agent,
                            prompts.get(c).id(),
                            prompts.get(c).candidates().get(x).id(),
                            rating));
                    sum += (rating - settings.low()) / range;
                }
                position[c][x] = sum / times;
                least = Math.min(least, times);
            }
        }
        return new Rated(agent, position, least);
    }

    private static void check(
            Checks checks,
            Dice dice,
            Settings settings,
            List<Game.Prompt> prompts,
            Rated rated,
            Map<List<String>, Double> rewards,
            Double delta) {
        if (delta == null) {
            checks.unless(false, rated.agent + " has no delta");
            return;
        }
        double noise = settings.noise == 0
                ? 0
                : NormalTail.simultaneous(settings.confidence, rated.count())
                        * settings.noise
                        / Math.sqrt(rated.leastTimes);
        // The quantile is known to 2e-9 of itself.
        double error = (settings.halfStep() + noise) * (1 - 1e-8);
        double worst = 0;
        for (int k = 0; k < TRUTHS; k++) {
            boolean ends = dice.chance(0.7);
            double[][] truth = new double[rated.position.length][];
            for (int c = 0; c < truth.length; c++) {
                truth[c] = Arrays.stream(rated.position[c])
                        .map(t -> Double.isNaN(t) ? t : Math.min(1, Math.max(0, t + error * off(dice, ends))))
                        .toArray();
            }
            double[][] rewarded = mapped(settings, corrected(dice, settings, truth, ends));
            if (rewarded == null) {
                continue;
            }
            for (int c = 0; c < truth.length; c++) {
                boolean told = Arrays.stream(rated.position[c]).anyMatch(t -> !Double.isNaN(t));
                for (int x = 0; told && x < truth[c].length; x++) {
                    Double reward = rewards.get(List.of(
                            rated.agent,
                            prompts.get(c).id(),
                            prompts.get(c).candidates().get(x).id()));
                    worst = Math.max(
                            worst, reward == null ? Double.POSITIVE_INFINITY : Math.abs(reward - rewarded[c][x]));
                }
            }
        }
        checks.unless(
                worst <= delta + ROUNDING,
                rated.agent + ": delta " + delta + ", an error of " + worst + " by ratings within " + error + " of "
                        + Arrays.deepToString(rated.position));
    }

    private static double off(Dice dice, boolean ends) {
        return ends ? dice.pick(-1.0, 1.0) : dice.uniform(-1, 1);
    }

    /** True values where the scale is used as the correction supposes; what was not rated lies anywhere. Null: undefined. */
    private static double[][] corrected(Dice dice, Settings settings, double[][] truth, boolean ends) {
        double[] all = Arrays.stream(truth)
                .flatMapToDouble(Arrays::stream)
                .filter(t -> !Double.isNaN(t))
                .sorted()
                .toArray();
        double low = all[0];
        double range = all[all.length - 1] - low;
        double mean = Arrays.stream(all).average().orElseThrow();
        double deviation = Math.sqrt(
                Arrays.stream(all).map(t -> (t - mean) * (t - mean)).average().orElseThrow());
        boolean varies = settings.correction.equals("min-max") || settings.correction.equals("mean-variance");
        if (varies && !(range > 1e-9)) {
            return null;
        }
        double[][] value = new double[truth.length][];
        for (int c = 0; c < truth.length; c++) {
            value[c] = Arrays.stream(truth[c])
                    .map(t -> {
                        double anywhere = ends ? dice.between(0, 1) : dice.uniform(0, 1);
                        boolean rated = !Double.isNaN(t);
                        return switch (settings.correction) {
                            case "none" -> rated ? t : anywhere;
                            case "min-max" -> rated ? (t - low) / range : anywhere;
                            case "rank" -> rated ? rank(all, t) : anywhere;
                            default -> ((rated ? t : anywhere) - mean) / deviation;
                        };
                    })
                    .toArray();
        }
        return value;
    }

    private static double rank(double[] all, double t) {
        double below = Arrays.stream(all).filter(other -> other < t).count();
        double upTo = Arrays.stream(all).filter(other -> other <= t).count();
        return (below + upTo) / (2 * all.length);
    }

    private static double[][] mapped(Settings settings, double[][] values) {
        if (values == null) {
            return null;
        }
        boolean utilities = settings.correction.equals("mean-variance");
        double[][] mapped = new double[values.length][];
        for (int c = 0; c < values.length; c++) {
            double top = Arrays.stream(values[c]).max().orElseThrow();
            double[] strength = utilities
                    ? Arrays.stream(values[c]).map(u -> Math.exp(u - top)).toArray()
                    : values[c];
            double sum = Arrays.stream(strength).sum();
            double most = Arrays.stream(strength).max().orElseThrow();
            if (most == 0 && (settings.domain.equals("max") || settings.domain.equals("sum"))) {
                return null;
            }
            double[] from = values[c];
            mapped[c] = switch (settings.domain) {
                case "unit" ->
                    utilities
                            ? Arrays.stream(from)
                                    .map(u -> 1 / (1 + Math.exp(-u)))
                                    .toArray()
                            : from;
                case "max" -> Arrays.stream(strength).map(s -> s / most).toArray();
                case "sum" -> Arrays.stream(strength).map(s -> s / sum).toArray();
                default -> from;
            };
        }
        return mapped;
    }
}
