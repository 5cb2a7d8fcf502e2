package dev.candor.job;

import dev.candor.engine.LearnSpec;
import dev.candor.engine.LearnedRewards;
import dev.candor.io.InputTable;
import dev.candor.io.OutputFile;
import dev.candor.io.Publication;
import dev.candor.io.StableFiles;
import dev.candor.io.TableFormat;
import dev.candor.report.LearningJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;

/** Learned rewards as files: reports/, errors/, quarantine/, summary.json, and the manifest that binds them. */
final class LearnOutput {
    private final Work work;
    private final LearnSpec spec;
    private final InputTable log;

    LearnOutput(Work work, LearnSpec spec, InputTable log) {
        this.work = work;
        this.spec = spec;
        this.log = log;
    }

    /** Writes and publishes everything; returns what is printed. */
    String publish(LearnedRewards learned, TableFormat format) {
        StableFiles stable = new StableFiles(format);
        Path staging = work.run().staging();
        List<OutputFile> tables = new ArrayList<>(work.quarantine());
        work.phases().run("write reports", () -> {
            work.phases().rows(learned.rewards());
            return tables.addAll(stable.write(
                    learned.reports(),
                    learned.rewards(),
                    List.of("agent_id", "prompt_id", "candidate_id"),
                    staging,
                    "reports"));
        });
        work.phases().run("write errors", () -> {
            work.phases().rows(learned.agents());
            return tables.addAll(
                    stable.write(learned.errors(), learned.agents(), List.of("agent_id"), staging, "errors"));
        });
        long rejected = learned.rejections().total();
        Map<String, Long> counts = Map.of(
                "agents", learned.agents(),
                "rewards", learned.rewards(),
                "log_rows", learned.rowsAccepted(),
                "rejected_rows", rejected);
        work.assertInputUnchanged().run();
        work.run()
                .publish(Publication.of(
                        tables,
                        Map.of(
                                "summary.json",
                                LearningJson.render(settings(), counts, learned.largestDelta(), notes())),
                        counts,
                        Map.of("largest_delta", Double.toString(learned.largestDelta()))));
        return "Learned " + Figures.count(learned.rewards(), "reward") + " of "
                + Figures.count(learned.agents(), "agent") + " from " + Figures.count(learned.rowsAccepted(), "row")
                + " of " + log.label() + "; the largest error bound of an agent is "
                + String.format(Locale.ROOT, "%.4g", learned.largestDelta()) + " (confidence "
                + spec.confidence() + " each).\n";
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("log", log.label());
        settings.put("model", "tabular");
        settings.put("domain", Options.typed(spec.domain()));
        settings.put("confidence", Double.toString(spec.confidence()));
        if (log == InputTable.RATINGS) {
            settings.put("rating_correction", Options.typed(spec.correction()));
            settings.put("rating_step", Double.toString(spec.ratingStep()));
            settings.put("rating_noise", Double.toString(spec.ratingNoise()));
        } else {
            settings.put("prior_scale", Double.toString(spec.priorScale()));
        }
        if (log == InputTable.COMPARISONS) {
            settings.put("tie_prevalence", Double.toString(spec.tiePrevalence()));
        }
        return settings;
    }

    /** What the bounds assume. */
    private List<String> notes() {
        String assumption = switch (log) {
            case COMPARISONS ->
                "The bounds assume that each comparison was drawn by Davidson's model with this tie prevalence,"
                        + " independently of the others, from utilities drawn from the prior; they are those of"
                        + " a normal approximation.";
            case RANKINGS ->
                "The bounds assume that each ranking was drawn by the Plackett-Luce model, independently of the"
                        + " others, from utilities drawn from the prior; they are those of a normal"
                        + " approximation.";
            default ->
                "The bounds assume that a rating is off by no more than half a step of a scale of levels, and by"
                        + " normal noise of the standard deviation declared.";
        };
        return List.of(
                assumption,
                "They speak of the prompts in an agent's own log and of the candidates that have a reward there.",
                "Nothing is pooled: an agent's rewards and bound depend on its own log alone.");
    }
}
