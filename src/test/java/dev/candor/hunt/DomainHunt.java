package dev.candor.hunt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code --normalise} and {@code --domain}: the bill is the tabular one of what each agent's rewards on each prompt become by
 * themselves, and all rows of what may not be there are rejected.
 */
final class DomainHunt implements Hunt {
    private static final int GAMES = 20;
    private static final List<String> FLAGS = List.of("normalise", "domain", "both");

    /** Rewards of one agent on one prompt, in the order of their candidates' ids. */
    private record Told(List<Game.Reward> rewards) {
        private double most() {
            return rewards.stream().mapToDouble(DomainHunt::value).reduce(0, Math::max);
        }

        private double sum() {
            return rewards.stream().mapToDouble(DomainHunt::value).reduce(0, Double::sum);
        }

        private boolean isNegative() {
            return rewards.stream().anyMatch(reward -> reward.value().signum() < 0);
        }

        private Told over(double size) {
            return size == 0
                    ? this
                    : new Told(rewards.stream()
                            .map(reward -> new Game.Reward(
                                    reward.agent(),
                                    reward.prompt(),
                                    reward.candidate(),
                                    Decimals.of(value(reward) / size)))
                            .toList());
        }
    }

    private static double value(Game.Reward reward) {
        return reward.value().doubleValue();
    }

    @Override
    public void round(Dice dice, Path folder) {
        Draw draw = new Draw(dice, Draw.Ranges.ORDINARY, dice.chance(0.3));
        double lambda = draw.lambda();
        String divergence = dice.pick(ExactPrompt.DIVERGENCES);
        boolean max = dice.chance(0.5);
        String flags = dice.pick(FLAGS);
        List<Game> reported = new ArrayList<>();
        List<Game> settled = new ArrayList<>();
        Set<List<String>> refused = new HashSet<>();
        for (Game game : draw.games(GAMES)) {
            List<Game.Reward> told = new ArrayList<>();
            List<Game.Reward> kept = new ArrayList<>();
            for (Told each : told(game)) {
                Told said = flags.equals("domain") ? declared(dice, each, max) : each;
                told.addAll(said.rewards);
                Told becomes = flags.equals("domain") ? said : said.over(max ? said.most() : said.sum());
                double size = max ? said.most() : said.sum();
                if (said.isNegative() || (flags.equals("domain") && Math.abs(size - 1) > 1e-9)) {
                    refused.add(List.of(
                            said.rewards.get(0).agent(), said.rewards.get(0).prompt()));
                } else {
                    kept.addAll(becomes.rewards);
                }
            }
            reported.add(new Game(game.agents(), game.prompts(), told));
            settled.add(new Game(game.agents(), game.prompts(), kept));
        }
        if (settled.stream().allMatch(game -> game.rewards().isEmpty())) {
            return;
        }
        Drawn tidy = Drawn.of(reported, dice, false);
        Drawn drawn = again(dice, tidy, refused);
        List<String> mechanism = new ArrayList<>(List.of("--lambda", Double.toString(lambda)));
        mechanism.addAll(List.of("--divergence", divergence, "--output-format", "csv"));
        if (!flags.equals("domain")) {
            mechanism.addAll(List.of("--normalise", max ? "prompt-max" : "prompt-sum"));
        }
        if (!flags.equals("normalise")) {
            mechanism.addAll(List.of("--domain", max ? "max" : "sum"));
        }
        Said said = TabularHunt.settle(
                TabularHunt.write(drawn, dice, folder), drawn, mechanism, folder.resolve("run"), "csv");
        List<Account.Complaint> complaints = new Account(settled, divergence, lambda).complaints(said, drawn);
        if (!complaints.isEmpty()) {
            Account.Complaint first = complaints.get(0);
            throw new Finding(TabularHunt.complaints(complaints) + "\n" + mechanism + "\n"
                    + (first.game() == null ? "" : reported.get(settled.indexOf(first.game()))));
        }
    }

    private static List<Told> told(Game game) {
        Map<List<String>, List<Game.Reward>> rewards = new HashMap<>();
        List<List<String>> order = new ArrayList<>();
        for (Game.Reward reward : game.rewards()) {
            List<String> key = List.of(reward.agent(), reward.prompt());
            if (!rewards.containsKey(key)) {
                order.add(key);
            }
            rewards.computeIfAbsent(key, k -> new ArrayList<>()).add(reward);
        }
        List<Told> told = new ArrayList<>();
        for (List<String> key : order) {
            List<Game.Reward> sorted = new ArrayList<>(rewards.get(key));
            sorted.sort(Comparator.comparing(Game.Reward::candidate, Bytes.ORDER));
            told.add(new Told(sorted));
        }
        return told;
    }

    /** Mostly in the domain, to rounding; else beside it, or as drawn. */
    private static Told declared(Dice dice, Told drawn, boolean max) {
        double size = max ? drawn.most() : drawn.sum();
        if (size <= 0 || dice.chance(0.05)) {
            return drawn;
        }
        return drawn.over(size * (dice.chance(0.1) ? dice.pick(1.001, 0.9, 1 + 1e-7) : 1));
    }

    /** Identical rows twice: duplicates where they are accepted, rejected as the first where not. */
    private static Drawn again(Dice dice, Drawn tidy, Set<List<String>> refused) {
        Table reports = tidy.tables().get(0);
        List<List<Object>> rows = new ArrayList<>(reports.rows());
        for (int copies = dice.between(0, 4); copies > 0; copies--) {
            rows.add(dice.pick(reports.rows()));
        }
        int rejected = 0;
        for (List<Object> row : rows) {
            rejected += refused.contains(row.subList(0, 2)) ? 1 : 0;
        }
        Set<List<Object>> accepted = new HashSet<>(reports.rows());
        accepted.removeIf(row -> refused.contains(row.subList(0, 2)));
        List<Table> tables = new ArrayList<>(tidy.tables());
        tables.set(0, reports.with(rows));
        return new Drawn(tables, rows.size() - rejected - accepted.size(), rejected);
    }
}
