package dev.candor.api;

import dev.candor.api.publish.Draft;
import dev.candor.engine.learn.Learned;
import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Publication;
import dev.candor.model.RunSummary;
import dev.candor.report.runs.LinearModelJson;
import dev.candor.report.runs.RunJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was learned as files: its tables, model/model.json, quarantine/, summary.json, and the manifest that binds them. */
public final class LearnFiles {
    /** The figure of a model with bounds. */
    public static final String LARGEST_DELTA = "largest_delta";

    private LearnFiles() {}

    /** Writes the tables; what is published of them. */
    public static Publication write(Learning learned, Draft draft) {
        List<OutputFile> files = draft.files();
        for (Learned.Table table : learned.tables()) {
            draft.phases().run("write " + table.name(), () -> {
                draft.phases().rows(table.count());
                return files.addAll(
                        draft.stable().write(table.rows(), table.count(), table.keys(), draft.staging(), table.name()));
            });
        }
        RunSummary summary = learned.summary();
        Map<String, String> documents = new HashMap<>();
        learned.population()
                .ifPresent(
                        model -> documents.put("model/model.json", LinearModelJson.render(model, summary.settings())));
        documents.put(
                "summary.json",
                RunJson.render(summary.settings(), summary.counts(), summary.figures(), draft.notes(summary.notes())));
        Map<String, String> figures = new HashMap<>();
        if (summary.figures().containsKey(LARGEST_DELTA)) {
            figures.put(LARGEST_DELTA, Double.toString(summary.figures().get(LARGEST_DELTA)));
        }
        return Publication.of(files, documents, summary.counts(), figures);
    }
}
