package dev.candor.bench;

import dev.candor.job.session.SessionLease;
import dev.candor.job.settle.SettleJob;
import dev.candor.model.ExitCode;
import dev.candor.model.SettlementSummary;
import dev.candor.report.settlement.SummaryParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A log-linear settlement end to end, its charge pass beside the bare matrix product, and the same with payments in second
 * order: n agents, M candidates (10 a prompt), d features, coefficients and features uniform in [−1, 1], λ = n/100.
 */
record LogLinearBench(Bench bench, double paymentTolerance) {
    private static final int CANDIDATES_A_PROMPT = 10;
    private static final String CHARGE = "charge payers";

    ExitCode run(long agents, long candidates, int features) {
        try (SessionLease lease = bench.open()) {
            SparkSession spark = lease.spark();
            Path folder = tables(spark, agents, candidates / CANDIDATES_A_PROMPT, features);
            double lambda = bench.lambda() == null ? agents / 100.0 : bench.lambda();
            Dgemm dgemm = new Dgemm(features, Runtime.getRuntime().availableProcessors());
            double before = dgemm.gigaflops();
            bench.out().println(Machine.describe(spark));
            double work = 2e-9 * agents * (candidates / CANDIDATES_A_PROMPT * CANDIDATES_A_PROMPT) * features;
            Path full = settled(folder, "full", lambda, 0);
            double charging = seconds(full);
            // The machine may have other work: the better of before and after.
            double bare = Math.max(before, dgemm.gigaflops());
            bench.out()
                    .printf(
                            Locale.ROOT,
                            "charge pass in full: %.1f s, %.1f GFLOP/s of products (%.0f GFLOP), their exponential"
                                    + " moments not counted%nbare dgemm by %s: %.1f GFLOP/s, that is %.1f s: %.2fx%n",
                            charging,
                            work / charging,
                            work,
                            dgemm.label(),
                            bare,
                            work / bare,
                            charging * bare / work);
            Path small = settled(folder, "second order", lambda, paymentTolerance);
            bench.out()
                    .printf(
                            Locale.ROOT,
                            "charge pass in second order, tolerance %s: %.1f s, 1 : %.1f%n%s%n",
                            paymentTolerance,
                            seconds(small),
                            charging / seconds(small),
                            String.join("\n", summary(small).notes()));
            return agree(spark, full, small) ? ExitCode.DONE : ExitCode.UNEXPECTED;
        }
    }

    /** Settles and prints the wall time and the stages. */
    private Path settled(Path folder, String name, double lambda, double tolerance) {
        Path output = bench.work().resolve("log-linear-" + name.replace(' ', '-'));
        Folders.delete(output);
        double wall = Meter.seconds(() -> InProcess.run(
                new SettleJob(),
                List.of(
                        "settle",
                        "--quiet",
                        "--policy-class=log-linear",
                        "--lambda=" + lambda,
                        "--payment-tolerance=" + tolerance,
                        "--coefficients=" + folder.resolve("coefficients"),
                        "--candidates=" + folder.resolve("candidates"),
                        "--output=" + output)));
        bench.out().printf(Locale.ROOT, "settled, %s: %.1f s%n", name, wall);
        for (SettlementSummary.Stage stage : summary(output).stages()) {
            bench.out().printf(Locale.ROOT, "  %-28s %8.3f s%n", stage.name(), stage.elapsedMillis() / 1e3);
        }
        return output;
    }

    private static double seconds(Path output) {
        return summary(output).stages().stream()
                        .filter(stage -> stage.name().equals(CHARGE))
                        .mapToLong(SettlementSummary.Stage::elapsedMillis)
                        .sum()
                / 1e3;
    }

    /** Whether every payment in full lies in the interval in second order, as far as its own interval says. */
    private boolean agree(SparkSession spark, Path full, Path small) {
        spark.read().parquet(full.resolve("payments").toString()).createOrReplaceTempView("in_full");
        spark.read().parquet(small.resolve("payments").toString()).createOrReplaceTempView("in_second_order");
        Row row = spark.sql("SELECT count_if(s.payment_lower > f.payment_upper OR s.payment_upper < f.payment_lower),"
                        + " max(abs(s.payment - f.payment) / f.payment),"
                        + " max((s.payment_upper - s.payment_lower) / f.payment)"
                        + " FROM in_full f JOIN in_second_order s USING (agent_id) WHERE f.payment > 0")
                .head();
        bench.out()
                .printf(
                        Locale.ROOT,
                        "payments of both: %d outside of their intervals; largest difference %.1e of a payment, widest"
                                + " interval %.1e%n",
                        row.getLong(0),
                        row.getDouble(1),
                        row.getDouble(2));
        Folders.delete(full);
        Folders.delete(small);
        return row.getLong(0) == 0;
    }

    private Path tables(SparkSession spark, long agents, long prompts, int features) {
        Path folder =
                bench.work().resolve("log-linear-" + agents + "x" + prompts * CANDIDATES_A_PROMPT + "x" + features);
        if (!Files.exists(folder.resolve("candidates").resolve("_SUCCESS"))) {
            Folders.delete(folder);
            spark.range(0, agents, 1, 8)
                    .selectExpr("format_string('a%07d', id) AS agent_id", uniform(features, 1) + " AS beta")
                    .write()
                    .parquet(folder.resolve("coefficients").toString());
            spark.range(0, prompts * CANDIDATES_A_PROMPT, 1, 8)
                    .selectExpr(
                            "format_string('p%06d', id DIV " + CANDIDATES_A_PROMPT + ") AS prompt_id",
                            "format_string('c%d', pmod(id, " + CANDIDATES_A_PROMPT + ")) AS candidate_id",
                            uniform(features, 2) + " AS features")
                    .write()
                    .parquet(folder.resolve("candidates").toString());
        }
        return folder;
    }

    private static String uniform(int count, int seed) {
        return "transform(sequence(1, " + count + "), j -> shiftrightunsigned(xxhash64(id, j, " + seed
                + "), 11) * pow(2D, -52) - 1D)";
    }

    private static SettlementSummary summary(Path output) {
        try {
            return SummaryParser.parse(Files.readString(output.resolve("summary.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
