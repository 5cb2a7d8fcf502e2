package dev.candor.bench;

import dev.candor.job.session.SessionLease;
import dev.candor.model.ExitCode;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Candor on more and more rows. */
record GrowthBench(Bench bench) {

    ExitCode run(WorkloadSpec spec, List<Long> sizes, String json) {
        try (SessionLease lease = bench.open()) {
            SparkSession spark = lease.spark();
            List<Settled> settled = new ArrayList<>();
            for (long rows : sizes) {
                Workload workload = bench.workload(spark, spec.withRows(rows));
                settled.add(new Settled(workload, bench.candor(spark, workload)));
            }
            bench.out().println(Machine.describe(spark));
            bench.out().print(table(settled).render());
            bench.out().println("\nslope of log time over log rows: " + Figures.fixed(slope(settled), 3));
            Bench.write(json, Settled.json(Machine.describe(spark), settled));
            return ExitCode.DONE;
        }
    }

    private static TextColumns table(List<Settled> all) {
        TextColumns table = Settled.table("workload", "λ");
        for (Settled settled : all) {
            Workload workload = settled.workload();
            table.row(settled.cells(workload.spec().label(), Double.toString(workload.lambda())));
        }
        return table;
    }

    private static double slope(List<Settled> all) {
        return Figures.logLogSlope(
                all.stream().mapToDouble(settled -> settled.workload().rows()).toArray(),
                all.stream().mapToDouble(settled -> settled.tally().median()).toArray());
    }
}
