package dev.candor.job.learn;

import dev.candor.engine.learn.LowRank;
import dev.candor.engine.learn.LowRankSpec;
import dev.candor.io.files.OutputFile;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.gate.PreferenceLog;
import dev.candor.io.run.Publication;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.job.cli.RunContext;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.ExitCode;
import dev.candor.model.RatingScale;
import dev.candor.model.UserException;
import dev.candor.report.runs.RunJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code learn --model low-rank}: ratings in, candidates with features and agents' coefficients out. */
final class LowRankRun {
    private static final List<String> NOTES = List.of(
            "The model is pooled: an agent's coefficients, and everybody's features, depend on the ratings of all agents."
                    + " A settlement is then truthful in the given coefficients, but not in the ratings: "
                    + "untruthful ratings change other agents' rewards, and payments do not account for "
                    + "that.",
            "No bound on an agent's error is known: the errors here are averages over ratings that were held out.",
            "Rewards are not bounded by the scale: individual rationality is not guaranteed where one is negative.",
            "candidates/ has no ref_logprob: settled as it is, the reference model is uniform on each prompt.");

    private final LowRankSpec spec;
    private final RatingScale scale;
    private final TableFormat format;
    private final long maxRejectedRows;

    /** @param scale absent = the log is none of ratings, and is refused */
    LowRankRun(LowRankSpec spec, Optional<RatingScale> scale, TableFormat format, long maxRejectedRows) {
        this.spec = spec;
        this.scale = scale.orElseThrow(() -> UserException.configuration(
                "Cannot learn a low-rank model without ratings: set --ratings and --rating-scale."));
        this.format = format;
        this.maxRejectedRows = maxRejectedRows;
        if (format == TableFormat.CSV) {
            throw UserException.configuration(
                    "Cannot write features and coefficients as CSV, which has no arrays: set --output-format to parquet"
                            + " or json.");
        }
    }

    static List<String> plan(String output) {
        return List.of(
                "compute: features and coefficients by alternating least squares, pooled over all agents",
                "write: candidates/, coefficients/, summary.json, manifest.json below " + output);
    }

    ExitCode run(RunContext context, String output, InputPaths paths) {
        return PublishedRun.of(context, output, paths, work -> {
            try (PreferenceLog log = work.phases()
                    .run("open the tables", () -> PreferenceLog.open(work.spark(), paths, Optional.of(scale)))) {
                GatedReports.requireAcceptable(work, log.rejections(), 1, maxRejectedRows);
                try (LowRank learned = LowRank.of(log, spec, work.phases())) {
                    publish(work, learned);
                    context.out().print(said(learned));
                }
            }
        });
    }

    private void publish(RunInProgress work, LowRank learned) {
        List<OutputFile> tables = new ArrayList<>(work.quarantine());
        StableFiles stable = new StableFiles(format);
        work.phases().run("write tables", () -> {
            tables.addAll(stable.write(
                    learned.coefficients(),
                    learned.agents(),
                    List.of("agent_id"),
                    work.run().staging(),
                    "coefficients"));
            return tables.addAll(stable.write(
                    learned.candidates(),
                    learned.items(),
                    List.of("prompt_id", "candidate_id"),
                    work.run().staging(),
                    "candidates"));
        });
        Map<String, Long> counts = Map.of(
                "agents", learned.agents(),
                "candidates", learned.items(),
                "ratings", learned.ratings(),
                "ratings_held_out", learned.heldOut().ratings(),
                "rank", (long) learned.choice().rank());
        work.publish(Publication.of(
                tables,
                Map.of("summary.json", RunJson.render(settings(learned), counts, figures(learned), work.notes(NOTES))),
                counts,
                Map.of()));
    }

    private Map<String, String> settings(LowRank learned) {
        return new TreeMap<>(Map.of(
                "model", "low-rank",
                "ranks", spec.ranks().toString(),
                "regularisations", spec.regularisations().toString(),
                "regularisation", Double.toString(learned.choice().regularisation()),
                "validation_folds", Integer.toString(spec.folds()),
                "seed", Long.toString(spec.seed()),
                "blocks", Integer.toString(spec.blocks())));
    }

    private static Map<String, Double> figures(LowRank learned) {
        LowRank.Measured errors = learned.heldOut();
        return Map.of(
                "rmse", errors.lowRank(),
                "rmse_offsets", errors.offsets(),
                "rmse_agent_mean", errors.agentMean(),
                "rmse_candidate_mean", errors.itemMean(),
                "rmse_mean", errors.mean());
    }

    private static String said(LowRank learned) {
        LowRank.Measured errors = learned.heldOut();
        return String.format(
                Locale.ROOT,
                "Learned %s and %s from %s, pooled: rank %d, regularisation %s. Error on %s held out, of the scale: %.4f"
                        + " (means of agent and candidate %.4f, agent %.4f, candidate %.4f, all %.4f).%n",
                Figures.count(learned.agents(), "agent"),
                Figures.count(learned.items(), "candidate"),
                Figures.count(learned.ratings(), "rating"),
                learned.choice().rank(),
                learned.choice().regularisation(),
                Figures.count(errors.ratings(), "rating"),
                errors.lowRank(),
                errors.offsets(),
                errors.agentMean(),
                errors.itemMean(),
                errors.mean());
    }
}
