package dev.candor.api;

import dev.candor.api.publish.Explained;
import dev.candor.api.publish.Origin;
import dev.candor.api.publish.Source;
import dev.candor.api.settings.CalibrateSettings;
import dev.candor.api.settings.InputSettings;
import dev.candor.api.settings.LogSettings;
import dev.candor.api.settings.Tables;
import dev.candor.engine.learn.CalibrationSpec;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.schema.InputTable;
import dev.candor.model.UserException;
import dev.candor.session.PinnedSession;
import dev.candor.setting.Values;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Makes boosts of agents from how often they named the better candidate where it is known. */
public final class CalibrateAction extends Action<CalibrateAction> {
    CalibrateAction(PinnedSession session) {
        super(session, settings());
    }

    /** The settings of a calibration, none of them given. */
    public static Values settings() {
        return new Values(CalibrateSettings.ALL);
    }

    @Override
    CalibrateAction self() {
        return this;
    }

    /** agent_id, prompt_id, candidate_a, candidate_b, outcome (a, b or tie). */
    public CalibrateAction comparisons(String path) {
        return set(LogSettings.COMPARISONS, path);
    }

    /** The same as a frame. */
    public CalibrateAction comparisons(Dataset<Row> frame) {
        return table(InputTable.COMPARISONS, frame);
    }

    /** prompt_id, better: the id of the better candidate. */
    public CalibrateAction gold(String path) {
        return set(CalibrateSettings.GOLD, path);
    }

    /** The same as a frame. */
    public CalibrateAction gold(Dataset<Row> frame) {
        return table(InputTable.GOLD, frame);
    }

    /** agent_id[, weight][, payer_id]: they get boosts, and keep weights and payers; others are rejected. */
    public CalibrateAction agents(String path) {
        return set(CalibrateSettings.AGENTS, path);
    }

    /** The same as a frame. */
    public CalibrateAction agents(Dataset<Row> frame) {
        return table(InputTable.AGENTS, frame);
    }

    /** Parts of the prompts, 2 to 100; the boosts for each rest on the others. */
    public CalibrateAction folds(int parts) {
        return set(CalibrateSettings.FOLDS, parts);
    }

    /** Same seed, same folds. */
    public CalibrateAction seed(long number) {
        return set(CalibrateSettings.SEED, number);
    }

    /** Right and wrong judgements added to each agent's own before odds are taken. */
    public CalibrateAction smoothing(double judgements) {
        return set(CalibrateSettings.SMOOTHING, judgements);
    }

    /** Boost of an agent that is no better than chance, or of which nothing is known; above 0, at most 1. */
    public CalibrateAction leastBoost(double boost) {
        return set(CalibrateSettings.LEAST_BOOST, boost);
    }

    /**
     * Calibrates. Nothing is written.
     *
     * @return to be closed once its frames have been read
     * @throws UserException when a setting is out of its range, a table is missing or cannot be read, more rows are rejected
     *     than are tolerated, or no comparison has a known answer; it carries the exit code of {@code jobs/calibrate}
     */
    public Boosts run() {
        return Explained.run(() -> {
            CalibrationSpec spec = CalibrateSettings.of(values);
            Tables tables = CalibrateSettings.tables(values, frames);
            Source source = Source.of(spark, tables);
            long tolerated = values.get(InputSettings.MAX_REJECTED_ROWS);
            return made(Boosts.of(spark, tables, spec, tolerated, Phases.silent(), rejected -> {})
                    .from(new Origin(source, values.textsOfTheResult())));
        });
    }
}
