package dev.candor.api.settings;

import dev.candor.engine.learn.CalibrationSpec;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.schema.InputTable;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How boosts are made of known answers. */
public final class CalibrateSettings {
    public static final Setting<String> GOLD = Setting.path("gold", "PATH")
            .saying("Known answers: prompt_id, better (the candidate_id of the better candidate).");

    public static final Setting<String> AGENTS = Setting.path("agents", "PATH")
            .saying(
                    "Agents: agent_id[, weight][, payer_id]. These agents get boosts and keep their weights and payers;"
                            + " log rows of others are rejected. Agents of one payer get one boost. Without: the agents of the log.");

    public static final Setting<Integer> FOLDS = Setting.whole("folds", "K")
            .orElse("5")
            .saying("Number of parts of the prompts; the boosts for each part come from the others.");

    public static final Setting<Long> SEED =
            Setting.count("seed", "SEED").orElse("1").saying("Same seed, same folds.");

    public static final Setting<Double> SMOOTHING = Setting.number("smoothing", "S")
            .orElse("1.0")
            .saying("Number of right and of wrong judgements that are added to each agent's own.");

    public static final Setting<Double> LEAST_BOOST = Setting.number("least-boost", "KAPPA")
            .orElse("1.0E-6")
            .saying("Boost of an agent that is no better than chance, or has no judgement on a known answer.");

    /** Every setting of {@link dev.candor.api.CalibrateAction}. */
    public static final List<Setting<?>> ALL = List.of(
            InputSettings.FORMAT,
            InputSettings.MAX_REJECTED_ROWS,
            LogSettings.COMPARISONS,
            GOLD,
            AGENTS,
            FOLDS,
            SEED,
            SMOOTHING,
            LEAST_BOOST);

    private static final Map<InputTable, Setting<String>> PATHS =
            Map.of(InputTable.COMPARISONS, LogSettings.COMPARISONS, InputTable.GOLD, GOLD, InputTable.AGENTS, AGENTS);

    private CalibrateSettings() {}

    /** The settings given. @throws UserException when one is out of its range */
    public static CalibrationSpec of(Values values) {
        return new CalibrationSpec(values.get(FOLDS), values.get(SEED), values.get(SMOOTHING), values.get(LEAST_BOOST));
    }

    /** The tables that are given, as paths or as frames. @throws UserException when one is missing */
    public static Tables tables(Values values, Map<InputTable, Dataset<Row>> frames) {
        SettleSettings.requireTolerance(values.get(InputSettings.MAX_REJECTED_ROWS));
        Map<InputTable, String> paths = new EnumMap<>(InputTable.class);
        PATHS.forEach((table, setting) -> values.find(setting).ifPresent(path -> paths.put(table, path)));
        require(paths, frames, InputTable.COMPARISONS, "comparisons");
        require(paths, frames, InputTable.GOLD, "known answers");
        return new Tables(new InputPaths(paths, Optional.empty(), values.find(InputSettings.FORMAT)), frames, false);
    }

    private static void require(
            Map<InputTable, String> paths, Map<InputTable, Dataset<Row>> frames, InputTable table, String what) {
        if (paths.getOrDefault(table, "").isBlank() && !frames.containsKey(table)) {
            throw UserException.configuration(
                    "Cannot calibrate without " + what + ": set " + PATHS.get(table) + " PATH.");
        }
    }
}
