package dev.candor.api.settings;

import dev.candor.engine.learn.LearnSpec;
import dev.candor.engine.learn.LinearSpec;
import dev.candor.engine.learn.LowRankSpec;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.learn.linear.ScaleRule;
import dev.candor.model.RatingCorrection;
import dev.candor.model.RatingScale;
import dev.candor.model.TargetDomain;
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
 * How rewards are learned, valid by construction; fixed before the log is read.
 *
 * @param spec of a tabular or linear model
 * @param linear of a linear model
 * @param lowRank of a low-rank model
 * @param scale of ratings
 * @param maxRejectedRows rejected rows to tolerate, ≥ 0
 */
public record LearnSettings(
        RewardModel model,
        InputTable log,
        Optional<LearnSpec> spec,
        Optional<LinearSpec> linear,
        Optional<LowRankSpec> lowRank,
        Optional<RatingScale> scale,
        long maxRejectedRows) {
    private static final String ESTIMATED = "estimated";

    public static final Setting<String> CANDIDATES = Setting.path("candidates", "PATH")
            .saying("Candidates: prompt_id, candidate_id. With this table an agent has a reward and an error for every"
                    + " candidate of the prompts in its log; without it, only for candidates in its log. A linear model"
                    + " needs it, with features array<double>: Parquet or JSON Lines.");

    public static final Setting<String> AGENTS = Setting.path("agents", "PATH")
            .saying("Agents: agent_id[, group_id]. Others are rejected. In a linear model the mean of an agent's"
                    + " coefficients is that of its group_id, and the mean of a group's is that of the population.");

    public static final Setting<RewardModel> MODEL = Setting.choice("model", "MODEL", RewardModel.class)
            .orElse("tabular")
            .saying("What is learned.");

    public static final Setting<TargetDomain> DOMAIN = Setting.choice("domain", "DOMAIN", TargetDomain.class)
            .orElse("unit")
            .saying("Range of the learned rewards (docs/learning.md).");

    public static final Setting<Double> PRIOR_SCALE = Setting.number("prior-scale", "SIGMA")
            .orElse("1.0")
            .saying("Standard deviation of an agent's utilities, or of its coefficients under --isolate, before its log"
                    + " is read, in logits.");

    public static final Setting<Double> TIE_PREVALENCE = Setting.number("tie-prevalence", "NU")
            .orElse("0.5")
            .saying("Davidson's nu: candidates of equal utility tie with probability nu / (2 + nu). 0: a tie is half"
                    + " a win for each.");

    public static final Setting<Double> CONFIDENCE = Setting.number("confidence", "P")
            .orElse("0.95")
            .saying("Confidence of each agent's error bound, over all its candidates at once.");

    public static final Setting<RatingCorrection> RATING_CORRECTION = Setting.choice(
                    "rating-correction", "RULE", RatingCorrection.class)
            .orElse("none")
            .saying("How to correct for each agent's use of the rating scale.");

    public static final Setting<Double> RATING_NOISE = Setting.number("rating-noise", "SD")
            .orElse("0.0")
            .saying("Standard deviation of one rating around the agent's true position, as a share of the scale.");

    public static final Setting<Boolean> ISOLATE = Setting.flag("isolate")
            .saying("Learn each agent separately, with the prior of --prior-scale instead of a population. For"
                    + " --model linear; tabular always does so.");

    public static final Setting<String> DEVIATION_SCALE = Setting.text("deviation-scale", "TAU")
            .orElse(ESTIMATED)
            .saying("Standard deviation of agents' coefficients around the population's; 'estimated' estimates it"
                    + " from all logs, for each feature.");

    public static final Setting<String> GROUP_SCALE = Setting.text("group-scale", "OMEGA")
            .orElse(ESTIMATED)
            .saying("Standard deviation of groups' coefficients around the population's, if --agents has the"
                    + " column group_id; 'estimated' estimates it.");

    public static final Setting<LinearSpec.RewardScope> REWARDS_OF = Setting.choice(
                    "reports", "WHICH", LinearSpec.RewardScope.class)
            .orElse("log")
            .saying("Which rewards of a linear model to write: log, on the prompts in an agent's log; all; or none,"
                    + " only coefficients. With none the errors are those of coefficients times features.");

    public static final Setting<String> RANKS = Setting.text("ranks", "R,...")
            .orElse("0,2,4,8")
            .saying("For low-rank: numbers of factors to choose from; 0 = only means of agents and candidates.");

    public static final Setting<String> REGULARISATIONS = Setting.text("regularisations", "X,...")
            .orElse("0.05,0.1")
            .saying("For low-rank: regularisations of the factors to choose from.");

    public static final Setting<Integer> VALIDATION_FOLDS = Setting.whole("validation-folds", "K")
            .orElse("5")
            .saying("For low-rank: parts of the ratings; one measures the result, the others choose.");

    public static final Setting<Long> SEED =
            Setting.count("seed", "SEED").orElse("1").saying("For low-rank: same seed, same folds and factors.");

    public static final Setting<Integer> BLOCKS = Setting.whole("blocks", "B")
            .orElse("1")
            .saying("For low-rank: blocks that are solved in parallel. With more than one the last bits may differ from"
                    + " run to run.");

    private static final List<Setting<?>> OF_LINEAR = List.of(ISOLATE, DEVIATION_SCALE, GROUP_SCALE, REWARDS_OF);
    private static final List<Setting<?>> OF_LOW_RANK = List.of(RANKS, REGULARISATIONS, VALIDATION_FOLDS, SEED, BLOCKS);
    private static final List<Setting<?>> OF_BOUNDED =
            List.of(DOMAIN, PRIOR_SCALE, TIE_PREVALENCE, CONFIDENCE, RATING_CORRECTION, RATING_NOISE);

    /** Every setting of {@link dev.candor.api.LearnAction}. */
    public static final List<Setting<?>> ALL = Stream.of(
                    LogSettings.ALL,
                    OF_LINEAR,
                    EngineSettings.ALL,
                    OF_LOW_RANK,
                    List.of(InputSettings.FORMAT, InputSettings.MAX_REJECTED_ROWS, CANDIDATES, AGENTS, MODEL),
                    OF_BOUNDED)
            .<Setting<?>>flatMap(List::stream)
            .toList();

    /**
     * The settings given.
     *
     * @throws UserException when they exclude each other
     */
    public static LearnSettings of(Values values, Map<InputTable, Dataset<Row>> frames) {
        InputTable log = LogSettings.log(values, frames);
        RewardModel model = values.get(MODEL);
        Optional<RatingScale> scale = LogSettings.scale(values);
        long tolerated = values.get(InputSettings.MAX_REJECTED_ROWS);
        if (model == RewardModel.LOW_RANK) {
            LowRankSpec lowRank = lowRank(values, scale, hasCandidates(values, frames));
            return new LearnSettings(
                    model, log, Optional.empty(), Optional.empty(), Optional.of(lowRank), scale, tolerated);
        }
        LearnSpec spec = spec(values, scale);
        Optional<LinearSpec> linear = Optional.empty();
        if (model == RewardModel.LINEAR) {
            linear = Optional.of(linear(values, spec, log));
        } else {
            refuseLinear(values);
        }
        return new LearnSettings(model, log, Optional.of(spec), linear, Optional.empty(), scale, tolerated);
    }

    /** Refuses a format that cannot hold a table of the model. */
    public static void requireFormat(RewardModel model, TableFormat format) {
        if (format == TableFormat.CSV && model != RewardModel.TABULAR) {
            throw UserException.configuration(
                    model == RewardModel.LINEAR
                            ? "Cannot write coefficients and their population as CSV, which has no arrays:"
                                    + " set --output-format to parquet or json."
                            : "Cannot write features and coefficients as CSV, which has no arrays: set --output-format to"
                                    + " parquet or json.");
        }
    }

    /**
     * The tables that are given, as paths or as frames.
     *
     * @throws UserException when there is not one log, or a linear model has no features
     */
    public static Tables tables(Values values, Map<InputTable, Dataset<Row>> frames) {
        SettleSettings.requireTolerance(values.get(InputSettings.MAX_REJECTED_ROWS));
        LogSettings.log(values, frames);
        Map<InputTable, String> paths = LogSettings.paths(values);
        values.find(CANDIDATES).ifPresent(path -> paths.put(InputTable.CANDIDATES, path));
        boolean linear = values.get(MODEL) == RewardModel.LINEAR;
        InputTable agents = linear && !values.get(ISOLATE) ? InputTable.AGENT_GROUPS : InputTable.AGENTS;
        values.find(AGENTS).ifPresent(path -> paths.put(agents, path));
        Map<InputTable, Dataset<Row>> given = new EnumMap<>(InputTable.class);
        frames.forEach((table, frame) -> given.put(table == InputTable.AGENTS ? agents : table, frame));
        if (linear && !hasCandidates(values, frames)) {
            throw UserException.configuration("Cannot learn a linear model without features: set --candidates to a"
                    + " table with the column features.");
        }
        return new Tables(new InputPaths(paths, Optional.empty(), values.find(InputSettings.FORMAT)), given, false);
    }

    private static boolean hasCandidates(Values values, Map<InputTable, Dataset<Row>> frames) {
        return values.find(CANDIDATES).isPresent() || frames.containsKey(InputTable.CANDIDATES);
    }

    private static LowRankSpec lowRank(Values values, Optional<RatingScale> scale, boolean candidates) {
        refuseLinear(values);
        if (isAnySet(values, OF_BOUNDED) || candidates) {
            throw UserException.configuration("Cannot use --candidates, --domain, --prior-scale, --tie-prevalence,"
                    + " --confidence, --rating-correction or --rating-noise with --model low-rank, which learns scores"
                    + " as they are, and no bounds: drop them.");
        }
        LowRankSpec spec = LowRankSpec.parse(
                values.get(RANKS),
                values.get(REGULARISATIONS),
                values.get(VALIDATION_FOLDS),
                values.get(SEED),
                values.get(BLOCKS));
        if (scale.isEmpty()) {
            throw UserException.configuration(
                    "Cannot learn a low-rank model without ratings: set --ratings and --rating-scale.");
        }
        return spec;
    }

    private static LearnSpec spec(Values values, Optional<RatingScale> scale) {
        if (isAnySet(values, OF_LOW_RANK)) {
            throw UserException.configuration("Cannot use --ranks, --regularisations, --validation-folds, --seed or"
                    + " --blocks without --model low-rank: set it, or drop them.");
        }
        if (scale.isEmpty() && isAnySet(values, List.of(RATING_CORRECTION, RATING_NOISE))) {
            throw UserException.configuration(
                    "Cannot use --rating-correction or --rating-noise without ratings: set --ratings, or drop them.");
        }
        return new LearnSpec(
                values.get(PRIOR_SCALE),
                values.get(TIE_PREVALENCE),
                values.get(CONFIDENCE),
                values.get(DOMAIN),
                values.get(RATING_CORRECTION),
                scale.map(RatingScale::halfStep).orElse(0.0),
                values.get(RATING_NOISE));
    }

    private static void refuseLinear(Values values) {
        if (isAnySet(values, OF_LINEAR)) {
            throw UserException.configuration("Cannot use --isolate, --deviation-scale, --group-scale or --reports"
                    + " with a model that is not linear: set --model linear, or drop them.");
        }
    }

    private static LinearSpec linear(Values values, LearnSpec base, InputTable log) {
        if (base.correction() != RatingCorrection.NONE) {
            throw UserException.configuration("Cannot use --rating-correction under --model linear, which models an"
                    + " agent's use of the scale by a level of its own: drop it.");
        }
        boolean isolate = values.get(ISOLATE);
        if (isolate && isAnySet(values, List.of(DEVIATION_SCALE, GROUP_SCALE))) {
            throw UserException.configuration(
                    "Cannot use --deviation-scale or --group-scale with --isolate, which has no population: set --prior-scale.");
        }
        return new LinearSpec(
                base,
                log,
                isolate ? LinearSpec.Pooling.ISOLATED : LinearSpec.Pooling.POOLED,
                scale(values, DEVIATION_SCALE, base),
                rule(values, DEVIATION_SCALE),
                new LinearSpec.Groups(scale(values, GROUP_SCALE, base), rule(values, GROUP_SCALE)),
                values.get(REWARDS_OF));
    }

    private static ScaleRule rule(Values values, Setting<String> setting) {
        return values.get(setting).equals(ESTIMATED) ? ScaleRule.ESTIMATED : ScaleRule.FIXED;
    }

    private static double scale(Values values, Setting<String> setting, LearnSpec base) {
        String text = values.get(setting);
        if (text.equals(ESTIMATED)) {
            return base.priorScale();
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException noNumber) {
            throw UserException.configuration(
                    "Cannot use " + setting + " '" + text + "': it must be a number or " + ESTIMATED + ".");
        }
    }

    /** Whether any of them, all with defaults, is something else. */
    private static boolean isAnySet(Values values, List<Setting<?>> settings) {
        return settings.stream()
                .anyMatch(setting -> !values.get(setting)
                        .equals(setting.read(setting.fallback().orElseThrow())));
    }
}
