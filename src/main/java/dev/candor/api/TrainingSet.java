package dev.candor.api;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.candor.api.publish.Origin;
import dev.candor.api.settings.ExportSettings;
import dev.candor.api.settings.Tables;
import dev.candor.engine.export.TrainingData;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.files.OutputFile;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.io.gate.Rejections;
import dev.candor.io.gate.TextTables;
import dev.candor.io.run.Publication;
import dev.candor.io.write.StableFiles;
import dev.candor.model.ExportSummary;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.model.UserException;
import dev.candor.report.runs.ExportJson;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Training data made of a settlement's policy. Its frame is lazy and keeps nothing: it reads the settlement and the texts
 * again, and every figure in it is the same to the last bit as in the files of {@code jobs/export}.
 */
public final class TrainingSet extends Result {
    private final PublishedSettlement settlement;
    private final ExportSettings settings;
    private final Dataset<Row> policy;
    private final TrainingData data;
    private final Phases phases;
    private Optional<SortedMap<String, Long>> counts = Optional.empty();
    private Optional<Origin> origin = Optional.empty();

    private TrainingSet(
            PublishedSettlement settlement,
            ExportSettings settings,
            Dataset<Row> policy,
            TrainingData data,
            Phases phases) {
        this.settlement = settlement;
        this.settings = settings;
        this.policy = policy;
        this.data = data;
        this.phases = phases;
    }

    /**
     * The training data of a settlement, whose files {@link ExportInputs#snapshot} has checked.
     *
     * @param quarantine is told of the rejected texts before they are refused
     * @throws UserException when texts cannot be read, or one is missing or unknown
     */
    public static TrainingSet of(
            SparkSession spark,
            PublishedSettlement settlement,
            ExportSettings settings,
            Phases phases,
            Consumer<Rejections> quarantine) {
        Dataset<Row> policy = settlement.policy(spark);
        Tables given = settings.texts();
        List<Optional<TextTables.Judged>> texts = phases.run(
                "read the texts",
                () -> List.of(
                        TextTables.candidates(spark, given.paths(), given.frames(), policy),
                        TextTables.prompts(spark, given.paths(), given.frames(), policy)));
        Rejections rejected = texts.stream()
                .flatMap(Optional::stream)
                .map(TextTables.Judged::rejected)
                .reduce(Rejections.none(spark), Rejections::plus);
        quarantine.accept(rejected);
        if (rejected.total() > 0) {
            throw UserException.inputRejected(rejected.message());
        }
        TrainingData data = new TrainingData(
                policy,
                settlement.prompts(),
                texts.get(0).map(TextTables.Judged::texts),
                texts.get(1).map(TextTables.Judged::texts));
        return new TrainingSet(settlement, settings, policy, data, phases);
    }

    /**
     * The rows, sorted by their ids. For sft: prompt_id, candidate_id[, prompt][, completion], weight. For dpo: prompt_id,
     * pair, chosen_id, rejected_id[, prompt][, chosen][, rejected]. For rewards: prompt_id, candidate_id[, prompt][,
     * completion], reward. The texts are there where they were given.
     */
    public Dataset<Row> rows() {
        List<String> keys = settings.trainer().keys();
        return shown(rows(data).orderBy(keys.get(0), keys.get(1)));
    }

    private Dataset<Row> rows(TrainingData of) {
        return switch (settings.trainer()) {
            case SFT -> of.weighted();
            case DPO -> of.preferences(settings.pairs());
            case REWARDS -> of.rewards();
        };
    }

    /**
     * How many rows, candidates and prompts there are, and how many candidates or prompts are left out.
     *
     * @throws UserException when there is no row
     */
    public SortedMap<String, Long> counts() {
        if (counts.isEmpty()) {
            // Texts change no number of rows.
            TrainingData ids = new TrainingData(policy, settlement.prompts(), Optional.empty(), Optional.empty());
            know(rows(ids).count());
        }
        return counts.orElseThrow();
    }

    private void know(long rows) {
        if (rows == 0) {
            throw UserException.inputRejected("Cannot export for "
                    + settings.trainer().table() + ": no prompt of the settlement at " + settlement.location()
                    + " gives a row. Pairs need prompts with two candidates of positive probability.");
        }
        if (counts.isEmpty()) {
            counts = Optional.of(phases.run("count omitted rows", () -> counts(rows)));
        }
    }

    private SortedMap<String, Long> counts(long rows) {
        SortedMap<String, Long> found = new TreeMap<>(
                Map.of("candidates", settlement.candidates(), "prompts", settlement.prompts(), "rows", rows));
        switch (settings.trainer()) {
            case SFT -> found.put("candidates_of_weight_0", settlement.candidates() - rows);
            case DPO -> {
                Row left = leftOut();
                found.put("candidates_of_probability_0", left.getLong(0));
                found.put("prompts_without_two_candidates", left.getLong(1));
            }
            case REWARDS -> {}
        }
        return Collections.unmodifiableSortedMap(found);
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

    /** The figures, as in summary.json, without timings. */
    public ExportSummary summary() {
        return summary(List.of());
    }

    /** The same with the run's timings. */
    public ExportSummary summary(List<Stage> stages) {
        return new ExportSummary(
                settings.trainer().table(),
                settlement.manifest().fingerprint(),
                settlement.setting("policy-class"),
                settlement.setting("divergence"),
                Double.parseDouble(settlement.setting("lambda")),
                settings.trainer() == ExportSettings.Trainer.DPO ? Optional.of(settings.pairs()) : Optional.empty(),
                counts(),
                feeding(),
                stages);
    }

    private String feeding() {
        return switch (settings.trainer()) {
            case SFT -> "draw rows in proportion to weight, or multiply each row's loss by it; train on the completion";
            case DPO ->
                "TRL DPOTrainer takes prompt, chosen, rejected as they are: train with beta = "
                        + settings.pairs().beta() + " from the reference model of the settlement";
            case REWARDS ->
                "regress a reward model on reward (mean squared error), then train the policy with lambda = "
                        + settlement.setting("lambda") + " as the price of divergence";
        };
    }

    /** Writes the table below {@code staging}. @throws UserException when there is no row */
    public List<OutputFile> write(Path staging) {
        ExportSettings.Trainer trainer = settings.trainer();
        List<OutputFile> files = phases.run("write " + trainer.table(), () -> {
            List<OutputFile> made = new StableFiles(settings.outputFormat())
                    .write(rows(data), trainer.keys(), staging, trainer.table());
            phases.rows(rows(made));
            return made;
        });
        know(rows(files));
        return files;
    }

    private static long rows(List<OutputFile> files) {
        return files.stream().mapToLong(OutputFile::rows).sum();
    }

    /** What is published: the table, summary.json, and the manifest that binds them. */
    public Publication publication(List<OutputFile> files, ExportSummary summary) {
        return Publication.of(files, Map.of("summary.json", ExportJson.render(summary)), summary.counts(), Map.of());
    }

    /**
     * Publishes the training data as {@code jobs/export --output} does: the same files, the same fingerprint, all or nothing.
     * Files must be those that {@link ExportAction#run} read; a frame of texts counts by its rows. The same export again is a
     * success.
     *
     * @param output the run directory, any Hadoop URI
     * @return the summary
     * @throws UserException output conflict, when another run is there; input rejected, when a file has changed
     */
    public ExportSummary publish(String output) {
        Origin.of(origin)
                .publish(output, Optional.empty(), (staging, quarantine) -> publication(write(staging), summary()));
        return summary();
    }

    /** Can be published. */
    TrainingSet from(Origin known) {
        origin = Optional.of(known);
        return this;
    }
}
