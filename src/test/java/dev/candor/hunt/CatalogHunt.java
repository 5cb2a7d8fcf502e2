package dev.candor.hunt;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settlements of a catalog, against exact rational arithmetic: κp = max_m (A − d)_m − (A − d)_{m*}, A = Σd − λD. */
final class CatalogHunt implements Hunt {
    private static final MathContext DIGITS = new MathContext(60);

    private final Draw.Ranges ranges;

    CatalogHunt(Draw.Ranges ranges) {
        this.ranges = ranges;
    }

    /** What is drawn: checkpoints in the order of their ids and, payer by payer, Σ w v and κ. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Catalog(
            List<Game.Candidate> checkpoints,
            double lambda,
            BigDecimal[] cost,
            Map<String, BigDecimal[]> wanted,
            Map<String, BigDecimal> boost) {

        BigDecimal[] aggregate() {
            BigDecimal[] sum = zeros(cost.length);
            wanted.forEach((payer, own) -> {
                for (int m = 0; m < sum.length; m++) {
                    sum[m] = sum[m].add(own[m].multiply(boost.get(payer)));
                }
            });
            return sum;
        }

        BigDecimal[] welfare() {
            BigDecimal[] welfare = aggregate();
            for (int m = 0; m < welfare.length; m++) {
                welfare[m] = welfare[m].subtract(cost[m]);
            }
            return welfare;
        }

        int chosen() {
            BigDecimal[] welfare = welfare();
            BigDecimal best = Decimals.max(welfare);
            int m = 0;
            while (welfare[m].compareTo(best) != 0) {
                m++;
            }
            return m;
        }
    }

    private static BigDecimal[] zeros(int size) {
        BigDecimal[] zeros = new BigDecimal[size];
        Arrays.fill(zeros, BigDecimal.ZERO);
        return zeros;
    }

    @Override
    public void round(Dice dice, Path folder) {
        Draw draw = new Draw(dice, ranges, dice.chance(0.3));
        Game game = draw.game("", 1, dice.between(1, 12));
        double lambda = draw.lambda();
        boolean priced = dice.chance(0.7);
        Catalog catalog = catalog(dice, game, lambda, priced);
        Drawn drawn = drawn(dice, game, catalog, priced);
        String format = dice.pick("parquet", "csv", "json");
        List<String> flags =
                List.of("--policy-class", "catalog", "--lambda", Double.toString(lambda), "--output-format", format);
        Said said =
                TabularHunt.settle(TabularHunt.write(drawn, dice, folder), drawn, flags, folder.resolve("run"), format);
        Checks checks = new Checks();
        check(checks, catalog, said);
        if (!checks.complaints().isEmpty()) {
            throw new Finding(String.join("\n", checks.complaints()) + "\n" + catalog + "\n" + game);
        }
    }

    private static Catalog catalog(Dice dice, Game game, double lambda, boolean priced) {
        List<Game.Candidate> checkpoints = new ArrayList<>();
        for (Game.Candidate each : game.prompts().get(0).candidates()) {
            double divergence = dice.chance(0.3) ? dice.between(0, 2) : dice.power(-2, 1);
            checkpoints.add(new Game.Candidate(each.id(), priced ? divergence : 0));
        }
        checkpoints.sort((a, b) -> Bytes.ORDER.compare(a.id(), b.id()));
        BigDecimal[] cost = new BigDecimal[checkpoints.size()];
        Map<String, Integer> place = new HashMap<>();
        for (int m = 0; m < cost.length; m++) {
            cost[m] =
                    Decimals.of(lambda).multiply(Decimals.of(checkpoints.get(m).logRef()));
            place.put(checkpoints.get(m).id(), m);
        }
        Map<String, BigDecimal[]> wanted = new LinkedHashMap<>();
        Map<String, BigDecimal> boost = new HashMap<>();
        for (Game.Reward value : game.rewards()) {
            Game.Agent agent = game.agents().stream()
                    .filter(each -> each.id().equals(value.agent()))
                    .findFirst()
                    .orElseThrow();
            BigDecimal[] own = wanted.computeIfAbsent(agent.payer(), payer -> zeros(cost.length));
            boost.put(agent.payer(), Decimals.of(agent.boost()));
            int m = place.get(value.candidate());
            own[m] = own[m].add(value.value().multiply(Decimals.of(agent.weight())));
        }
        return new Catalog(checkpoints, lambda, cost, wanted, boost);
    }

    private static Drawn drawn(Dice dice, Game game, Catalog catalog, boolean priced) {
        List<List<Object>> values = new ArrayList<>();
        game.rewards()
                .forEach(value -> values.add(Arrays.asList(
                        value.agent(), value.candidate(), value.value().doubleValue())));
        List<List<Object>> checkpoints = new ArrayList<>();
        for (Game.Candidate checkpoint : catalog.checkpoints) {
            checkpoints.add(
                    priced ? Arrays.asList(checkpoint.id(), checkpoint.logRef()) : Arrays.asList(checkpoint.id()));
        }
        List<Table> tables = new ArrayList<>();
        tables.add(new Table("valuations", List.of("agent_id", "checkpoint_id", "value"), values));
        tables.add(new Table(
                "checkpoints",
                priced ? List.of("checkpoint_id", "divergence") : List.of("checkpoint_id"),
                checkpoints));
        tables.add(Drawn.agents(game.agents(), dice));
        return new Drawn(tables, 0, 0);
    }

    private static void check(Checks checks, Catalog catalog, Said said) {
        BigDecimal[] welfare = catalog.welfare();
        BigDecimal[] aggregate = catalog.aggregate();
        int chosen = catalog.chosen();
        Map<String, Map<String, String>> policy = new HashMap<>();
        said.rows("policy").forEach(row -> policy.put(row.get("checkpoint_id"), row));
        for (int m = 0; m < welfare.length; m++) {
            String id = catalog.checkpoints.get(m).id();
            Map<String, String> row = policy.getOrDefault(id, Map.of());
            checks.unless(
                    String.valueOf(m == chosen).equals(row.get("chosen")),
                    id + ": chosen is " + row.get("chosen") + ", where "
                            + catalog.checkpoints.get(chosen).id() + " is best");
            checks.near(id + ": aggregate_value", row.get("aggregate_value"), aggregate[m], 1e-12, BigDecimal.ZERO);
            checks.near(
                    id + ": welfare_behind",
                    row.get("welfare_behind"),
                    welfare[chosen].subtract(welfare[m]),
                    Checks.OF_ITSELF,
                    BigDecimal.ZERO);
        }
        Map<String, Map<String, String>> payments = new HashMap<>();
        said.rows("payments").forEach(row -> payments.put(row.get("agent_id"), row));
        BigDecimal revenue = BigDecimal.ZERO;
        for (Map.Entry<String, BigDecimal[]> own : catalog.wanted.entrySet()) {
            BigDecimal boost = catalog.boost.get(own.getKey());
            BigDecimal[] others = new BigDecimal[welfare.length];
            for (int m = 0; m < others.length; m++) {
                others[m] = welfare[m].subtract(own.getValue()[m].multiply(boost));
            }
            BigDecimal payment = Decimals.max(others).subtract(others[chosen]).divide(boost, DIGITS);
            revenue = revenue.add(payment);
            Map<String, String> row = payments.get(own.getKey());
            if (row == null) {
                checks.unless(false, own.getKey() + " is not in payments");
                continue;
            }
            checks.payment(own.getKey(), row, payment);
            checks.near(own.getKey() + ": value", row.get("value"), own.getValue()[chosen], 1e-12, BigDecimal.ZERO);
            checks.near(
                    own.getKey() + ": welfare_without",
                    row.get("welfare_without"),
                    Decimals.max(others),
                    0,
                    largest(others).add(largest(welfare)).multiply(new BigDecimal("1e-12")));
        }
        checks.near(
                "welfare",
                Double.toString(said.summary().figures().welfare()),
                welfare[chosen],
                0,
                largest(aggregate).add(largest(catalog.cost)).multiply(new BigDecimal("1e-12")));
        checks.near("revenue", Double.toString(said.summary().figures().revenue()), revenue, 1e-9, BigDecimal.ZERO);
    }

    private static BigDecimal largest(BigDecimal[] values) {
        return Arrays.stream(values).map(BigDecimal::abs).reduce(BigDecimal.ZERO, BigDecimal::max);
    }
}
