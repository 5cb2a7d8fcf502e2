package dev.candor.hunt;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A small game as drawn, apart from all other games of a settlement: its agents report on its prompts alone.
 *
 * @param rewards reports; a (prompt, candidate) without one counts as 0
 */
record Game(List<Agent> agents, List<Prompt> prompts, List<Reward> rewards) {
    /** {@code payer} is the agent itself where it pays for itself. */
    public record Agent(String id, double weight, double boost, String payer) {}

    /** Weight before normalising. */
    record Prompt(String id, double weight, List<Candidate> candidates) {}

    /** {@code logRef}: natural log of the reference probability up to a constant of the prompt. */
    record Candidate(String id, double logRef) {}

    record Reward(String agent, String prompt, String candidate, BigDecimal value) {}

    /** This, or with its first prompt of weight 1 where all have 0: that is no run. */
    Game weighted() {
        if (prompts.stream().anyMatch(prompt -> prompt.weight > 0)) {
            return this;
        }
        List<Prompt> some = new ArrayList<>(prompts);
        some.set(0, new Prompt(some.get(0).id, 1, some.get(0).candidates));
        return new Game(agents, some, rewards);
    }

    /** This, with every agent its own payer. */
    Game selfPaying() {
        return new Game(
                agents.stream()
                        .map(agent -> new Agent(agent.id, agent.weight, agent.boost, agent.id))
                        .toList(),
                prompts,
                rewards);
    }

    /** Those who pay: they, or one they pay for, report something. */
    Set<String> payers() {
        Set<String> payers = new LinkedHashSet<>();
        for (Agent agent : agents) {
            if (rewards.stream().anyMatch(reward -> reward.agent().equals(agent.id()))) {
                payers.add(agent.payer());
            }
        }
        return payers;
    }

    /** Every game that has one agent or one prompt less. */
    List<Game> smaller() {
        List<Game> smaller = new ArrayList<>();
        for (Agent gone : agents) {
            smaller.add(new Game(
                    without(agents, gone),
                    prompts,
                    rewards.stream().filter(r -> !r.agent().equals(gone.id())).toList()));
        }
        for (Prompt gone : prompts) {
            smaller.add(new Game(
                    agents,
                    without(prompts, gone),
                    rewards.stream().filter(r -> !r.prompt().equals(gone.id())).toList()));
        }
        smaller.removeIf(game -> game.rewards.isEmpty());
        return smaller;
    }

    private static <T> List<T> without(List<T> values, T gone) {
        return values.stream().filter(value -> !value.equals(gone)).toList();
    }
}
