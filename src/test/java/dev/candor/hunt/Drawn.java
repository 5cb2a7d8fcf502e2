package dev.candor.hunt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tables of some games, with duplicates and rows that must be rejected among the reports.
 *
 * @param duplicates identical rows more than once, each after the first
 * @param rejected rows that must be rejected
 */
record Drawn(List<Table> tables, int duplicates, int rejected) {
    private static final String NOBODY = "nobody at all";

    /** Tables for {@code settle}; {@code untidy}: also what must be collapsed or rejected. */
    static Drawn of(List<Game> games, Dice dice, boolean untidy) {
        List<Game.Agent> agents = new ArrayList<>();
        List<Game.Prompt> prompts = new ArrayList<>();
        List<Game.Reward> rewards = new ArrayList<>();
        for (Game game : games) {
            agents.addAll(game.agents());
            prompts.addAll(game.prompts());
            rewards.addAll(game.rewards());
        }
        List<Table> tables = new ArrayList<>();
        List<List<Object>> reports = new ArrayList<>();
        rewards.forEach(r ->
                reports.add(row(r.agent(), r.prompt(), r.candidate(), r.value().doubleValue())));
        int duplicates = untidy ? dice.between(0, 3) : 0;
        for (int copy = 0; copy < duplicates; copy++) {
            reports.add(reports.get(dice.between(0, rewards.size() - 1)));
        }
        boolean withAgents = agents.stream().anyMatch(Drawn::isSpecial) || dice.chance(0.3);
        List<List<Object>> bad = untidy ? bad(rewards, withAgents, dice) : List.of();
        reports.addAll(bad);
        tables.add(new Table("reports", List.of("agent_id", "prompt_id", "candidate_id", "reward"), reports));
        tables.add(candidates(prompts, dice));
        if (withAgents) {
            tables.add(agents(agents, dice));
        }
        if (prompts.stream().anyMatch(prompt -> prompt.weight() != 1) || dice.chance(0.3)) {
            List<List<Object>> rows = new ArrayList<>();
            prompts.forEach(prompt -> rows.add(row(prompt.id(), orDefault(prompt.weight(), dice))));
            tables.add(new Table("prompts", List.of("prompt_id", "prompt_weight"), rows));
        }
        return new Drawn(tables, duplicates, bad.size());
    }

    private static List<List<Object>> bad(List<Game.Reward> rewards, boolean withAgents, Dice dice) {
        List<List<Object>> bad = new ArrayList<>();
        for (int row = dice.between(0, 3); row > 0; row--) {
            Game.Reward like = dice.pick(rewards);
            switch (dice.between(0, 4)) {
                case 0 ->
                    bad.add(row(
                            like.agent(), like.prompt(), NOBODY, like.value().doubleValue()));
                case 1 ->
                    bad.add(row(
                            like.agent(), NOBODY, like.candidate(), like.value().doubleValue()));
                case 2 ->
                    bad.add(row(
                            null, like.prompt(), like.candidate(), like.value().doubleValue()));
                case 3 -> bad.add(row(like.agent(), like.prompt(), like.candidate(), null));
                default -> {
                    if (withAgents) {
                        bad.add(row(
                                NOBODY,
                                like.prompt(),
                                like.candidate(),
                                like.value().doubleValue()));
                    }
                }
            }
        }
        return bad;
    }

    private static Table candidates(List<Game.Prompt> prompts, Dice dice) {
        boolean uniform = prompts.stream()
                .flatMap(prompt -> prompt.candidates().stream())
                .allMatch(candidate -> candidate.logRef() == 0);
        boolean without = uniform && dice.chance(0.5);
        List<List<Object>> rows = new ArrayList<>();
        for (Game.Prompt prompt : prompts) {
            for (Game.Candidate candidate : prompt.candidates()) {
                rows.add(
                        without
                                ? row(prompt.id(), candidate.id())
                                : row(prompt.id(), candidate.id(), candidate.logRef()));
            }
        }
        List<String> columns = List.of("prompt_id", "candidate_id", "ref_logprob");
        return new Table("candidates", without ? columns.subList(0, 2) : columns, rows);
    }

    static Table agents(List<Game.Agent> agents, Dice dice) {
        List<List<Object>> rows = new ArrayList<>();
        for (Game.Agent agent : agents) {
            boolean own = agent.payer().equals(agent.id());
            rows.add(row(
                    agent.id(),
                    orDefault(agent.weight(), dice),
                    orDefault(agent.boost(), dice),
                    own && dice.chance(0.5) ? null : agent.payer()));
        }
        return new Table("agents", List.of("agent_id", "weight", "boost", "payer_id"), rows);
    }

    private static boolean isSpecial(Game.Agent agent) {
        return agent.weight() != 1 || agent.boost() != 1 || !agent.payer().equals(agent.id());
    }

    /** 1 may be left out. */
    private static Object orDefault(double weight, Dice dice) {
        return weight == 1 && dice.chance(0.5) ? null : (Object) weight;
    }

    private static List<Object> row(Object... cells) {
        return Arrays.asList(cells);
    }
}
