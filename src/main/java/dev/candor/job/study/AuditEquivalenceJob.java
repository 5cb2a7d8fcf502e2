package dev.candor.job.study;

import dev.candor.api.EngineSettings;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.study.ObservedReports;
import dev.candor.engine.study.StudyPass;
import dev.candor.io.gate.ObservedPayments;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.run.Manifest;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import dev.candor.setting.Values;
import dev.candor.study.DrawnGames;
import dev.candor.study.EquivalenceStudy;
import dev.candor.study.EquivalenceTally;
import dev.candor.study.KnownPayments;
import dev.candor.study.PaymentFunction;
import dev.candor.study.WelfareMaximising;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether a payment rule is p^AFF plus a term free of the agent's own report. */
@Command(
        name = "audit-equivalence",
        description = "Decide whether payments differ from the affine maximiser's only by a term that the "
                + "payer's report does not change.")
public final class AuditEquivalenceJob implements Verb {
    private static final String DEVIATING = "rules_not_equivalent";
    private static final int MOST_REPORTS = 10_000;
    private static final int MOST_SHAPLEY = 12;

    private final Values values = new Values(EngineSettings.ALL);

    @Option(
            names = "--rule",
            paramLabel = "NAME",
            defaultValue = "affine-maximiser",
            description =
                    "The payment rule to examine on random games: affine-maximiser, groves, mosaic, revenue-maximising,"
                            + " pay-your-value, proportional-cost or shapley-cost.")
    private String rule;

    @Option(
            names = "--payments",
            paramLabel = "PATH",
            description = "Observed payments of a black box, instead of --rule: CSV of game_id, report_id, candidate_id"
                    + "[, ref_prob], others_aggregate, own_reward, own_size, payment.")
    @DoesNotAffectResult
    private String payments;

    @Option(
            names = "--divergence",
            paramLabel = "NAME",
            defaultValue = "kl",
            description = "Divergence of the training rule that the payments belong to.")
    private String divergence;

    @Option(
            names = "--reports-tried",
            paramLabel = "N",
            defaultValue = "150",
            description = "Reports of each agent that are compared with its own, structured ones first.")
    private int reportsTried;

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            defaultValue = "1.0E-9",
            description =
                    "The largest deviation that counts as rounding, relative to the payments and stakes " + "compared.")
    private double tolerance;

    @Mixin
    private DrawOptions draws;

    @Mixin
    private StudyOutput output;

    @Override
    public Values values() {
        return values;
    }

    @Override
    public List<String> plan(RunContext context) {
        WelfareMaximising mechanism = validated();
        if (payments == null) {
            rule(mechanism);
        }
        return List.of(
                payments == null ? "read: nothing" : "read: payments at " + payments,
                "compute: " + (payments == null ? rule : "the payments") + " less p^AFF over pairs of reports",
                "write: study.json, study.html, verdict.csv, pair.csv, pair-rewards.csv, manifest.json below "
                        + output.require());
    }

    @Override
    public ExitCode run(RunContext context) {
        WelfareMaximising mechanism = validated();
        Map<String, String> settings = context.resultConfiguration();
        if (payments != null) {
            return PublishedRun.of(
                    context,
                    output.require(),
                    (spark, hadoop) ->
                            InputSnapshot.read(spark, Map.of("payments", List.of(payments)), output.require()),
                    work -> publish(
                            work,
                            work.phases()
                                    .run(
                                            "compare reports",
                                            () -> ObservedReports.compare(
                                                    ObservedPayments.read(work.spark(), payments),
                                                    new EquivalenceTally(mechanism))),
                            "the observed payments",
                            settings),
                    AuditEquivalenceJob::verdict);
        }
        PaymentFunction examined = rule(mechanism);
        DrawnGames games = draws.games(true);
        return PublishedRun.of(
                context,
                output.require(),
                StudyOutput::nothing,
                work -> {
                    EngineLimits limits = work.limits(values);
                    EquivalenceTally tally =
                            new EquivalenceTally(mechanism, examined, draws.domain(), reportsTried, draws.seed());
                    publish(
                            work,
                            work.phases()
                                    .run(
                                            "compare reports",
                                            () -> StudyPass.overDraws(
                                                    work.spark(), games, draws.draws(), limits, tally)),
                            rule,
                            settings);
                },
                AuditEquivalenceJob::verdict);
    }

    private void publish(RunInProgress work, EquivalenceTally seen, String name, Map<String, String> settings) {
        if (seen.pairs() == 0) {
            throw UserException.inputRejected(
                    "Cannot compare payments: no game has two reports. Give each game_id at least two report_id.");
        }
        StudyOutput.publish(
                work,
                EquivalenceStudy.of(seen, name, tolerance, settings),
                Map.of(
                        "agents",
                        seen.agents(),
                        "pairs",
                        seen.pairs(),
                        DEVIATING,
                        EquivalenceStudy.passes(seen, tolerance) ? 0L : 1L));
    }

    /** A rule that is not equivalent is published, with its counter-example, and ends in exit code 4. */
    private static ExitCode verdict(Optional<Manifest> published) {
        long deviating = published.orElseThrow().counts().get(DEVIATING);
        return deviating == 0 ? ExitCode.DONE : ExitCode.CERTIFICATE_NOT_MET;
    }

    private WelfareMaximising validated() {
        DrawOptions.requireWithin("--reports-tried", reportsTried, 1, MOST_REPORTS);
        EngineSettings.validate(values);
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw UserException.configuration("Cannot tolerate a deviation of " + tolerance
                    + ": it is a share. Set --tolerance to a number from 0 to below 1.");
        }
        return StudyRules.swMax(divergence, draws.lambda());
    }

    private PaymentFunction rule(WelfareMaximising mechanism) {
        if (rule.equals("shapley-cost") && draws.games(true).agents() > MOST_SHAPLEY) {
            throw UserException.configuration("Cannot split costs among "
                    + draws.games(true).agents() + " agents: 2^n coalitions are trained. Set --game-agents to at most "
                    + MOST_SHAPLEY + ".");
        }
        return StudyRules.chosen(rule, KnownPayments.of(mechanism, draws.domain()), "--rule");
    }
}
