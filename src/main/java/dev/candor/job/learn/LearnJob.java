package dev.candor.job.learn;

import dev.candor.engine.learn.LearnSpec;
import dev.candor.engine.learn.Learned;
import dev.candor.engine.learn.LearnedRewards;
import dev.candor.engine.learn.LinearRewards;
import dev.candor.engine.learn.LinearSpec;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.gate.PreferenceLog;
import dev.candor.io.gate.VectorTables;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.job.cli.Options;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.LogOptions;
import dev.candor.job.run.OutputOptions;
import dev.candor.job.run.PreferenceOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.run.RunInProgress;
import dev.candor.job.run.TableOptions;
import dev.candor.job.session.EngineOptions;
import dev.candor.model.ExitCode;
import dev.candor.model.RatingCorrection;
import dev.candor.model.RatingScale;
import dev.candor.model.TargetDomain;
import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Logs of preferences in, rewards as settle reads them out, with a bound on each agent's error. */
@Command(
        name = "learn",
        description = "Learn each agent's rewards from comparisons, rankings or ratings, with error bounds.")
public final class LearnJob implements Verb {
    /** What is learned. */
    enum Model {
        /** A reward of each candidate on each prompt. */
        TABULAR,
        /** The coefficients of rewards that are linear in the candidates' features. */
        LINEAR,
        /** Features of candidates and coefficients of agents, pooled. */
        LOW_RANK
    }

    @Mixin
    private PreferenceOptions log;

    @Mixin
    private LinearOptions linear;

    @Mixin
    private EngineOptions engine;

    @Mixin
    private LowRankOptions lowRank;

    @Mixin
    private TableOptions reading;

    @Mixin
    private OutputOptions result;

    @Option(
            names = "--candidates",
            paramLabel = "PATH",
            description =
                    "Candidates: prompt_id, candidate_id. With this table an agent has a reward and an error for every candidate of the "
                            + "prompts in its log; without it, only for candidates in its log. A linear model "
                            + "needs it, with features array<double>: Parquet or JSON Lines.")
    @DoesNotAffectResult
    private String candidates;

    @Option(
            names = "--agents",
            paramLabel = "PATH",
            description =
                    "Agents: agent_id[, group_id]. Others are rejected. In a linear model the mean of an agent's coefficients is that of its group_id, and "
                            + "the mean of a group's is that of the population.")
    @DoesNotAffectResult
    private String agents;

    @Option(names = "--model", paramLabel = "MODEL", defaultValue = "tabular", description = "What is learned.")
    private Model model;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            defaultValue = "unit",
            description = "Range of the learned rewards (docs/learning.md).")
    private TargetDomain domain;

    @Option(
            names = "--prior-scale",
            paramLabel = "SIGMA",
            defaultValue = "1.0",
            description =
                    "Standard deviation of an agent's utilities, or of its coefficients under --isolate, before its log"
                            + " is read, in logits.")
    private double priorScale;

    @Option(
            names = "--tie-prevalence",
            paramLabel = "NU",
            defaultValue = "0.5",
            description = "Davidson's nu: candidates of equal utility tie with probability nu / (2 + nu). 0: a "
                    + "tie is half a win for each.")
    private double tiePrevalence;

    @Option(
            names = "--confidence",
            paramLabel = "P",
            defaultValue = "0.95",
            description = "Confidence of each agent's error bound, over all its candidates at once.")
    private double confidence;

    @Option(
            names = "--rating-correction",
            paramLabel = "RULE",
            defaultValue = "none",
            description = "How to correct for each agent's use of the rating scale.")
    private RatingCorrection ratingCorrection;

    @Option(
            names = "--rating-noise",
            paramLabel = "SD",
            defaultValue = "0.0",
            description =
                    "Standard deviation of one rating around the agent's true position, as a share of " + "the scale.")
    private double ratingNoise;

    /** @throws UserException where a table of the model cannot be of the format */
    private LinearSpec coefficients(LearnSpec spec) {
        LinearSpec coefficients = linear.spec(spec, table());
        if (result.format() == TableFormat.CSV) {
            throw UserException.configuration(
                    "Cannot write coefficients and their population as CSV, which has no arrays:"
                            + " set --output-format to parquet or json.");
        }
        return coefficients;
    }

    @Override
    public List<String> plan(RunContext context) {
        List<String> lines = new ArrayList<>(LogOptions.plan(paths()));
        if (model == Model.LOW_RANK) {
            lowRankRun();
            lines.addAll(LowRankRun.plan(result.required("learn")));
            return lines;
        }
        LearnSpec spec = spec();
        List<String> tables = new ArrayList<>(List.of("reports/", "errors/"));
        if (model == Model.LINEAR) {
            LinearSpec coefficients = coefficients(spec);
            tables.addAll(List.of("coefficients/", "agents/", "model/"));
            if (coefficients.reports() == LinearSpec.RewardScope.NONE) {
                tables.remove("reports/");
            }
            if (agents != null && coefficients.pooling() == LinearSpec.Pooling.POOLED) {
                tables.add("groups/ (where --agents has group_id)");
            }
        } else {
            linear.refuse();
        }
        lines.add("compute: " + Options.typed(model) + " rewards in the " + Options.typed(spec.domain())
                + " domain, errors at confidence " + spec.confidence());
        lines.add("write: " + String.join(", ", tables) + ", summary.json, manifest.json below "
                + result.required("learn"));
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        InputPaths paths = paths();
        if (model == Model.LOW_RANK) {
            return lowRankRun().run(context, result.required("learn"), paths);
        }
        LearnSpec spec = spec();
        Optional<LinearSpec> coefficients = model == Model.LINEAR ? Optional.of(coefficients(spec)) : Optional.empty();
        if (coefficients.isEmpty()) {
            linear.refuse();
        }
        engine.validate();
        return PublishedRun.of(context, result.required("learn"), paths, work -> {
            EngineLimits limits = engine.limits(work.spark(), context);
            PreferenceLog opened =
                    work.phases().run("open the tables", () -> PreferenceLog.open(work.spark(), paths, log.scale()));
            if (coefficients.isPresent()) {
                linear(work, opened, paths, coefficients.get(), limits);
            } else {
                tabular(work, opened, spec, limits);
            }
        });
    }

    private void tabular(RunInProgress work, PreferenceLog opened, LearnSpec spec, EngineLimits limits) {
        try (LearnedRewards learned = LearnedRewards.of(work.spark(), opened, spec, limits, work.phases())) {
            publish(work, learned, () -> LearnAccount.tabular(spec, opened.table()), opened.table());
        }
    }

    private void linear(
            RunInProgress work, PreferenceLog opened, InputPaths paths, LinearSpec spec, EngineLimits limits) {
        try (LinearRewards learned = LinearRewards.of(
                work.spark(), opened, () -> VectorTables.features(work.spark(), paths), spec, limits, work.phases())) {
            publish(work, learned, () -> LearnAccount.linear(spec, learned), opened.table());
        }
    }

    private void publish(RunInProgress work, Learned learned, Supplier<LearnAccount> account, InputTable table) {
        GatedReports.requireAcceptable(work, learned.rejections(), learned.rowsAccepted(), reading.maxRejectedRows());
        work.context()
                .out()
                .print(new LearnOutput(work, table, confidence).publish(learned, account.get(), result.format()));
    }

    private InputTable table() {
        return log.table().keySet().iterator().next();
    }

    private LowRankRun lowRankRun() {
        linear.refuse();
        boolean utilities =
                domain != TargetDomain.UNIT || priorScale != 1 || tiePrevalence != 0.5 || confidence != 0.95;
        if (utilities || ratingCorrection != RatingCorrection.NONE || ratingNoise != 0 || candidates != null) {
            throw UserException.configuration("Cannot use --candidates, --domain, --prior-scale, --tie-prevalence,"
                    + " --confidence, --rating-correction or --rating-noise with --model low-rank, which learns scores"
                    + " as they are, and no bounds: drop them.");
        }
        return new LowRankRun(lowRank.spec(), log.scale(), result.format(), reading.maxRejectedRows());
    }

    private LearnSpec spec() {
        lowRank.refuse();
        Optional<RatingScale> scale = log.scale();
        if (scale.isEmpty() && (ratingCorrection != RatingCorrection.NONE || ratingNoise != 0)) {
            throw UserException.configuration(
                    "Cannot use --rating-correction or --rating-noise without ratings: set --ratings, or drop them.");
        }
        return new LearnSpec(
                priorScale,
                tiePrevalence,
                confidence,
                domain,
                ratingCorrection,
                scale.map(RatingScale::halfStep).orElse(0.0),
                ratingNoise);
    }

    private InputPaths paths() {
        reading.requireTolerance();
        Map<InputTable, String> tables = new EnumMap<>(log.table());
        if (candidates != null) {
            tables.put(InputTable.CANDIDATES, candidates);
        }
        if (agents != null) {
            boolean grouped = model == Model.LINEAR && !linear.isolate();
            tables.put(grouped ? InputTable.AGENT_GROUPS : InputTable.AGENTS, agents);
        }
        if (model == Model.LINEAR && candidates == null) {
            throw UserException.configuration("Cannot learn a linear model without features: set --candidates to a"
                    + " table with the column features.");
        }
        return new InputPaths(tables, Optional.empty(), reading.format());
    }
}
