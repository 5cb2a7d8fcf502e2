package dev.candor.bench;

import dev.candor.job.session.SessionLease;
import dev.candor.model.ExitCode;
import java.sql.SQLException;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Candor and its peers on one workload. */
record ComparisonBench(Bench bench) {

    /** Prints the table; {@link ExitCode#UNEXPECTED} when a peer's payments are others. */
    ExitCode run(WorkloadSpec spec, List<String> peers, String json) {
        long start = System.nanoTime();
        try (SessionLease lease = bench.open()) {
            SparkSession spark = lease.spark();
            double openSpark = (System.nanoTime() - start) / 1e9;
            double openDuckDb = peers.contains(Peers.DUCKDB) ? Meter.seconds(ComparisonBench::openDuckDb) : 0;
            Workload workload = bench.workload(spark, spec);
            List<Tally> tallies = bench.rounds(Peers.contenders(spark, workload, peers));
            Comparison comparison = new Comparison(
                    workload, Machine.describe(spark), openSpark, openDuckDb, bench.warmup(), bench.runs(), tallies);
            bench.out().print(ComparisonText.render(comparison));
            Bench.write(json, ComparisonJson.render(comparison));
            return verdict(tallies);
        }
    }

    private static void openDuckDb() {
        try {
            DuckDbContender.connect(1).close();
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot close DuckDB", e);
        }
    }

    private ExitCode verdict(List<Tally> tallies) {
        List<Tally> apart = tallies.stream().filter(tally -> !tally.agrees()).toList();
        for (Tally tally : apart) {
            bench.context()
                    .err()
                    .println("bench: the payments of " + tally.contender()
                            + " are not Candor's: a relative difference of "
                            + Figures.magnitude(tally.worstDifference()) + ", where its arithmetic explains "
                            + Figures.magnitude(tally.tolerance()));
        }
        return apart.isEmpty() ? ExitCode.DONE : ExitCode.UNEXPECTED;
    }
}
