package dev.candor.api;

import dev.candor.api.publish.Draft;
import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Publication;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.model.RunSummary;
import dev.candor.report.runs.RunJson;
import java.util.List;
import java.util.Map;

/** Features as files: candidates/, model/ (always Parquet), quarantine/, summary.json, and the manifest that binds them. */
public final class FeatureFiles {
    private FeatureFiles() {}

    /** Writes the tables; what is published of them. */
    public static Publication write(CandidateFeatures made, Draft draft) {
        List<OutputFile> files = draft.files();
        RunSummary summary = made.summary();
        long count = summary.counts().get("candidates");
        draft.phases().run("write candidates", () -> {
            draft.phases().rows(count);
            return files.addAll(draft.stable()
                    .write(
                            made.unsorted(),
                            count,
                            List.of("prompt_id", "candidate_id"),
                            draft.staging(),
                            "candidates"));
        });
        draft.phases()
                .run(
                        "write the model",
                        () -> files.addAll(new StableFiles(TableFormat.PARQUET)
                                .write(
                                        made.coordinateRows(),
                                        summary.counts().get("vector_length"),
                                        List.of("term"),
                                        draft.staging(),
                                        "model")));
        return Publication.of(
                files,
                Map.of(
                        "summary.json",
                        RunJson.render(summary.settings(), summary.counts(), summary.figures(), summary.notes())),
                summary.counts(),
                Map.of());
    }
}
