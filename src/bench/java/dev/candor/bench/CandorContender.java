package dev.candor.bench;

import dev.candor.job.settle.SettleJob;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.report.settlement.SummaryParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** {@code jobs/settle} as it is shipped, in this JVM: fingerprint, gate, policy, payments, money, all files. */
class CandorContender implements Contender {
    private final SparkSession spark;
    final Workload workload;

    CandorContender(SparkSession spark, Workload workload) {
        this.spark = spark;
        this.workload = workload;
    }

    @Override
    public String name() {
        return "candor";
    }

    @Override
    public void run(Path output) {
        List<String> flags = new ArrayList<>(List.of("settle", "--quiet", "--output", output.toString()));
        flags.addAll(List.of("--divergence", workload.divergence(), "--lambda", Double.toString(workload.lambda())));
        for (String table : Workload.TABLES) {
            if (!table.equals("reports")) {
                flags.addAll(List.of("--" + table, workload.table(table).toString()));
            }
        }
        flags.addAll(reports());
        InProcess.run(new SettleJob(), flags);
    }

    /** Where the reports come from. */
    List<String> reports() {
        return List.of("--reports", workload.table("reports").toString());
    }

    @Override
    public Dataset<Row> payments(Path output) {
        return spark.read().parquet(output.resolve("payments").toString()).select("agent_id", "payment");
    }

    @Override
    public double tolerance() {
        return 0;
    }

    @Override
    public List<Stage> stages(Path output) {
        try {
            return SummaryParser.parse(Files.readString(output.resolve("summary.json")))
                    .stages();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
