package dev.candor.job.learn;

import dev.candor.api.Learning;
import dev.candor.engine.learn.Learned;
import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Publication;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.RunSummary;
import dev.candor.report.runs.LinearModelJson;
import dev.candor.report.runs.RunJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** What was learned as files: its tables, quarantine/, summary.json, and the manifest that binds them. */
final class LearnOutput {
    private static final String LARGEST_DELTA = "largest_delta";
    /** What the bounds of a linear model assume and speak of: in summary.json, not on the terminal. */
    private static final int NOTES_ON_BOUNDS = 2;

    private LearnOutput() {}

    /** Writes and publishes everything. */
    static void publish(RunInProgress work, Learning learned, TableFormat format) {
        StableFiles stable = new StableFiles(format);
        Path staging = work.run().staging();
        List<OutputFile> files = new ArrayList<>(work.quarantine());
        for (Learned.Table table : learned.tables()) {
            work.phases().run("write " + table.name(), () -> {
                work.phases().rows(table.count());
                return files.addAll(stable.write(table.rows(), table.count(), table.keys(), staging, table.name()));
            });
        }
        RunSummary summary = learned.summary();
        Map<String, String> documents = new HashMap<>();
        learned.population()
                .ifPresent(
                        model -> documents.put("model/model.json", LinearModelJson.render(model, summary.settings())));
        documents.put(
                "summary.json",
                RunJson.render(summary.settings(), summary.counts(), summary.figures(), work.notes(summary.notes())));
        Map<String, String> figures = new HashMap<>();
        if (isBounded(summary)) {
            figures.put(LARGEST_DELTA, Double.toString(summary.figures().get(LARGEST_DELTA)));
        }
        work.publish(Publication.of(files, documents, summary.counts(), figures));
    }

    private static boolean isBounded(RunSummary summary) {
        return summary.figures().containsKey(LARGEST_DELTA);
    }

    /** What is printed. */
    static String said(Learning learned) {
        RunSummary summary = learned.summary();
        return isBounded(summary) ? bounded(learned, summary) : lowRank(summary);
    }

    private static String bounded(Learning learned, RunSummary summary) {
        Map<String, Long> counts = summary.counts();
        String said = "Learned " + Figures.count(counts.get("rewards"), "reward") + " of "
                + Figures.count(counts.get("agents"), "agent") + " from "
                + Figures.count(counts.get("log_rows"), "row") + " of "
                + summary.settings().get("log") + "; the largest error bound of an agent is "
                + String.format(Locale.ROOT, "%.4g", summary.figures().get(LARGEST_DELTA)) + " (confidence "
                + summary.settings().get("confidence") + " each).\n";
        List<String> notes = summary.notes();
        return learned.population().isEmpty()
                ? said
                : said + String.join("\n", notes.subList(NOTES_ON_BOUNDS, notes.size())) + "\n";
    }

    private static String lowRank(RunSummary summary) {
        Map<String, Long> counts = summary.counts();
        Map<String, Double> errors = summary.figures();
        return String.format(
                Locale.ROOT,
                "Learned %s and %s from %s, pooled: rank %d, regularisation %s. Error on %s held out, of the scale: %.4f"
                        + " (means of agent and candidate %.4f, agent %.4f, candidate %.4f, all %.4f).%n",
                Figures.count(counts.get("agents"), "agent"),
                Figures.count(counts.get("candidates"), "candidate"),
                Figures.count(counts.get("ratings"), "rating"),
                counts.get("rank"),
                summary.settings().get("regularisation"),
                Figures.count(counts.get("ratings_held_out"), "rating"),
                errors.get("rmse"),
                errors.get("rmse_offsets"),
                errors.get("rmse_agent_mean"),
                errors.get("rmse_candidate_mean"),
                errors.get("rmse_mean"));
    }
}
