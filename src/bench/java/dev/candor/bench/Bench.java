package dev.candor.bench;

import dev.candor.job.cli.RunContext;
import dev.candor.job.session.SessionLease;
import dev.candor.job.session.Sessions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * What all benchmarks share.
 *
 * @param work folder of workloads and outputs
 * @param lambda null = agents / 10
 */
record Bench(RunContext context, Path work, String divergence, Double lambda, int warmup, int runs) {
    private static final double AGENTS_PER_LAMBDA = 10;

    /** Opens the session that all contenders share. */
    SessionLease open() {
        return Sessions.open(context);
    }

    /** Makes or finds the tables of {@code spec}. */
    Workload workload(SparkSession spark, WorkloadSpec spec) {
        progress().println("workload " + spec.label());
        Path folder = new Workloads(spark, work).of(spec);
        long rows = spark.read().parquet(folder.resolve("reports").toString()).count();
        double price = lambda == null ? spec.agents() / AGENTS_PER_LAMBDA : lambda;
        return new Workload(spec, folder, rows, divergence, price);
    }

    /** Warm-up and counted rounds. */
    List<Tally> rounds(List<Contender> contenders) {
        Path scratch = work.resolve("outputs-" + ProcessHandle.current().pid());
        try {
            return new Rounds(warmup, runs, scratch, progress()).of(contenders);
        } finally {
            Folders.delete(scratch);
        }
    }

    /** Candor alone. */
    Tally candor(SparkSession spark, Workload workload) {
        return rounds(List.of(new CandorContender(spark, workload))).get(0);
    }

    PrintStream out() {
        return context.out();
    }

    PrintStream progress() {
        return context.common().quiet()
                ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)
                : context.err();
    }

    /** Writes {@code document} to {@code file}, unless there is no such file. */
    static void write(String file, String document) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(Path.of(file), document);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the figures to " + file, e);
        }
    }
}
