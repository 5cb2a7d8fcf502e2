package dev.candor.hunt;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Random games: sizes, weights, rewards and reference models, ordinary ones or at the corners. */
final class Draw {
    /** How far numbers go. */
    enum Ranges {
        /** Weights, λ and rewards within a few decades, log-probabilities within 6 nats. */
        ORDINARY,
        /** Weights 1e-12 to 1e12, log-probabilities to −640 nats, rewards far from 0 and near each other. */
        EXTREME
    }

    /** What ids are made to look like: whatever a reader, a writer or a shell may take for something else. */
    private static final List<String> MASKS = List.of(
            "%s",
            "%s",
            "%s",
            "%s",
            "0%s",
            "%s, x",
            "\"%s\"",
            "%s\"",
            "#%s",
            " %s",
            "%s ",
            "é%s",
            "中%s",
            "%s\ud83d\ude00",
            "%s\\",
            "%s\\n",
            "%s'",
            "a/%s",
            "%s=1",
            "-%s",
            "[%s]",
            "{%s}",
            "%s\t1",
            "%s|;",
            "%s\u00a0",
            "1e%s",
            "%s%%41",
            "%s\nb",
            "%s\r\nb");

    private final Dice dice;
    private final Ranges ranges;
    private final boolean plainIds;

    Draw(Dice dice, Ranges ranges, boolean plainIds) {
        this.dice = dice;
        this.ranges = ranges;
        this.plainIds = plainIds;
    }

    /** λ, one of the settlement's. */
    double lambda() {
        return switch (ranges) {
            case ORDINARY -> dice.chance(0.3) ? dice.pick(1.0, 0.1, 0.5, 2.0, 10.0) : dice.power(-1.5, 1.5);
            case EXTREME -> dice.chance(0.5) ? 1 : dice.power(-9, 9);
        };
    }

    /** Games whose ids begin with different numbers. */
    List<Game> games(int count) {
        List<Game> games = new ArrayList<>();
        for (int g = 0; g < count; g++) {
            games.add(game(Integer.toString(g)));
        }
        return games;
    }

    private Game game(String name) {
        return game(
                name,
                dice.chance(0.6) ? 1 : dice.between(2, 5),
                dice.chance(0.7) ? dice.between(1, 3) : dice.between(4, 6));
    }

    /** One whose ids begin with {@code name}. */
    Game game(String name, int prompts, int agents) {
        List<Game.Prompt> asked = new ArrayList<>();
        for (int c = 0; c < prompts; c++) {
            asked.add(prompt(id(name + "c" + c)));
        }
        List<Game.Agent> heard = agents(name, agents);
        List<Game.Reward> rewards = new ArrayList<>();
        Rewards kind = dice.pick(Rewards.values());
        double missing = dice.chance(0.5) ? 0 : 0.4;
        for (Game.Agent agent : heard) {
            double unit = ranges == Ranges.EXTREME && dice.chance(0.3) ? dice.power(-6, 6) : 1;
            for (Game.Prompt prompt : asked) {
                double level = dice.pick(0.0, 1.0, 0.3);
                for (Game.Candidate candidate : prompt.candidates()) {
                    if (!dice.chance(missing)) {
                        rewards.add(new Game.Reward(
                                agent.id(), prompt.id(), candidate.id(), Decimals.of(unit * reward(kind, level))));
                    }
                }
            }
        }
        if (rewards.isEmpty()) {
            Game.Prompt first = asked.get(0);
            rewards.add(new Game.Reward(
                    heard.get(0).id(), first.id(), first.candidates().get(0).id(), BigDecimal.ONE));
        }
        return new Game(heard, asked, rewards);
    }

    private enum Rewards {
        UNIT,
        TENTHS,
        TIES,
        SIGNED,
        INDIFFERENT,
        FAR
    }

    private double reward(Rewards kind, double level) {
        return switch (kind) {
            case UNIT -> dice.uniform(0, 1);
            case TENTHS -> dice.between(0, 10) / 10.0;
            case TIES -> dice.between(0, 1);
            case SIGNED -> dice.uniform(-1, 1);
            case INDIFFERENT -> dice.chance(0.9) ? level : dice.uniform(0, 1);
            case FAR -> (ranges == Ranges.EXTREME ? dice.pick(1e8, 0.0, 1e3) : 0) + level + dice.uniform(0, 1e-3);
        };
    }

    Game.Prompt prompt(String id) {
        int size = dice.chance(0.6) ? dice.between(1, 3) : dice.between(4, 8);
        int spread = dice.between(0, 3);
        double constant = dice.chance(0.2) ? -dice.uniform(0, 2000) : 0;
        List<Game.Candidate> candidates = new ArrayList<>();
        for (int x = 0; x < size; x++) {
            double log = switch (spread) {
                case 0 -> 0;
                case 1 -> -dice.uniform(0, 6);
                case 2 -> -dice.uniform(0, ranges == Ranges.EXTREME ? 60 : 6);
                default -> -dice.uniform(0, ranges == Ranges.EXTREME ? 640 : 6);
            };
            candidates.add(new Game.Candidate(id("x" + x), constant + log));
        }
        double weight = dice.chance(0.6) ? 1 : dice.chance(0.1) ? 0 : dice.power(-2, 2);
        return new Game.Prompt(id, weight, candidates);
    }

    private List<Game.Agent> agents(String name, int count) {
        List<Game.Agent> agents = new ArrayList<>();
        boolean shared = dice.chance(0.15);
        String payer = id(name + "p");
        double boost = dice.chance(0.7) ? 1 : dice.power(-1, 1);
        for (int i = 0; i < count; i++) {
            String id = id(name + "a" + i);
            double weight = dice.chance(0.4) ? 1 : ranges == Ranges.EXTREME ? dice.power(-12, 12) : dice.power(-1, 1);
            boolean isPaidFor = shared && dice.chance(0.6);
            double own = isPaidFor || dice.chance(0.5) ? boost : dice.power(-1, 1);
            agents.add(new Game.Agent(id, weight, own, isPaidFor ? payer : id));
        }
        return agents;
    }

    /** {@code core} must tell ids of its kind apart. */
    private String id(String core) {
        return plainIds || dice.chance(0.5)
                ? core
                : dice.pick(MASKS).replace("%%", "%").replace("%s", core);
    }
}
