package dev.candor.api;

import dev.candor.api.publish.Draft;
import dev.candor.engine.learn.Calibration;
import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Publication;
import dev.candor.model.RunSummary;
import dev.candor.report.runs.RunJson;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Boosts as files: agents/, fold-k/agents/, fold-k/prompts/, quarantine/, summary.json, and the manifest that binds them. */
public final class BoostFiles {
    private BoostFiles() {}

    /** Writes the tables; what is published of them. */
    public static Publication write(Boosts made, Draft draft) {
        List<OutputFile> files = draft.files();
        Calibration.Counts counts = made.counts();
        draft.phases().run("write tables", () -> {
            write(draft, made.tables().agents(), counts.agents(), "agent_id", "agents", files);
            for (int k = 0; k < made.folds(); k++) {
                String fold = "fold-" + k;
                write(draft, made.tables().agents(k), counts.agents(), "agent_id", fold + "/agents", files);
                write(draft, made.tables().prompts(k), counts.prompts(), "prompt_id", fold + "/prompts", files);
            }
            return files;
        });
        RunSummary summary = made.summary();
        return Publication.of(
                files,
                Map.of(
                        "summary.json",
                        RunJson.render(
                                summary.settings(), summary.counts(), summary.figures(), draft.notes(summary.notes()))),
                summary.counts(),
                Map.of("accuracy", Double.toString(counts.accuracy())));
    }

    private static void write(
            Draft draft, Dataset<Row> rows, long count, String key, String table, List<OutputFile> written) {
        written.addAll(draft.stable().write(rows, count, List.of(key), draft.staging(), table));
    }
}
