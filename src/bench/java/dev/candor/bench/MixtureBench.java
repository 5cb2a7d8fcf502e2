package dev.candor.bench;

import static org.apache.spark.sql.functions.expr;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.job.session.SessionLease;
import dev.candor.job.settle.SettleJob;
import dev.candor.model.Divergence;
import dev.candor.model.ExitCode;
import dev.candor.model.SettlementSummary;
import dev.candor.policy.mixture.Evaluation;
import dev.candor.policy.mixture.ExpertBlock;
import dev.candor.policy.mixture.MixtureOptimum;
import dev.candor.policy.mixture.MixtureSolver;
import dev.candor.report.settlement.SummaryParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A mixture's settlement by stages, how wide its intervals are, and what the counterfactuals of a few agents take when each
 * is solved by itself from θ*: n agents with 100 rewards each, M candidates (5 a prompt), K experts.
 */
record MixtureBench(Bench bench) {
    private static final int CANDIDATES_A_PROMPT = 5;
    private static final int PROMPTS_AN_AGENT = 20;
    private static final int SAMPLE = 5;

    ExitCode run(long agents, long candidates, int experts) {
        try (SessionLease lease = bench.open()) {
            SparkSession spark = lease.spark();
            Path folder = tables(spark, agents, candidates / CANDIDATES_A_PROMPT, experts);
            double lambda = bench.lambda() == null ? agents / 100.0 : bench.lambda();
            Path output = bench.work().resolve("mixture-output");
            Folders.delete(output);
            InProcess.run(new SettleJob(), flags(folder, output, lambda));
            SettlementSummary summary = summary(output);
            bench.out().println(Machine.describe(spark));
            for (SettlementSummary.Stage stage : summary.stages()) {
                bench.out().printf(Locale.ROOT, "%-28s %8.3f s%n", stage.name(), stage.elapsedMillis() / 1e3);
            }
            widths(spark, output, summary);
            separately(spark, folder, output, summary);
            Folders.delete(output);
            return ExitCode.DONE;
        }
    }

    private List<String> flags(Path folder, Path output, double lambda) {
        return List.of(
                "settle",
                "--quiet",
                "--policy-class=mixture",
                "--divergence=" + bench.divergence(),
                "--lambda=" + lambda,
                "--reports=" + folder.resolve("reports"),
                "--candidates=" + folder.resolve("candidates"),
                "--experts=" + folder.resolve("experts"),
                "--output=" + output);
    }

    private void widths(SparkSession spark, Path output, SettlementSummary summary) {
        Row row = spark.read()
                .parquet(output.resolve("payments").toString())
                .where("payment > 1e-15 * " + Math.abs(summary.figures().welfare()))
                .selectExpr("(payment_upper - payment_lower) / payment AS width")
                .selectExpr("count(*)", "max(width)", "percentile(width, 0.5)", "count_if(width > 1e-6)")
                .head();
        bench.out()
                .printf(
                        Locale.ROOT,
                        "%d agents pay more than 1e-15 of the welfare; relative width of their intervals: largest %.1e,"
                                + " median %.1e, above 1e-6: %d%n",
                        row.getLong(0),
                        row.isNullAt(1) ? 0 : row.getDouble(1),
                        row.isNullAt(2) ? 0 : row.getDouble(2),
                        row.getLong(3));
    }

    /** Each of a few agents' counterfactuals as a solve of its own, from θ*, one thread, arrays in memory. */
    private void separately(SparkSession spark, Path folder, Path output, SettlementSummary summary) {
        double[] theta =
                summary.parameters().stream().mapToDouble(p -> p.value()).toArray();
        ExpertBlock block = block(spark, folder, theta.length);
        Dataset<Row> values = values(spark, folder, (double) block.candidates() / CANDIDATES_A_PROMPT);
        double[] aggregate = numbers(values.groupBy("expert_id").sum("value").orderBy("expert_id"), 1);
        List<Row> payments = spark.read()
                .parquet(output.resolve("payments").toString())
                .orderBy(expr("xxhash64(agent_id)"))
                .limit(SAMPLE)
                .collectAsList();
        double seconds = 0;
        double passes = 0;
        double worst = 0;
        for (Row payer : payments) {
            double[] d = numbers(
                    values.where(values.col("agent_id").equalTo(payer.getString(0)))
                            .orderBy("expert_id"),
                    2);
            double[] without = new double[d.length];
            Arrays.setAll(without, k -> aggregate[k] - d[k]);
            MixtureDivergence divergence = MixtureDivergence.of(Divergence.of(bench.divergence()));
            MixtureOptimum[] alone = new MixtureOptimum[1];
            seconds += Meter.seconds(() -> alone[0] = MixtureSolver.solve(
                    divergence,
                    without,
                    theta,
                    mixtures ->
                            Evaluation.of(block, divergence, summary.mechanism().lambda(), mixtures)));
            passes += alone[0].passes();
            double payment = alone[0].welfare() - payer.<Double>getAs("others_welfare");
            worst = Math.max(worst, Math.abs(payment - payer.<Double>getAs("payment")));
        }
        double all = seconds / payments.size() * summary.counts().payers();
        double ours = summary.stages().stream()
                        .filter(stage -> stage.name().equals("charge payers"))
                        .mapToLong(SettlementSummary.Stage::elapsedMillis)
                        .sum()
                / 1e3;
        bench.out()
                .printf(
                        Locale.ROOT,
                        "a counterfactual by itself, from theta*: %.3f s in %.1f passes (mean of %d agents, one thread);"
                                + " all %d so: %.0f s, beside %.1f s for all together: 1 : %.0f%n"
                                + "their payments differ by at most %.1e of the welfare%n",
                        seconds / payments.size(),
                        passes / payments.size(),
                        payments.size(),
                        summary.counts().payers(),
                        all,
                        ours,
                        all / ours,
                        worst / Math.abs(summary.figures().welfare()));
    }

    private static double[] numbers(Dataset<Row> rows, int column) {
        return rows.collectAsList().stream()
                .mapToDouble(row -> row.getDouble(column))
                .toArray();
    }

    /** agent_id, expert_id, value. */
    private static Dataset<Row> values(SparkSession spark, Path folder, double prompts) {
        spark.read().parquet(folder.resolve("reports").toString()).createOrReplaceTempView("reports");
        spark.read().parquet(folder.resolve("experts").toString()).createOrReplaceTempView("experts");
        return spark.sql("SELECT agent_id, expert_id, sum(reward * prob) / " + prompts
                + " AS value FROM reports JOIN experts USING (prompt_id, candidate_id) GROUP BY agent_id, expert_id");
    }

    private static ExpertBlock block(SparkSession spark, Path folder, int experts) {
        double[] prob = numbers(
                spark.read()
                        .parquet(folder.resolve("experts").toString())
                        .orderBy("prompt_id", "candidate_id", "expert_id"),
                3);
        double[] ref = new double[prob.length / experts];
        Arrays.fill(ref, 1.0 / CANDIDATES_A_PROMPT);
        double[] weight = new double[ref.length];
        Arrays.fill(weight, (double) CANDIDATES_A_PROMPT / ref.length);
        return new ExpertBlock(experts, prob, ref, weight);
    }

    private Path tables(SparkSession spark, long agents, long prompts, int experts) {
        Path folder = bench.work().resolve("mixture-" + agents + "x" + prompts * CANDIDATES_A_PROMPT + "x" + experts);
        if (Files.exists(folder.resolve("experts").resolve("_SUCCESS"))) {
            return folder;
        }
        Folders.delete(folder);
        long rows = (long) PROMPTS_AN_AGENT * CANDIDATES_A_PROMPT;
        String prompt = "pmod((id DIV " + rows + ") * 7919 + (pmod(id, " + rows + ") DIV " + CANDIDATES_A_PROMPT
                + ") * " + prompts / PROMPTS_AN_AGENT + ", " + prompts + ")";
        String candidate = "format_string('c%d', pmod(id, " + CANDIDATES_A_PROMPT + ")) AS candidate_id";
        spark.range(0, agents * rows, 1, 8)
                .selectExpr(
                        "format_string('a%07d', id DIV " + rows + ") AS agent_id",
                        "format_string('p%06d', " + prompt + ") AS prompt_id",
                        candidate,
                        "shiftrightunsigned(xxhash64(id, 1L), 11) * pow(2D, -53) AS reward")
                .write()
                .parquet(folder.resolve("reports").toString());
        Dataset<Row> pairs = spark.range(0, prompts * CANDIDATES_A_PROMPT, 1, 2)
                .selectExpr("id", "format_string('p%06d', id DIV " + CANDIDATES_A_PROMPT + ") AS prompt_id", candidate);
        pairs.drop("id").write().parquet(folder.resolve("candidates").toString());
        pairs.crossJoin(spark.range(experts).selectExpr("id AS k"))
                .selectExpr(
                        "prompt_id",
                        "candidate_id",
                        "format_string('e%02d', k) AS expert_id",
                        "exp(3 * (shiftrightunsigned(xxhash64(id, k), 11) * pow(2D, -53))) AS raw")
                .selectExpr(
                        "prompt_id",
                        "candidate_id",
                        "expert_id",
                        "raw / sum(raw) OVER (PARTITION BY prompt_id, expert_id) AS prob")
                .write()
                .parquet(folder.resolve("experts").toString());
        return folder;
    }

    private static SettlementSummary summary(Path output) {
        try {
            return SummaryParser.parse(Files.readString(output.resolve("summary.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
