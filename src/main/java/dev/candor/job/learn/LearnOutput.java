package dev.candor.job.learn;

import dev.candor.engine.learn.Learned;
import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Publication;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.RunInProgress;
import dev.candor.report.runs.LearningJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** What was learned as files: its tables, quarantine/, summary.json, and the manifest that binds them. */
final class LearnOutput {
    private final RunInProgress work;
    private final InputTable log;
    private final double confidence;

    LearnOutput(RunInProgress work, InputTable log, double confidence) {
        this.work = work;
        this.log = log;
        this.confidence = confidence;
    }

    /** Writes and publishes everything; returns what is printed. */
    String publish(Learned learned, LearnAccount account, TableFormat format) {
        StableFiles stable = new StableFiles(format);
        Path staging = work.run().staging();
        List<OutputFile> files = new ArrayList<>(work.quarantine());
        for (Learned.Table table : learned.tables()) {
            work.phases().run("write " + table.name(), () -> {
                work.phases().rows(table.count());
                return files.addAll(stable.write(table.rows(), table.count(), table.keys(), staging, table.name()));
            });
        }
        Map<String, Long> counts = new HashMap<>(account.counts());
        counts.put("agents", learned.agents());
        counts.put("rewards", learned.rewards());
        counts.put("log_rows", learned.rowsAccepted());
        counts.put("rejected_rows", learned.rejections().total());
        Map<String, String> documents = new HashMap<>(account.documents());
        List<String> notes = new ArrayList<>(account.notes());
        notes.addAll(work.inputNotes());
        documents.put("summary.json", LearningJson.render(account.settings(), counts, learned.largestDelta(), notes));
        work.publish(Publication.of(
                files, documents, counts, Map.of("largest_delta", Double.toString(learned.largestDelta()))));
        return "Learned " + Figures.count(learned.rewards(), "reward") + " of "
                + Figures.count(learned.agents(), "agent") + " from " + Figures.count(learned.rowsAccepted(), "row")
                + " of " + log.label() + "; the largest error bound of an agent is "
                + String.format(Locale.ROOT, "%.4g", learned.largestDelta()) + " (confidence "
                + confidence + " each).\n" + account.console();
    }
}
