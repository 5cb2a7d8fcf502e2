package dev.candor.api;

import dev.candor.api.publish.Explained;
import dev.candor.api.publish.Origin;
import dev.candor.api.publish.Source;
import dev.candor.api.settings.ExportSettings;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.UserException;
import dev.candor.session.PinnedSession;
import dev.candor.setting.Values;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Exports the policy of a published settlement as training data: weighted examples, preference pairs, or rewards. */
public final class ExportAction extends Configurable<ExportAction> {
    private final Map<InputTable, Dataset<Row>> frames = new EnumMap<>(InputTable.class);

    ExportAction(PinnedSession session) {
        super(session, settings());
    }

    /** The settings of an export, none of them given. */
    public static Values settings() {
        return new Values(ExportSettings.ALL);
    }

    @Override
    ExportAction self() {
        return this;
    }

    /** The run directory of a settlement, of any policy class but catalog. */
    public ExportAction settlement(String directory) {
        return set(ExportSettings.SETTLEMENT, directory);
    }

    /** Who takes the rows. */
    public ExportAction trainer(ExportSettings.Trainer of) {
        return set(ExportSettings.FOR, of);
    }

    /** For dpo: the pairs of a prompt of average weight, 1 to 1,000,000; of others in proportion to their weight. */
    public ExportAction pairsPerPrompt(int count) {
        return set(ExportSettings.PAIRS_PER_PROMPT, count);
    }

    /** For dpo: the β that the trainer will use, 1e-30 to 1e30. */
    public ExportAction beta(double of) {
        return set(ExportSettings.BETA, of);
    }

    /** For dpo: same seed, same pairs. */
    public ExportAction seed(long number) {
        return set(ExportSettings.SEED, number);
    }

    /** prompt_id, candidate_id, text of every candidate; without, only ids are exported. */
    public ExportAction candidates(String path) {
        return set(ExportSettings.CANDIDATES, path);
    }

    /** The same as a frame, which must give the same rows each time that it is computed. */
    public ExportAction candidates(Dataset<Row> frame) {
        frames.put(InputTable.CANDIDATE_TEXTS, session.taken(frame));
        return this;
    }

    /** prompt_id, text of every prompt; without, only ids are exported. */
    public ExportAction prompts(String path) {
        return set(ExportSettings.PROMPTS, path);
    }

    /** The same as a frame. */
    public ExportAction prompts(Dataset<Row> frame) {
        frames.put(InputTable.PROMPT_TEXTS, session.taken(frame));
        return this;
    }

    /** The format of texts that are paths; without: by their names. */
    public ExportAction format(TableFormat of) {
        return set(ExportSettings.FORMAT, of);
    }

    /** The format of {@link TrainingSet#publish}. */
    public ExportAction outputFormat(TableFormat of) {
        return set(ExportSettings.OUTPUT_FORMAT, of);
    }

    /**
     * Exports. Nothing is written.
     *
     * @throws UserException when a setting is missing or out of its range, there is no settlement or it is not as it was
     *     published, a text is missing or unknown, or no row results; it carries the exit code of {@code jobs/export}
     */
    public TrainingSet run() {
        return Explained.run(() -> {
            ExportSettings settings = ExportSettings.of(values, frames);
            PublishedSettlement found = ExportInputs.settlement(spark, settings);
            InputSnapshot read = ExportInputs.snapshot(spark, found, settings.texts(), Optional.empty());
            TrainingSet made = TrainingSet.of(spark, found, settings, Phases.silent(), rejected -> {});
            made.counts();
            read.assertUnchanged(spark.sessionState().newHadoopConf());
            return made(made.from(new Origin(Source.of(spark, read, frames), values.textsOfTheResult())));
        });
    }
}
