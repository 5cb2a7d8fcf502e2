package dev.candor.api.settings;

import dev.candor.io.gate.InputPaths;
import dev.candor.io.gate.PreferenceLog;
import dev.candor.io.schema.InputTable;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.RatingScale;
import dev.candor.model.RewardDomain;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What is checked: the tables of a settlement, or a log of preferences with candidates and agents beside it.
 *
 * @param log which log; empty: reports, or what stands in their place
 * @param scale of ratings
 * @param mechanism says how rewards are checked
 * @param maxRejectedRows rejected rows to tolerate, ≥ 0
 */
public record ValidateSettings(
        Tables tables,
        Optional<InputTable> log,
        Optional<RatingScale> scale,
        MechanismSpec mechanism,
        long maxRejectedRows) {
    private static final List<Setting<String>> IN_PLACE_OF_REPORTS = List.of(
            InputSettings.PACKED,
            InputSettings.VALUATIONS,
            InputSettings.CHECKPOINTS,
            InputSettings.EXPERTS,
            InputSettings.COEFFICIENTS);

    /**
     * As given.
     *
     * @throws UserException when settings or tables exclude each other, or one is missing
     */
    public static ValidateSettings of(Values values, Map<InputTable, Dataset<Row>> frames) {
        MechanismSpec mechanism = MechanismSettings.mechanism(values);
        MechanismSettings.tariff(values);
        boolean ofLog = Stream.of(LogSettings.COMPARISONS, LogSettings.RANKINGS, LogSettings.RATINGS)
                        .anyMatch(path -> values.find(path).isPresent())
                || PreferenceLog.TABLES.stream().anyMatch(frames::containsKey);
        Optional<InputTable> log = ofLog ? Optional.of(LogSettings.log(values, frames)) : Optional.empty();
        return new ValidateSettings(
                ofLog ? logTables(values, frames) : tables(values, frames, mechanism),
                log,
                ofLog ? LogSettings.scale(values) : Optional.empty(),
                mechanism,
                values.get(InputSettings.MAX_REJECTED_ROWS));
    }

    private static Tables tables(Values values, Map<InputTable, Dataset<Row>> frames, MechanismSpec mechanism) {
        Tables tables = InputSettings.tables(values, frames);
        if (tables.given().contains(InputTable.COEFFICIENTS)
                && (mechanism.normalisation() != Normalisation.NONE
                        || mechanism.domain() != RewardDomain.UNRESTRICTED)) {
            throw UserException.configuration(
                    "Cannot check coefficients with --normalise or --domain: they look at rewards. Drop them.");
        }
        return tables;
    }

    private static Tables logTables(Values values, Map<InputTable, Dataset<Row>> frames) {
        if (IN_PLACE_OF_REPORTS.stream().anyMatch(path -> values.find(path).isPresent())
                || Stream.of(InputTable.VALUATIONS, InputTable.CHECKPOINTS, InputTable.EXPERTS)
                        .anyMatch(frames::containsKey)) {
            throw UserException.configuration("Cannot take a log of preferences together with --packed, --valuations,"
                    + " --checkpoints, --experts or --coefficients: drop the one or the other.");
        }
        SettleSettings.requireTolerance(values.get(InputSettings.MAX_REJECTED_ROWS));
        if (values.find(InputSettings.REPORTS).isPresent()
                || values.get(InputSettings.CANDIDATES_FROM_REPORTS)
                || values.find(InputSettings.PROMPTS).isPresent()
                || frames.containsKey(InputTable.REPORTS)
                || frames.containsKey(InputTable.PROMPTS)) {
            throw UserException.configuration(
                    "Cannot take a log of preferences and reports at once: drop --comparisons,"
                            + " --rankings or --ratings, or --reports, --candidates-from-reports and --prompts.");
        }
        Map<InputTable, String> paths = new EnumMap<>(InputTable.class);
        paths.putAll(LogSettings.paths(values));
        values.find(InputSettings.CANDIDATES).ifPresent(path -> paths.put(InputTable.CANDIDATES, path));
        values.find(InputSettings.AGENTS).ifPresent(path -> paths.put(InputTable.AGENTS, path));
        return new Tables(new InputPaths(paths, Optional.empty(), values.find(InputSettings.FORMAT)), frames, false);
    }
}
