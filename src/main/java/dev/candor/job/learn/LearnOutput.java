package dev.candor.job.learn;

import dev.candor.api.LearnFiles;
import dev.candor.api.Learning;
import dev.candor.job.progress.Figures;
import dev.candor.model.RunSummary;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is printed of what was learned. */
final class LearnOutput {
    /** What the bounds of a linear model assume and speak of: in summary.json, not on the terminal. */
    private static final int NOTES_ON_BOUNDS = 2;

    private LearnOutput() {}

    static String said(Learning learned) {
        RunSummary summary = learned.summary();
        return summary.figures().containsKey(LearnFiles.LARGEST_DELTA) ? bounded(learned, summary) : lowRank(summary);
    }

    private static String bounded(Learning learned, RunSummary summary) {
        Map<String, Long> counts = summary.counts();
        String said = "Learned " + Figures.count(counts.get("rewards"), "reward") + " of "
                + Figures.count(counts.get("agents"), "agent") + " from "
                + Figures.count(counts.get("log_rows"), "row") + " of "
                + summary.settings().get("log") + "; the largest error bound of an agent is "
                + String.format(Locale.ROOT, "%.4g", summary.figures().get(LearnFiles.LARGEST_DELTA)) + " (confidence "
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
