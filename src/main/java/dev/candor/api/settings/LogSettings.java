package dev.candor.api.settings;

import dev.candor.io.schema.InputTable;
import dev.candor.model.RatingScale;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Where a log of preferences lies. */
public final class LogSettings {
    public static final Setting<String> COMPARISONS = Setting.path("comparisons", "PATH")
            .saying("Comparisons: agent_id, prompt_id, candidate_a, candidate_b, outcome (a, b or tie).");

    public static final Setting<String> RANKINGS = Setting.path("rankings", "PATH")
            .saying("Rankings: agent_id, prompt_id, ranking array<string>, best first, of some or all candidates."
                    + " Parquet or JSON Lines.");

    public static final Setting<String> RATINGS = Setting.path("ratings", "PATH")
            .saying("Ratings: agent_id, prompt_id, candidate_id, rating on the scale of --rating-scale.");

    public static final Setting<String> RATING_SCALE = Setting.text("rating-scale", "SCALE")
            .saying("The scale of ratings, never guessed: LOW:HIGH, or its levels from worst to best, taken to be"
                    + " equally far apart: 1,2,3,4,5.");

    public static final List<Setting<?>> ALL = List.of(COMPARISONS, RANKINGS, RATINGS, RATING_SCALE);

    private static final Map<InputTable, Setting<String>> PATHS =
            Map.of(InputTable.COMPARISONS, COMPARISONS, InputTable.RANKINGS, RANKINGS, InputTable.RATINGS, RATINGS);

    private LogSettings() {}

    /** The one log that is given. */
    public static InputTable log(Values values, Map<InputTable, Dataset<Row>> frames) {
        List<InputTable> given = PATHS.keySet().stream()
                .filter(table -> values.find(PATHS.get(table)).isPresent() || frames.containsKey(table))
                .toList();
        if (given.size() != 1) {
            throw UserException.configuration("Cannot read " + (given.isEmpty() ? "no log" : "several logs")
                    + " of preferences: set one of --comparisons, --rankings and --ratings.");
        }
        InputTable log = given.get(0);
        boolean scaled = values.find(RATING_SCALE).isPresent();
        if ((log == InputTable.RATINGS) != scaled) {
            throw UserException.configuration(
                    scaled
                            ? "Cannot use --rating-scale without ratings: set --ratings, or drop it."
                            : "Cannot read ratings without their scale, which is never guessed: set --rating-scale"
                                    + " LOW:HIGH or L1,L2,...");
        }
        return log;
    }

    /** Of ratings. */
    public static Optional<RatingScale> scale(Values values) {
        return values.find(RATING_SCALE).map(RatingScale::parse);
    }

    /** Where the log lies, if it is no frame. */
    public static Map<InputTable, String> paths(Values values) {
        Map<InputTable, String> paths = new EnumMap<>(InputTable.class);
        PATHS.forEach((table, setting) -> values.find(setting).ifPresent(path -> paths.put(table, path)));
        return paths;
    }
}
