package dev.candor.hunt;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settlements of the log-linear class under KL, where rewards are β·φ: they are the tabular ones of these rewards. Features
 * and coefficients are in 64ths, so that their products are exact.
 */
final class LogLinearHunt implements Hunt {
    private final Draw.Ranges ranges;

    LogLinearHunt(Draw.Ranges ranges) {
        this.ranges = ranges;
    }

    @Override
    public void round(Dice dice, Path folder) {
        Draw draw = new Draw(dice, ranges, dice.chance(0.3));
        Game shape = draw.game("", dice.between(1, 5), dice.between(1, 10)).weighted();
        double lambda = draw.lambda();
        Linear linear = Linear.of(dice, shape, dice.between(1, 4));
        Game game = linear.game;
        List<Game.Agent> agents = game.agents();
        int dimension = linear.dimension();
        Drawn drawn = linear.drawn(dice, Map.of());
        String format = dice.pick("parquet", "csv", "json");
        List<String> flags =
                List.of("--policy-class", "log-linear", "--lambda", Double.toString(lambda), "--output-format", format);
        Said said =
                TabularHunt.settle(TabularHunt.write(drawn, dice, folder), drawn, flags, folder.resolve("run"), format);
        List<Account.Complaint> complaints =
                new Account(List.of(game), "kl", lambda).complaintsOfLogLinear(said, agents.size() * dimension);
        if (!complaints.isEmpty()) {
            throw new Finding(TabularHunt.complaints(complaints) + "\nlambda " + lambda + " " + game);
        }
    }

    /**
     * A game whose rewards are β·φ.
     *
     * @param features of (prompt, candidate)
     * @param coefficients of the agents
     */
    record Linear(Game game, Map<List<String>, double[]> features, Map<String, double[]> coefficients) {
        /** With the agents and prompts of {@code shape}. */
        static Linear of(Dice dice, Game shape, int dimension) {
            Map<List<String>, double[]> features = featuresOf(dice, shape, dimension);
            Map<String, double[]> coefficients = new HashMap<>();
            List<Game.Reward> rewards = new ArrayList<>();
            for (Game.Agent agent : shape.agents()) {
                double[] beta = sixtyFourths(dice, dimension, dice.pick(1, 1, 8));
                coefficients.put(agent.id(), beta);
                features.forEach((where, phi) ->
                        rewards.add(new Game.Reward(agent.id(), where.get(0), where.get(1), product(beta, phi))));
            }
            return new Linear(new Game(shape.agents(), shape.prompts(), rewards), features, coefficients);
        }

        int dimension() {
            return features.values().iterator().next().length;
        }

        /** The tables; policies are made of {@code policyFeatures} where there are any. */
        Drawn drawn(Dice dice, Map<List<String>, double[]> policyFeatures) {
            List<Table> tables = new ArrayList<>();
            for (Table table : Drawn.of(List.of(game), dice, false).tables()) {
                if (table.name().equals("candidates")) {
                    Table with = with(table, "features", features);
                    tables.add(policyFeatures.isEmpty() ? with : with(with, "policy_features", policyFeatures));
                } else if (!table.name().equals("reports")) {
                    tables.add(table);
                }
            }
            List<List<Object>> rows = new ArrayList<>();
            game.agents().forEach(agent -> rows.add(Arrays.asList(agent.id(), list(coefficients.get(agent.id())))));
            tables.add(0, new Table("coefficients", List.of("agent_id", "beta"), rows));
            return new Drawn(tables, 0, 0);
        }
    }

    static Map<List<String>, double[]> featuresOf(Dice dice, Game game, int dimension) {
        Map<List<String>, double[]> features = new HashMap<>();
        for (Game.Prompt prompt : game.prompts()) {
            for (Game.Candidate candidate : prompt.candidates()) {
                features.put(List.of(prompt.id(), candidate.id()), sixtyFourths(dice, dimension, 1));
            }
        }
        return features;
    }

    static BigDecimal product(double[] beta, double[] phi) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int j = 0; j < beta.length; j++) {
            sum = sum.add(Decimals.of(beta[j]).multiply(Decimals.of(phi[j])));
        }
        return sum;
    }

    /** {@code candidates} with the arrays of these pairs as one column more. */
    static Table with(Table candidates, String column, Map<List<String>, double[]> arrays) {
        List<String> columns = new ArrayList<>(candidates.columns());
        columns.add(column);
        List<List<Object>> rows = new ArrayList<>();
        for (List<Object> row : candidates.rows()) {
            List<Object> cells = new ArrayList<>(row);
            cells.add(list(arrays.get(List.of((String) row.get(0), (String) row.get(1)))));
            rows.add(cells);
        }
        return new Table("candidates", columns, rows);
    }

    private static double[] sixtyFourths(Dice dice, int count, int most) {
        double[] values = new double[count];
        for (int j = 0; j < count; j++) {
            values[j] = dice.chance(0.1) ? 0 : dice.between(-64 * most, 64 * most) / 64.0;
        }
        return values;
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
