package dev.candor.bench;

import static org.apache.spark.sql.functions.asc;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.expr;

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
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A catalog's settlement beside Spark SQL's sum of the same table: n agents' values of M checkpoints, all of them, against
 * {@code SELECT checkpoint_id, sum(value) … GROUP BY checkpoint_id}.
 */
record CatalogBench(Bench bench) {
    private static final String AGENT = "concat('a', substr(cast(10000000 + id DIV ";
    private static final String CHECKPOINT = "concat('m', substr(cast(10000 + pmod(id, ";

    /** Prints medians and their ratio; {@link ExitCode#UNEXPECTED} when the two would choose another checkpoint. */
    ExitCode run(long agents, long checkpoints) {
        try (SessionLease lease = bench.open()) {
            SparkSession spark = lease.spark();
            Path folder = tables(spark, agents, checkpoints);
            double[] candor = new double[bench.runs()];
            double[] sql = new double[bench.runs()];
            boolean agree = true;
            for (int round = 0; round < bench.warmup() + bench.runs(); round++) {
                Path output = bench.work().resolve("catalog-output");
                Folders.delete(output);
                Row[] best = new Row[1];
                double[] seconds = new double[2];
                for (int turn = 0; turn < 2; turn++) {
                    if ((turn + round) % 2 == 0) {
                        seconds[0] = Meter.measure(() -> settle(folder, output)).seconds();
                    } else {
                        seconds[1] = Meter.measure(() -> best[0] = sum(spark, folder))
                                .seconds();
                    }
                }
                SettlementSummary settled = summary(output);
                agree &= settled.parameters().get(0).name().equals(best[0].getString(0));
                Folders.delete(output);
                if (round >= bench.warmup()) {
                    candor[round - bench.warmup()] = seconds[0];
                    sql[round - bench.warmup()] = seconds[1];
                }
                bench.progress()
                        .println("round " + (round + 1) + "  candor " + Figures.seconds(seconds[0]) + " s  spark-sql "
                                + Figures.seconds(seconds[1]) + " s  of it " + stages(settled));
            }
            bench.out().println(Machine.describe(spark));
            bench.out()
                    .printf(
                            Locale.ROOT,
                            "catalog of %d checkpoints, %d agents: settled in %.3f s, summed by Spark SQL in %.3f s:"
                                    + " %.2fx (medians of %d alternating runs after %d)%n",
                            checkpoints,
                            agents,
                            Figures.median(candor),
                            Figures.median(sql),
                            Figures.median(candor) / Figures.median(sql),
                            bench.runs(),
                            bench.warmup());
            if (!agree) {
                bench.context()
                        .err()
                        .println("bench: Spark SQL's largest sum is of another checkpoint than Candor's choice");
            }
            return agree ? ExitCode.DONE : ExitCode.UNEXPECTED;
        }
    }

    private Path tables(SparkSession spark, long agents, long checkpoints) {
        Path folder = bench.work().resolve("catalog-" + agents + "x" + checkpoints);
        if (!Files.exists(folder.resolve("valuations").resolve("_SUCCESS"))) {
            Folders.delete(folder);
            spark.range(0, agents * checkpoints, 1, 8)
                    .select(
                            expr(AGENT + checkpoints + " AS string), 2))").as("agent_id"),
                            expr(CHECKPOINT + checkpoints + ") AS string), 2))").as("checkpoint_id"),
                            expr("shiftrightunsigned(xxhash64(id, 7L), 11) * pow(2D, -53)")
                                    .as("value"))
                    .write()
                    .parquet(folder.resolve("valuations").toString());
            spark.range(checkpoints)
                    .select(expr(CHECKPOINT + checkpoints + ") AS string), 2))").as("checkpoint_id"))
                    .coalesce(1)
                    .write()
                    .parquet(folder.resolve("checkpoints").toString());
        }
        return folder;
    }

    private static void settle(Path folder, Path output) {
        InProcess.run(
                new SettleJob(),
                List.of(
                        "settle",
                        "--quiet",
                        "--policy-class=catalog",
                        "--valuations=" + folder.resolve("valuations"),
                        "--checkpoints=" + folder.resolve("checkpoints"),
                        "--output=" + output));
    }

    /** The checkpoint with the largest sum. */
    private static Row sum(SparkSession spark, Path folder) {
        spark.read().parquet(folder.resolve("valuations").toString()).createOrReplaceTempView("valuations");
        return spark.sql("SELECT checkpoint_id, sum(value) AS total FROM valuations GROUP BY checkpoint_id")
                .orderBy(desc("total"), asc("checkpoint_id"))
                .head();
    }

    private static String stages(SettlementSummary settled) {
        return settled.stages().stream()
                .map(stage -> stage.name() + " " + Figures.seconds(stage.elapsedMillis() / 1e3))
                .collect(Collectors.joining(", "));
    }

    private static SettlementSummary summary(Path output) {
        try {
            return SummaryParser.parse(Files.readString(output.resolve("summary.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
