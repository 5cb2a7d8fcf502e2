package dev.candor.api;

import dev.candor.api.publish.Explained;
import dev.candor.api.settings.EngineSettings;
import dev.candor.api.settings.InputSettings;
import dev.candor.api.settings.LogSettings;
import dev.candor.api.settings.MechanismSettings;
import dev.candor.api.settings.ValidateSettings;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.schema.InputTable;
import dev.candor.model.UserException;
import dev.candor.session.PinnedSession;
import dev.candor.setting.Values;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The input gate alone: every check that a settlement makes, or learning from a log of preferences; nothing settled. */
public final class ValidateAction extends MechanismAction<ValidateAction> {
    ValidateAction(PinnedSession session) {
        super(session, settings());
    }

    /** The settings of the checks, none of them given. */
    public static Values settings() {
        return values(
                List.of(InputSettings.OF_ANY_CLASS, LogSettings.ALL, MechanismSettings.MECHANISM, EngineSettings.ALL));
    }

    @Override
    ValidateAction self() {
        return this;
    }

    /** agent_id, prompt_id, candidate_a, candidate_b, outcome: in the place of reports, as rewards are learned from it. */
    public ValidateAction comparisons(String path) {
        return set(LogSettings.COMPARISONS, path);
    }

    /** The same as a frame. */
    public ValidateAction comparisons(Dataset<Row> frame) {
        return table(InputTable.COMPARISONS, frame);
    }

    /** agent_id, prompt_id, ranking array of strings, best first; from files only. */
    public ValidateAction rankings(String path) {
        return set(LogSettings.RANKINGS, path);
    }

    /**
     * agent_id, prompt_id, candidate_id, rating.
     *
     * @param scale {@code LOW:HIGH}, or the levels from worst to best with commas between
     */
    public ValidateAction ratings(String path, String scale) {
        set(LogSettings.RATINGS, path);
        return set(LogSettings.RATING_SCALE, scale);
    }

    /** The same as a frame. */
    public ValidateAction ratings(Dataset<Row> frame, String scale) {
        table(InputTable.RATINGS, frame);
        return set(LogSettings.RATING_SCALE, scale);
    }

    /**
     * Checks. Rejected rows are no failure here: {@link Validation#refusal} says whether a settlement would be refused.
     *
     * @return to be closed once its frame has been read
     * @throws UserException when settings exclude each other, a table is missing, or a table as a whole cannot be read; it
     *     carries the exit code of {@code jobs/validate}
     */
    public Validation run() {
        return Explained.run(() -> {
            return made(Validation.of(
                    spark, ValidateSettings.of(values, frames), limits(), Phases.silent(), rejected -> {}));
        });
    }
}
