package dev.candor.bench;

import dev.candor.job.settle.PackJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** The same settlement from a packed store, which is made once and not counted: the warm path. */
final class PackedContender extends CandorContender {
    PackedContender(SparkSession spark, Workload workload) {
        super(spark, workload);
    }

    @Override
    public String name() {
        return "candor packed";
    }

    @Override
    public void prepare() {
        if (!Files.exists(store().resolve("all").resolve("manifest.json"))) {
            InProcess.run(
                    new PackJob(),
                    List.of(
                            "pack",
                            "--quiet",
                            "--store",
                            store().toString(),
                            "--segment",
                            "all",
                            "--reports",
                            workload.table("reports").toString(),
                            "--candidates",
                            workload.table("candidates").toString()));
        }
    }

    private Path store() {
        return workload.table("reports").getParent().resolve("packed");
    }

    @Override
    List<String> reports() {
        return List.of("--packed", store().toString());
    }
}
