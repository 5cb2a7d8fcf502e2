package dev.candor.job;

import dev.candor.engine.Learned;
import dev.candor.io.InputTable;
import dev.candor.io.OutputFile;
import dev.candor.io.Publication;
import dev.candor.io.StableFiles;
import dev.candor.io.TableFormat;
import dev.candor.report.LearningJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** What was learned as files: its tables, quarantine/, summary.json, and the manifest that binds them. */
final class LearnOutput {
    private final Work work;
    private final InputTable log;
    private final double confidence;

    LearnOutput(Work work, InputTable log, double confidence) {
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
