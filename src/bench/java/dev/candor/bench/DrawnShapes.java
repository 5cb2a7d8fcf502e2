package dev.candor.bench;

import static org.apache.spark.sql.functions.expr;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The shapes that {@code generate} does not make, as pure functions of the row number and the seed: rows sorted by
 * agent, weights 1, uniform reference.
 */
final class DrawnShapes {
    private static final long ROWS_PER_FILE = 2_000_000;

    private final SparkSession spark;
    private final WorkloadSpec spec;
    private final int candidates;

    DrawnShapes(SparkSession spark, WorkloadSpec spec) {
        this.spark = spark;
        this.spec = spec;
        this.candidates = spec.candidates();
    }

    /** Table name → rows. */
    Map<String, Dataset<Row>> tables() {
        return Map.of(
                "reports", reports(),
                "candidates", candidates(),
                "agents", range(spec.agents(), 1).selectExpr(agentId("id"), "1.0D AS weight"),
                "prompts", range(spec.promptCount(), 1).selectExpr(promptId("id"), "1.0D AS prompt_weight"));
    }

    private Dataset<Row> candidates() {
        return range(spec.promptCount() * candidates, 1)
                .selectExpr(promptId("id div " + candidates), candidateId("id % " + candidates), "0.0D AS ref_logprob");
    }

    private Dataset<Row> reports() {
        Dataset<Row> placed = switch (spec.shape()) {
            case HOT_PROMPT -> hotPrompt();
            case WHALE -> whale();
            case SINGLE_ROWS -> singleRows();
            default -> throw new IllegalArgumentException(spec.shape() + " is made by generate");
        };
        return placed.selectExpr(
                agentId("agent"),
                promptId("prompt"),
                candidateId("candidate"),
                "pmod(xxhash64(" + spec.seed() + ", 'reward', id), 1048577) / 1048576.0D AS reward");
    }

    /** Prompt 0, then one of the others. */
    private Dataset<Row> hotPrompt() {
        long perAgent = spec.rowsPerAgent();
        return ofRows(spec.agents() * perAgent)
                .withColumn("agent", expr("id div " + perAgent))
                .withColumn("candidate", expr("id % " + candidates))
                .withColumn(
                        "prompt",
                        expr("CASE WHEN id % " + perAgent + " < " + candidates + " THEN 0 ELSE 1 + "
                                + drawn("agent", spec.prompts()) + " END"));
    }

    /** Agent 0 on all prompts; the others on promptsPerAgent of them at equal steps from a random start. */
    private Dataset<Row> whale() {
        long whale = spec.whaleRows();
        long perAgent = spec.rowsPerAgent();
        long step = spec.promptCount() / spec.promptsPerAgent();
        String small = "(id - " + whale + ")";
        return ofRows(whale + (spec.agents() - 1) * perAgent)
                .withColumn(
                        "agent",
                        expr("CASE WHEN id < " + whale + " THEN 0 ELSE 1 + " + small + " div " + perAgent + " END"))
                .withColumn("candidate", expr("id % " + candidates))
                .withColumn(
                        "prompt",
                        expr("CASE WHEN id < " + whale + " THEN id div " + candidates + " ELSE ("
                                + drawn("agent", spec.promptCount()) + " + (" + small + " % " + perAgent + ") div "
                                + candidates + " * " + step + ") % " + spec.promptCount() + " END"));
    }

    private Dataset<Row> singleRows() {
        return ofRows(spec.agents())
                .withColumn("agent", expr("id"))
                .withColumn("prompt", expr(drawn("id", spec.prompts())))
                .withColumn(
                        "candidate", expr("pmod(xxhash64(" + spec.seed() + ", 'candidate', id), " + candidates + ")"));
    }

    private String drawn(String of, long below) {
        return "pmod(xxhash64(" + spec.seed() + ", 'prompt', " + of + "), " + below + ")";
    }

    private Dataset<Row> ofRows(long rows) {
        int parallelism = spark.sparkContext().defaultParallelism();
        return range(rows, (int) Math.max(parallelism, rows / ROWS_PER_FILE));
    }

    private Dataset<Row> range(long count, int partitions) {
        return spark.range(0, count, 1, partitions).toDF();
    }

    private static String agentId(String number) {
        return id("a", number, "agent_id");
    }

    private static String promptId(String number) {
        return id("p", number, "prompt_id");
    }

    private static String candidateId(String number) {
        return id("c", number, "candidate_id");
    }

    /** Padded, so that the order of ids is the order of numbers. */
    private static String id(String letter, String number, String name) {
        int digits = letter.equals("c") ? 3 : 9;
        return "concat('" + letter + "', lpad(cast(" + number + " AS string), " + digits + ", '0')) AS " + name;
    }
}
