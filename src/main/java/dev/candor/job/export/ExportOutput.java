package dev.candor.job.export;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.candor.io.files.OutputFile;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.io.run.Publication;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.ExportSummary;
import dev.candor.model.UserException;
import dev.candor.report.runs.ExportJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** An export as files: its table, summary.json, and the manifest that binds them. */
final class ExportOutput {
    private static final List<String> LEFT_OUT =
            List.of("candidates_of_weight_0", "candidates_of_probability_0", "prompts_without_two_candidates");

    private final RunInProgress work;
    private final PublishedSettlement settlement;
    private final Dataset<Row> policy;
    private final ExportOptions options;

    ExportOutput(RunInProgress work, PublishedSettlement settlement, Dataset<Row> policy, ExportOptions options) {
        this.work = work;
        this.settlement = settlement;
        this.policy = policy;
        this.options = options;
    }

    /** Writes and publishes everything; says it in lines. */
    String publish(Dataset<Row> rows, TableFormat format, String output) {
        ExportOptions.Trainer trainer = options.trainer();
        List<OutputFile> tables = work.phases().run("write " + trainer.table(), () -> {
            List<OutputFile> files = new StableFiles(format)
                    .write(rows, trainer.keys(), work.run().staging(), trainer.table());
            work.phases().rows(rows(files));
            return files;
        });
        if (rows(tables) == 0) {
            throw UserException.inputRejected(
                    "Cannot export for " + trainer.table() + ": no prompt of the settlement at "
                            + settlement.location() + " gives a row. Pairs need prompts with two candidates of positive"
                            + " probability.");
        }
        Map<String, Long> counts = work.phases().run("count omitted rows", () -> counts(rows(tables)));
        ExportSummary summary = new ExportSummary(
                trainer.table(),
                settlement.manifest().fingerprint(),
                settlement.setting("policy-class"),
                settlement.setting("divergence"),
                Double.parseDouble(settlement.setting("lambda")),
                trainer == ExportOptions.Trainer.DPO ? Optional.of(options.pairs()) : Optional.empty(),
                new TreeMap<>(counts),
                feeding(),
                work.stages().get());
        work.publish(Publication.of(tables, Map.of("summary.json", ExportJson.render(summary)), counts, Map.of()));
        return lines(summary, output);
    }

    private static long rows(List<OutputFile> tables) {
        return tables.stream().mapToLong(OutputFile::rows).sum();
    }

    private Map<String, Long> counts(long rows) {
        Map<String, Long> counts = new TreeMap<>(
                Map.of("candidates", settlement.candidates(), "prompts", settlement.prompts(), "rows", rows));
        switch (options.trainer()) {
            case SFT -> counts.put("candidates_of_weight_0", settlement.candidates() - rows);
            case DPO -> {
                Row left = leftOut();
                counts.put("candidates_of_probability_0", left.getLong(0));
                counts.put("prompts_without_two_candidates", left.getLong(1));
            }
            case REWARDS -> {}
        }
        return counts;
    }

    /** Candidates that are never drawn, prompts of which no pair can be. */
    private Row leftOut() {
        return policy.groupBy("prompt_id")
                .agg(
                        count(when(col("prob").equalTo(0.0), true)).as("never"),
                        count(when(col("prob").gt(0.0), true)).as("positive"))
                .agg(sum("never"), count(when(col("positive").lt(2), true)))
                .head();
    }

    private String feeding() {
        return switch (options.trainer()) {
            case SFT -> "draw rows in proportion to weight, or multiply each row's loss by it; train on the completion";
            case DPO ->
                "TRL DPOTrainer takes prompt, chosen, rejected as they are: train with beta = "
                        + options.pairs().beta() + " from the reference model of the settlement";
            case REWARDS ->
                "regress a reward model on reward (mean squared error), then train the policy with lambda = "
                        + settlement.setting("lambda") + " as the price of divergence";
        };
    }

    private static String lines(ExportSummary summary, String output) {
        StringBuilder text = new StringBuilder("Exported ")
                .append(Figures.count(summary.counts().get("rows"), "row"))
                .append(" for ")
                .append(summary.trainer())
                .append(" from ")
                .append(Figures.count(summary.counts().get("candidates"), "candidate"))
                .append(" of ")
                .append(Figures.count(summary.counts().get("prompts"), "prompt"))
                .append(": ")
                .append(output)
                .append("/")
                .append(summary.trainer())
                .append("\n");
        summary.counts().forEach((figure, count) -> {
            if (LEFT_OUT.contains(figure) && count > 0) {
                text.append("Left out: ")
                        .append(Figures.count(count))
                        .append(" ")
                        .append(figure.replace('_', ' '))
                        .append("\n");
            }
        });
        return text.append("To feed it: ")
                .append(summary.feeding())
                .append(" (docs/export.md).\n")
                .toString();
    }
}
