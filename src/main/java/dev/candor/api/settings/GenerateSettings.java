package dev.candor.api.settings;

import dev.candor.engine.generate.GeneratePopulation;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.UserException;
import dev.candor.population.PopulationSpec;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.util.List;

/** A synthetic population and how its tables are written, valid by construction. */
public record GenerateSettings(PopulationSpec population, GeneratePopulation.Target target) {
    public static final Setting<Long> AGENTS =
            Setting.count("agents", "N").orElse("1000").saying("Agents.");

    public static final Setting<Long> PROMPTS =
            Setting.count("prompts", "N").orElse("100").saying("Prompts.");

    public static final Setting<Integer> CANDIDATES_PER_PROMPT =
            Setting.whole("candidates-per-prompt", "K").orElse("5").saying("Candidates of each prompt.");

    public static final Setting<Double> DENSITY = Setting.number("density", "SHARE")
            .orElse("1.0")
            .saying("Share of the prompts an agent reports on, in (0, 1].");

    public static final Setting<Integer> PROMPTS_PER_AGENT = Setting.whole("prompts-per-agent", "N")
            .orElse("0")
            .saying("Number of prompts that each agent reports on, instead of a density; 0 = by density.");

    public static final Setting<Double> CANDIDATE_DENSITY = Setting.number("candidate-density", "SHARE")
            .orElse("1.0")
            .saying("Share of a reported prompt's candidates that are scored, in (0, 1].");

    public static final Setting<Integer> CLUSTERS =
            Setting.whole("clusters", "N").orElse("1").saying("Clusters of taste.");

    public static final Setting<Double> CORRELATION = Setting.number("correlation", "RHO")
            .orElse("0.0")
            .saying("Correlation of the rewards of two agents of one cluster, in [0, 1].");

    public static final Setting<Double> PARETO_SHAPE = Setting.number("pareto-shape", "ALPHA")
            .orElse("0.0")
            .saying("Tail index of the Pareto weights (>= 1 each); 0 = every weight 1.");

    public static final Setting<Double> REFERENCE_SPREAD = Setting.number("reference-spread", "SIGMA")
            .orElse("0.0")
            .saying("Standard deviation of ref_logprob in nats; 0 = uniform reference.");

    public static final Setting<Double> PROMPT_WEIGHT_SPREAD = Setting.number("prompt-weight-spread", "S")
            .orElse("0.0")
            .saying("Spread of the prompt weights; 0 = every weight 1.");

    public static final Setting<Integer> JUDGEMENTS = Setting.whole("judgements", "N")
            .orElse("0")
            .saying("Also comparisons, rankings and ratings, N of each by every agent on every prompt it reports"
                    + " on, drawn from its rewards; 0 = none.");

    public static final Setting<Long> SEED =
            Setting.count("seed", "SEED").orElse("1").saying("Same seed, same rows.");

    public static final Setting<TableFormat> OUTPUT_FORMAT = Setting.choice(
                    "output-format", "FORMAT", TableFormat.class)
            .orElse("parquet")
            .saying("Format of the tables.");

    public static final Setting<Boolean> GZIP = Setting.flag("gzip").saying("Compress CSV or JSON.");

    public static final Setting<Integer> FILES_PER_TABLE = Setting.whole("files-per-table", "N")
            .orElse("0")
            .saying("0 = by size; 1 = one plain sorted file per table; more = that many files in a directory.");

    /** Every setting of {@link dev.candor.api.GenerateAction}. */
    public static final List<Setting<?>> ALL = List.of(
            AGENTS,
            PROMPTS,
            CANDIDATES_PER_PROMPT,
            DENSITY,
            PROMPTS_PER_AGENT,
            CANDIDATE_DENSITY,
            CLUSTERS,
            CORRELATION,
            PARETO_SHAPE,
            REFERENCE_SPREAD,
            PROMPT_WEIGHT_SPREAD,
            JUDGEMENTS,
            SEED,
            OUTPUT_FORMAT,
            GZIP,
            FILES_PER_TABLE);

    public GenerateSettings {
        if (population.judgements() > 0 && target.format() == TableFormat.CSV) {
            throw UserException.configuration(
                    "Cannot write rankings as CSV, which has no arrays: change --output-format, or drop --judgements.");
        }
    }

    /** The settings given. @throws UserException when one is out of its range, or they exclude each other */
    public static GenerateSettings of(Values values) {
        PopulationSpec population = PopulationSpec.of(
                        values.get(AGENTS), values.get(PROMPTS), values.get(CANDIDATES_PER_PROMPT), values.get(SEED))
                .with(new PopulationSpec.Coverage(
                        values.get(DENSITY), values.get(PROMPTS_PER_AGENT), values.get(CANDIDATE_DENSITY)))
                .with(new PopulationSpec.Tastes(values.get(CLUSTERS), values.get(CORRELATION)))
                .with(new PopulationSpec.Spread(
                        values.get(PARETO_SHAPE), values.get(REFERENCE_SPREAD), values.get(PROMPT_WEIGHT_SPREAD)))
                .withJudgements(values.get(JUDGEMENTS));
        return new GenerateSettings(
                population,
                new GeneratePopulation.Target(
                        values.get(OUTPUT_FORMAT), values.get(GZIP), values.get(FILES_PER_TABLE)));
    }

    /** Where the tables go. @throws UserException when nobody says */
    public static String requireOutput(String output) {
        if (output == null || output.isBlank()) {
            throw UserException.configuration("Cannot generate without an output directory: set --output DIR.");
        }
        return output;
    }
}
