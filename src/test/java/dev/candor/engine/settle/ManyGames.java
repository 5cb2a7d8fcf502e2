package dev.candor.engine.settle;

import dev.candor.LocalSpark;
import dev.candor.divergence.Divergences;
import dev.candor.divergence.Regulariser;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.gate.GatedTables;
import dev.candor.io.gate.Rejections;
import dev.candor.kept.Kept;
import dev.candor.model.MechanismSpec;
import dev.candor.numeric.ExactSums;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Many small games settled in one Spark run: each has prompts, candidates and agents of its own. */
final class ManyGames {
    private static final StructType REPORTS = new StructType()
            .add("agent_id", DataTypes.StringType)
            .add("prompt_id", DataTypes.StringType)
            .add("candidate_id", DataTypes.StringType)
            .add("reward", DataTypes.DoubleType)
            .add("reject", DataTypes.IntegerType)
            .add("row_text", DataTypes.StringType);
    private static final StructType CANDIDATES = new StructType()
            .add("prompt_id", DataTypes.StringType)
            .add("candidate_id", DataTypes.StringType)
            .add("log_base", DataTypes.DoubleType);
    private static final StructType AGENTS = new StructType()
            .add("agent_id", DataTypes.StringType)
            .add("weight", DataTypes.DoubleType)
            .add("boost", DataTypes.DoubleType)
            .add("payer_id", DataTypes.StringType);
    private static final StructType PROMPTS =
            new StructType().add("prompt_id", DataTypes.StringType).add("prompt_weight", DataTypes.DoubleType);

    private ManyGames() {}

    /** One agent; {@code rewards} by prompt and candidate, NaN = not reported. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    public record Agent(String id, String payer, double weight, double boost, double[][] rewards) {
        Agent(String id, double weight, double boost, double[][] rewards) {
            this(id, id, weight, boost, rewards);
        }
    }

    /** One game; {@code logRef} by prompt and candidate, {@code promptWeight} before normalisation. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Game(String name, double[][] logRef, double[] promptWeight, List<Agent> agents) {
        /** S by prompt and candidate, in plain arithmetic. */
        double[][] aggregate() {
            double[][] sums = new double[logRef.length][];
            for (int c = 0; c < logRef.length; c++) {
                sums[c] = new double[logRef[c].length];
                for (Agent agent : agents) {
                    for (int x = 0; x < sums[c].length; x++) {
                        double r = agent.rewards()[c][x];
                        sums[c][x] += Double.isNaN(r) ? 0 : agent.boost() * agent.weight() * r;
                    }
                }
            }
            return sums;
        }

        String id(Agent agent) {
            return name + "/" + agent.id();
        }
    }

    /** A payer's row. */
    record Bill(
            double weight,
            double boost,
            double value,
            double payment,
            double lower,
            double upper,
            double utility,
            double welfareWithout,
            double othersWelfare,
            double incentiveGap) {}

    /** What came out; probabilities by {@code game/prompt/candidate}. */
    record Outcome(
            Regulariser regulariser,
            double totalPromptWeight,
            Map<String, Bill> bills,
            Map<String, double[]> policy,
            double welfare,
            double totalValue,
            double revenue) {

        Bill bill(Game game, Agent agent) {
            return bills.get(game.id(agent));
        }

        /** w·v_i(π*) of the game's optimum, by definition. */
        double value(Game game, Agent agent) {
            double value = 0;
            for (int c = 0; c < game.logRef().length; c++) {
                for (int x = 0; x < game.logRef()[c].length; x++) {
                    double r = agent.rewards()[c][x];
                    value += Double.isNaN(r) ? 0 : weight(game, c) * prob(game, c)[x] * agent.weight() * r;
                }
            }
            return value;
        }

        /** ASW of the game at its own optimum, by definition. */
        double welfare(Game game) {
            double[][] sums = game.aggregate();
            double welfare = 0;
            for (int c = 0; c < sums.length; c++) {
                double here = -regulariser.lambda() * regulariser.divergence(of(game, c, 0), prob(game, c));
                for (int x = 0; x < sums[c].length; x++) {
                    here += prob(game, c)[x] * sums[c][x];
                }
                welfare += weight(game, c) * here;
            }
            return welfare;
        }

        /** Σ_c q_c (max |S| + λ): what roundings of the game's welfare are relative to. */
        double size(Game game) {
            double[][] sums = game.aggregate();
            double size = 0;
            for (int c = 0; c < sums.length; c++) {
                double most = regulariser.lambda();
                for (double sum : sums[c]) {
                    most = Math.max(most, Math.abs(sum));
                }
                size += weight(game, c) * most;
            }
            return size;
        }

        private double weight(Game game, int c) {
            return game.promptWeight()[c] / totalPromptWeight;
        }

        private double[] prob(Game game, int c) {
            return of(game, c, 1);
        }

        private double[] of(Game game, int c, int which) {
            double[] values = new double[game.logRef()[c].length];
            for (int x = 0; x < values.length; x++) {
                values[x] = policy.get(prompt(game, c) + "/" + candidate(x))[which];
            }
            return values;
        }
    }

    static String prompt(Game game, int c) {
        return game.name() + "/p" + c;
    }

    static String candidate(int x) {
        return "x" + (char) ('a' + x);
    }

    /** Settles all games at once. */
    static Outcome settle(List<Game> games, MechanismSpec mechanism, EngineLimits limits) {
        SparkSession spark = LocalSpark.session();
        try (PackedReports reports =
                        PackedReports.pack(spark, tables(spark, games), mechanism, limits, Phases.silent());
                Settlement settlement = new Settle(spark, mechanism, limits).run(reports, Phases.silent())) {
            Map<String, double[]> policy = new HashMap<>();
            for (Row row : settlement.policy(1).rows().collectAsList()) {
                policy.put(
                        row.getString(0) + "/" + row.getString(1), new double[] {row.getDouble(2), row.getDouble(3)});
            }
            Map<String, Bill> bills = new HashMap<>();
            for (Row row : settlement.payments().collectAsList()) {
                bills.put(row.getString(0), bill(row));
            }
            ExactSums totalPromptWeight = new ExactSums(1);
            games.forEach(game -> {
                for (double weight : game.promptWeight()) {
                    totalPromptWeight.add(0, weight);
                }
            });
            return new Outcome(
                    Divergences.of(mechanism.divergence(), mechanism.lambda()),
                    totalPromptWeight.value(0),
                    bills,
                    policy,
                    settlement.welfare(),
                    settlement.totalValue(),
                    settlement.revenue());
        }
    }

    private static Bill bill(Row row) {
        return new Bill(
                row.getDouble(1),
                row.getDouble(2),
                row.getDouble(3),
                row.getDouble(4),
                row.getDouble(5),
                row.getDouble(6),
                row.getDouble(7),
                row.getDouble(8),
                row.getDouble(9),
                row.isNullAt(10) ? Double.NaN : row.getDouble(10));
    }

    /** The games as the gate would hand them on. */
    static GatedTables tables(SparkSession spark, List<Game> games) {
        List<Row> reports = new ArrayList<>();
        List<Row> candidates = new ArrayList<>();
        List<Row> agents = new ArrayList<>();
        List<Row> prompts = new ArrayList<>();
        for (Game game : games) {
            for (int c = 0; c < game.logRef().length; c++) {
                prompts.add(RowFactory.create(prompt(game, c), game.promptWeight()[c]));
                for (int x = 0; x < game.logRef()[c].length; x++) {
                    candidates.add(RowFactory.create(prompt(game, c), candidate(x), game.logRef()[c][x]));
                }
            }
            for (Agent agent : game.agents()) {
                agents.add(RowFactory.create(
                        game.id(agent), agent.weight(), agent.boost(), game.name() + "/" + agent.payer()));
                report(game, agent, reports);
            }
        }
        return new GatedTables(
                frame(spark, reports, REPORTS),
                frame(spark, candidates, CANDIDATES),
                Optional.of(frame(spark, agents, AGENTS)),
                Optional.of(frame(spark, prompts, PROMPTS)),
                Rejections.none(spark),
                new Kept());
    }

    private static void report(Game game, Agent agent, List<Row> reports) {
        for (int c = 0; c < agent.rewards().length; c++) {
            for (int x = 0; x < agent.rewards()[c].length; x++) {
                double r = agent.rewards()[c][x];
                if (!Double.isNaN(r)) {
                    reports.add(RowFactory.create(game.id(agent), prompt(game, c), candidate(x), r, 0, ""));
                }
            }
        }
    }

    private static Dataset<Row> frame(SparkSession spark, List<Row> rows, StructType schema) {
        return spark.createDataFrame(rows, schema);
    }
}
