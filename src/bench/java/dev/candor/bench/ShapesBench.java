package dev.candor.bench;

import dev.candor.job.session.SessionLease;
import dev.candor.model.ExitCode;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Candor on every shape, against the first of them. */
record ShapesBench(Bench bench) {

    ExitCode run(WorkloadSpec spec, List<Shape> shapes, String json) {
        try (SessionLease lease = bench.open()) {
            SparkSession spark = lease.spark();
            List<Settled> settled = new ArrayList<>();
            for (Shape shape : shapes) {
                Workload workload = bench.workload(spark, spec.withShape(shape));
                settled.add(new Settled(workload, bench.candor(spark, workload)));
            }
            bench.out().println(Machine.describe(spark));
            bench.out().print(table(settled).render());
            Bench.write(json, Settled.json(Machine.describe(spark), settled));
            return ExitCode.DONE;
        }
    }

    /** Ratios are of the time a row: the rows are rounded to whole agents. */
    private static TextColumns table(List<Settled> all) {
        Settled first = all.get(0);
        TextColumns table =
                Settled.table("shape", "of " + first.workload().spec().shape().label());
        for (Settled settled : all) {
            double ratio = secondsPerRow(settled) / secondsPerRow(first);
            table.row(settled.cells(settled.workload().spec().shape().label(), Figures.ratio(ratio)));
        }
        return table;
    }

    private static double secondsPerRow(Settled settled) {
        return settled.tally().median() / settled.workload().rows();
    }
}
