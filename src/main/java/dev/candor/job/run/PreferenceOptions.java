package dev.candor.job.run;

import dev.candor.io.schema.InputTable;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.model.RatingScale;
import dev.candor.model.UserException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a log of preferences lies. */
public final class PreferenceOptions {
    @Option(
            names = "--comparisons",
            paramLabel = "PATH",
            description = "Comparisons: agent_id, prompt_id, candidate_a, candidate_b, outcome (a, b or tie).")
    @DoesNotAffectResult
    private String comparisons;

    @Option(
            names = "--rankings",
            paramLabel = "PATH",
            description = "Rankings: agent_id, prompt_id, ranking array<string>, best first, of some or all candidates."
                    + " Parquet or JSON Lines.")
    @DoesNotAffectResult
    private String rankings;

    @Option(
            names = "--ratings",
            paramLabel = "PATH",
            description = "Ratings: agent_id, prompt_id, candidate_id, rating on the scale of --rating-scale.")
    @DoesNotAffectResult
    private String ratings;

    @Option(
            names = "--rating-scale",
            paramLabel = "SCALE",
            description = "The scale of ratings, never guessed: LOW:HIGH, or its levels from worst to best, taken to be"
                    + " equally far apart: 1,2,3,4,5.")
    private String ratingScale;

    /** Whether any log is named. */
    public boolean given() {
        return comparisons != null || rankings != null || ratings != null;
    }

    /** The one log that is named. */
    public Map<InputTable, String> table() {
        Map<InputTable, String> tables = new EnumMap<>(InputTable.class);
        put(tables, InputTable.COMPARISONS, comparisons);
        put(tables, InputTable.RANKINGS, rankings);
        put(tables, InputTable.RATINGS, ratings);
        if (tables.size() != 1) {
            throw UserException.configuration("Cannot read " + (tables.isEmpty() ? "no log" : "several logs")
                    + " of preferences: set one of --comparisons, --rankings and --ratings.");
        }
        if ((ratings != null) != (ratingScale != null)) {
            throw UserException.configuration(
                    ratings != null
                            ? "Cannot read ratings without their scale, which is never guessed: set --rating-scale"
                                    + " LOW:HIGH or L1,L2,..."
                            : "Cannot use --rating-scale without ratings: set --ratings, or drop it.");
        }
        return tables;
    }

    /** Of ratings. */
    public Optional<RatingScale> scale() {
        return Optional.ofNullable(ratingScale).map(RatingScale::parse);
    }

    private static void put(Map<InputTable, String> tables, InputTable table, String path) {
        if (path != null) {
            tables.put(table, path);
        }
    }
}
