package dev.candor.bench;

import static org.apache.spark.sql.functions.expr;

import dev.candor.job.tools.GenerateJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Makes workloads below one folder and keeps them: the same spec is made once. */
final class Workloads {
    /** Written last: a workload without it was not finished. */
    private static final String DESCRIPTION = "workload.txt";

    private final SparkSession spark;
    private final Path work;

    Workloads(SparkSession spark, Path work) {
        this.spark = spark;
        this.work = work;
    }

    /** The folder of the four tables of {@code spec}, made unless it is there. */
    Path of(WorkloadSpec spec) {
        Path folder = work.resolve(spec.label()).toAbsolutePath();
        try {
            Path description = folder.resolve(DESCRIPTION);
            if (Files.exists(description) && Files.readString(description).equals(spec.description())) {
                return folder;
            }
            Folders.delete(folder);
            make(spec, folder);
            Files.writeString(description, spec.description());
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make the workload in " + folder, e);
        }
    }

    private void make(WorkloadSpec spec, Path folder) {
        Folders.make(folder.getParent());
        switch (spec.shape()) {
            case BALANCED, WIDE, MANY_PROMPTS -> InProcess.run(new GenerateJob(), generate(spec, folder));
            case HOT_PROMPT, WHALE, SINGLE_ROWS -> write(new DrawnShapes(spark, spec).tables(), folder);
            case LONG_IDS -> write(longIds(of(spec.withShape(Shape.BALANCED))), folder);
        }
        // The rows of longIds are shuffled already where they should be.
        if (spec.order() == Order.SHUFFLED && spec.shape() != Shape.LONG_IDS) {
            shuffle(folder, spec.seed());
        }
    }

    private static List<String> generate(WorkloadSpec spec, Path folder) {
        boolean everywhere = spec.shape() != Shape.BALANCED;
        return List.of(
                "generate",
                "--agents=" + spec.agents(),
                "--prompts=" + spec.promptCount(),
                "--candidates-per-prompt=" + spec.candidates(),
                "--prompts-per-agent=" + (everywhere ? 0 : spec.promptsPerAgent()),
                "--pareto-shape=" + spec.spread().paretoShape(),
                "--reference-spread=" + spec.spread().referenceSpread(),
                "--prompt-weight-spread=" + spec.spread().promptWeightSpread(),
                "--seed=" + spec.seed(),
                "--output=" + folder,
                "--quiet");
    }

    private static void write(Map<String, Dataset<Row>> tables, Path folder) {
        tables.forEach((name, rows) -> rows.write().parquet(folder.resolve(name).toString()));
    }

    /** In front and with one letter: to tell two of them apart, all of them has to be read. */
    private Map<String, Dataset<Row>> longIds(Path balanced) {
        return Map.of(
                "reports", padded(balanced, "reports", "agent_id", "prompt_id", "candidate_id"),
                "candidates", padded(balanced, "candidates", "prompt_id", "candidate_id"),
                "agents", padded(balanced, "agents", "agent_id"),
                "prompts", padded(balanced, "prompts", "prompt_id"));
    }

    private Dataset<Row> padded(Path folder, String table, String... ids) {
        Dataset<Row> rows = spark.read().parquet(folder.resolve(table).toString());
        for (String id : ids) {
            rows = rows.withColumn(id, expr("lpad(" + id + ", " + Shape.LONG_ID + ", 'x')"));
        }
        return rows;
    }

    /** Rewrites the reports as one file, in the order of a hash of their ids. */
    private void shuffle(Path folder, long seed) {
        Path reports = folder.resolve("reports");
        Path shuffled = folder.resolve("shuffled");
        spark.read()
                .parquet(reports.toString())
                .orderBy(expr("xxhash64(" + seed + ", agent_id, prompt_id, candidate_id)"))
                .coalesce(1)
                .write()
                .mode(SaveMode.Overwrite)
                .parquet(shuffled.toString());
        Folders.delete(reports);
        Folders.rename(shuffled, reports);
    }
}
