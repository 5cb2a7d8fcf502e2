package dev.candor.job.cli;

import dev.candor.model.UserException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The options every verb has besides {@link SettingSources}: how the run is carried out, never what it computes. */
public final class CommonOptions {
    /** When a progress bar is drawn on stderr. */
    public enum Progress {
        /** On a terminal. */
        AUTO,
        ALWAYS,
        NEVER
    }

    @Option(
            names = {"--plan", "--dry-run"},
            description = "Print the effective configuration and what would be read, computed and written; do nothing.")
    @DoesNotAffectResult
    private boolean plan;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "Spark master; through spark-submit when given on the command line. Without: local[*].")
    @DoesNotAffectResult
    private String master;

    @Option(
            names = "--spark-conf",
            paramLabel = "KEY=VALUE",
            showDefaultValue = Visibility.NEVER,
            description = "One Spark property. Repeatable; 'spark-conf { key = value }' in a file.")
    @DoesNotAffectResult
    private Map<String, String> sparkConf = new LinkedHashMap<>();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description =
                    "Partitions of Spark's shuffles. Changes the speed, not the result. Without: Spark's " + "setting.")
    @DoesNotAffectResult
    private Integer partitions;

    @Option(
            names = "--progress",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "Whether to draw a progress bar on stderr.")
    @DoesNotAffectResult
    private Progress progress;

    @Option(names = "--quiet", description = "Print only errors on stderr.")
    @DoesNotAffectResult
    private boolean quiet;

    /** Refuses what no run can be carried out with. */
    void validate() {
        if (partitions != null && partitions < 1) {
            throw UserException.configuration(
                    "Cannot use partitions = " + partitions + ": it must be at least 1. Change --partitions.");
        }
    }

    boolean plan() {
        return plan;
    }

    /** The master asked for; empty = as spark-submit says, else local[*]. */
    public Optional<String> master() {
        return Optional.ofNullable(master);
    }

    /** Spark properties asked for, from all sources. */
    public Map<String, String> sparkConf() {
        return Map.copyOf(sparkConf);
    }

    /** Adds properties from settings below those given as flags. */
    void addSparkConfBelowFlags(Map<String, String> fromSettings) {
        Map<String, String> merged = new LinkedHashMap<>(fromSettings);
        merged.putAll(sparkConf);
        sparkConf = merged;
    }

    /** Shuffle partitions asked for, ≥ 1. */
    public OptionalInt partitions() {
        return partitions == null ? OptionalInt.empty() : OptionalInt.of(partitions);
    }

    public Progress progress() {
        return progress;
    }

    public boolean quiet() {
        return quiet;
    }
}
