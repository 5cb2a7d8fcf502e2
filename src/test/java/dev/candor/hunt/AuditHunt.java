package dev.candor.hunt;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Audits of sound settlements: no property fails, and what the lies gain is what they gain when each agent's claim is
 * settled anew by {@link ExactGame}.
 */
final class AuditHunt implements Hunt {
    private static final MathContext DIGITS = new MathContext(60);
    /** Enough for all that are structured. */
    private static final int LIES = 105;

    private static final int TRIED = 14;
    private static final double[] SIZES = {2, 0.5, 1.1, 0.9, 5, 0.2, 1.01, 0.99, 1.5, 0.8, 3, 10, 0, 100, 1000};
    /** Gains are within 1e-14 of the stake, and count from 1e-12 on. */
    private static final BigDecimal ERROR = new BigDecimal("1e-14");

    private static final BigDecimal COUNTS = new BigDecimal("1e-12");

    /** What is claimed of rewards on one prompt, as plain numbers. */
    private interface Claim {
        double of(double reward, double least, double most);
    }

    private record Lie(String name, Claim claim, double size) {}

    /** By the documents' words (docs/audit.md, "What is told"); the others are the audit's own. */
    private static List<Lie> lies() {
        Map<String, Claim> claims = new HashMap<>();
        for (double factor : new double[] {1.1, 2, 10, 0.9, 0.5, 0}) {
            claims.put((factor > 1 ? "exaggerate × " : "flatten × ") + text(factor), stretched(factor));
        }
        claims.put("invert", stretched(-1));
        claims.put("only the best", (reward, least, most) -> reward == most ? most : least);
        claims.put("only the worst", (reward, least, most) -> reward == least ? least : most);
        List<Lie> lies = new ArrayList<>();
        for (double size : SIZES) {
            lies.add(new Lie("true rewards, size × " + text(size), (reward, least, most) -> reward, size));
        }
        claims.forEach((name, claim) -> {
            lies.add(new Lie(name, claim, 1));
            lies.add(new Lie(name + ", size × 2", claim, 2));
            lies.add(new Lie(name + ", size × 0.5", claim, 0.5));
        });
        lies.sort((a, b) -> a.name.compareTo(b.name));
        return lies;
    }

    private static Claim stretched(double factor) {
        return (reward, least, most) -> {
            double middle = least + (most - least) / 2;
            return middle + factor * (reward - middle);
        };
    }

    private static String text(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    @Override
    public void round(Dice dice, Path folder) {
        Draw draw = new Draw(dice, Draw.Ranges.ORDINARY, dice.chance(0.3));
        Game game =
                draw.game("", dice.between(1, 2), dice.between(1, 4)).weighted().selfPaying();
        double lambda = draw.lambda();
        String divergence = dice.pick(ExactPrompt.DIVERGENCES);
        Drawn drawn = Drawn.of(List.of(game), dice, false);
        List<String> flags =
                List.of("--lambda", Double.toString(lambda), "--divergence", divergence, "--output-format", "csv");
        TabularHunt.settle(TabularHunt.write(drawn, dice, folder), drawn, flags, folder.resolve("run"), "csv");
        Path audit = folder.resolve("audit");
        Call.of(List.of(
                        "audit",
                        "--settlement",
                        folder.resolve("run").toString(),
                        "--lies",
                        Integer.toString(LIES),
                        "--output-format",
                        "csv",
                        "--output",
                        audit.toString()))
                .isDone();
        Checks checks = new Checks();
        Said said = new Said(audit, "csv");
        said.json("audit.json").get("properties").forEach(property -> {
            boolean claimed = property.get("claimed").asBoolean();
            checks.unless(!claimed || property.get("violations").asLong() == 0, "fails: " + property);
        });
        check(checks, game, divergence, lambda, dice.shuffled(lies()).subList(0, TRIED), said);
        if (!checks.complaints().isEmpty()) {
            throw new Finding(String.join("\n", checks.complaints()) + "\n" + flags + " " + game);
        }
    }

    private static void check(Checks checks, Game game, String divergence, double lambda, List<Lie> tried, Said said) {
        BigDecimal weight = game.prompts().stream()
                .map(prompt -> Decimals.of(prompt.weight()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        ExactGame truth = new ExactGame(game, divergence, lambda, weight);
        Map<String, Map<String, String>> rows = new HashMap<>();
        said.rows("agents").forEach(row -> rows.put(row.get("agent_id"), row));
        Map<String, JsonNode> strategies = new HashMap<>();
        said.json("audit.json")
                .get("attack")
                .get("strategies")
                .forEach(strategy -> strategies.put(strategy.get("lie").asText(), strategy));
        Map<Lie, BigDecimal> without = new HashMap<>();
        Map<Lie, BigDecimal> with = new HashMap<>();
        BigDecimal stakes = BigDecimal.ZERO;
        for (String payer : game.payers()) {
            Map<String, String> row = rows.get(payer);
            if (row == null) {
                checks.unless(false, payer + " is not in agents");
                continue;
            }
            Game.Agent agent = agent(game, payer);
            BigDecimal stake = stake(game, agent, weight);
            stakes = stakes.max(stake);
            ExactGame.Line line = truth.line(payer);
            checks.near(payer + ": stake", row.get("stake"), stake, 1e-12, BigDecimal.ZERO);
            checks.near(payer + ": value", row.get("value"), line.value(), 1e-9, stake.multiply(ERROR));
            checks.near(payer + ": payment", row.get("payment"), line.payment(), Checks.OF_ITSELF, BigDecimal.ZERO);
            checks.near(
                    payer + ": marginal contribution",
                    row.get("marginal_contribution"),
                    line.value().subtract(line.payment()),
                    0,
                    line.valueSize().add(stake).multiply(COUNTS));
            names(checks, game, agent, divergence, lambda, weight, row);
            BigDecimal best = BigDecimal.ZERO;
            for (Lie lie : tried) {
                Game claimed = claimed(game, agent, lie);
                ExactGame settled = new ExactGame(claimed, divergence, lambda, weight);
                BigDecimal gained = value(game, agent, settled, weight).subtract(line.value());
                BigDecimal paid = settled.line(payer).payment().subtract(line.payment());
                without.merge(lie, gained, BigDecimal::max);
                with.merge(lie, gained.subtract(paid), BigDecimal::max);
                best = best.max(gained);
            }
            double gain = Checks.number(row, "gain_without_payments");
            boolean jumps = divergence.equals("total-variation");
            checks.unless(
                    jumps || Decimals.of(gain).compareTo(best.subtract(stake.multiply(ERROR))) >= 0,
                    payer + ": the best lie without payments gains " + gain + ", one of the others "
                            + best.doubleValue());
            checks.unless(
                    Decimals.of(gain).compareTo(stake.multiply(BigDecimal.ONE.add(COUNTS))) <= 0,
                    payer + ": gains " + gain + " where " + stake.doubleValue() + " is at stake");
            double paying = Checks.number(row, "gain_with_payments");
            checks.unless(
                    jumps || Decimals.of(paying).compareTo(stake.multiply(COUNTS)) <= 0,
                    payer + ": gains " + paying + " beside its payment, at stake is " + stake.doubleValue());
        }
        BigDecimal slack = stakes.multiply(ERROR);
        for (Lie lie : tried) {
            JsonNode strategy = strategies.get(lie.name);
            if (strategy == null) {
                checks.unless(false, "no lie is " + lie.name);
            } else if (!divergence.equals("total-variation")) {
                checks.near(
                        lie.name + " without payments",
                        strategy.get("largest_without_payments").asText(),
                        without.get(lie),
                        0,
                        slack);
                checks.near(
                        lie.name + " with payments",
                        strategy.get("largest_with_payments").asText(),
                        with.get(lie),
                        Checks.OF_ITSELF,
                        stakes.multiply(COUNTS));
            }
        }
    }

    private static Game.Agent agent(Game game, String id) {
        return game.agents().stream()
                .filter(agent -> agent.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** What the agent says of every candidate of a prompt that it reports on; no reward is 0. Null where it says nothing. */
    private static double[] told(Game game, Game.Agent agent, Game.Prompt prompt) {
        double[] told = null;
        for (Game.Reward reward : game.rewards()) {
            if (reward.agent().equals(agent.id()) && reward.prompt().equals(prompt.id())) {
                told = told == null ? new double[prompt.candidates().size()] : told;
                for (int x = 0; x < told.length; x++) {
                    if (prompt.candidates().get(x).id().equals(reward.candidate())) {
                        told[x] = reward.value().doubleValue();
                    }
                }
            }
        }
        return told;
    }

    /** The game in which the agent lies. */
    private static Game claimed(Game game, Game.Agent agent, Lie lie) {
        List<Game.Reward> rewards = new ArrayList<>(game.rewards());
        rewards.removeIf(reward -> reward.agent().equals(agent.id()));
        for (Game.Prompt prompt : game.prompts()) {
            double[] told = told(game, agent, prompt);
            for (int x = 0; told != null && x < told.length; x++) {
                double claim = lie.claim.of(told[x], least(told), most(told));
                rewards.add(new Game.Reward(
                        agent.id(), prompt.id(), prompt.candidates().get(x).id(), Decimals.of(claim)));
            }
        }
        return sized(game, agent, lie.size * agent.weight(), rewards);
    }

    private static Game sized(Game game, Game.Agent agent, double weight, List<Game.Reward> rewards) {
        List<Game.Agent> agents = new ArrayList<>(game.agents());
        agents.replaceAll(
                each -> each.equals(agent) ? new Game.Agent(each.id(), weight, each.boost(), each.payer()) : each);
        return new Game(agents, game.prompts(), rewards);
    }

    private static double least(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static double most(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    /** w Σ q (max r − min r). */
    private static BigDecimal stake(Game game, Game.Agent agent, BigDecimal total) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Game.Prompt prompt : game.prompts()) {
            double[] told = told(game, agent, prompt);
            if (told != null) {
                BigDecimal range = Decimals.of(most(told)).subtract(Decimals.of(least(told)));
                sum = sum.add(range.multiply(Decimals.of(prompt.weight())).divide(total, DIGITS));
            }
        }
        return sum.multiply(Decimals.of(agent.weight()));
    }

    /** What the policy of {@code settled} is worth to the agent, by its true rewards and size. */
    private static BigDecimal value(Game game, Game.Agent agent, ExactGame settled, BigDecimal total) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Game.Reward reward : game.rewards()) {
            if (reward.agent().equals(agent.id())) {
                List<Game.Candidate> candidates = settled.candidates(reward.prompt());
                BigDecimal[] prob = settled.policy(reward.prompt());
                for (int x = 0; x < prob.length; x++) {
                    if (candidates.get(x).id().equals(reward.candidate())) {
                        BigDecimal q = Decimals.of(prompt(game, reward.prompt()).weight())
                                .divide(total, DIGITS);
                        sum = sum.add(q.multiply(reward.value()).multiply(prob[x]));
                    }
                }
            }
        }
        return sum.multiply(Decimals.of(agent.weight()));
    }

    private static Game.Prompt prompt(Game game, String id) {
        return game.prompts().stream()
                .filter(prompt -> prompt.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The bill of k identities, each a k-th of the agent: the last beside one that is all the others. */
    private static void names(
            Checks checks,
            Game game,
            Game.Agent agent,
            String divergence,
            double lambda,
            BigDecimal total,
            Map<String, String> row) {
        for (int k : new int[] {2, 10, 100}) {
            double part = agent.weight() / k;
            Game.Agent rest = new Game.Agent(
                    agent.id() + " and all its other names", agent.weight() - part, agent.boost(), "others");
            List<Game.Reward> rewards = new ArrayList<>(game.rewards());
            game.rewards().stream()
                    .filter(reward -> reward.agent().equals(agent.id()))
                    .forEach(reward -> rewards.add(
                            new Game.Reward(rest.id(), reward.prompt(), reward.candidate(), reward.value())));
            Game one = sized(game, agent, part, rewards);
            List<Game.Agent> agents = new ArrayList<>(one.agents());
            agents.add(rest);
            BigDecimal bill = new ExactGame(new Game(agents, game.prompts(), rewards), divergence, lambda, total)
                    .line(agent.payer())
                    .payment()
                    .multiply(BigDecimal.valueOf(k));
            checks.near(
                    agent.id() + ": bill of " + k,
                    row.get("bill_of_" + k),
                    bill,
                    Checks.OF_ITSELF,
                    stake(game, agent, total).multiply(ERROR));
        }
    }
}
