package dev.candor.job.study;

import dev.candor.api.settings.EngineSettings;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.study.ObservedReports;
import dev.candor.engine.study.StudyPass;
import dev.candor.io.gate.ObservedPayments;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.run.Manifest;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.run.RunInProgress;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
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

/** Whether a payment rule is p^AFF plus a term free of the agent's own report. */
@Command(
        name = "audit-equivalence",
        description = "Decide whether payments differ from the affine maximiser's only by a term that the "
                + "payer's report does not change.")
public final class AuditEquivalenceJob implements Verb {
    private static final String DEVIATING = "rules_not_equivalent";
    private static final int MOST_REPORTS = 10_000;
    private static final int MOST_SHAPLEY = 12;

    private static final Setting<String> RULE = Setting.text("rule", "NAME")
            .orElse("affine-maximiser")
            .saying("The payment rule to examine on random games: affine-maximiser, groves, mosaic,"
                    + " revenue-maximising, pay-your-value, proportional-cost or shapley-cost.");

    private static final Setting<String> PAYMENTS = Setting.path("payments", "PATH")
            .saying("Observed payments of a black box, instead of --rule: CSV of game_id, report_id, candidate_id"
                    + "[, ref_prob], others_aggregate, own_reward, own_size, payment.");

    private static final Setting<String> DIVERGENCE = Setting.text("divergence", "NAME")
            .orElse("kl")
            .saying("Divergence of the training rule that the payments belong to.");

    private static final Setting<Integer> REPORTS_TRIED = Setting.whole("reports-tried", "N")
            .orElse("150")
            .saying("Reports of each agent that are compared with its own, structured ones first.");

    private static final Setting<Double> TOLERANCE = Setting.number("tolerance", "T")
            .orElse("1.0E-9")
            .saying("The largest deviation that counts as rounding, relative to the payments and stakes compared.");

    private final Values values = DrawSettings.with(List.of(RULE, PAYMENTS, DIVERGENCE, REPORTS_TRIED, TOLERANCE));

    @Mixin
    private StudyOutput output;

    @Override
    public Values values() {
        return values;
    }

    @Override
    public List<String> plan(RunContext context) {
        WelfareMaximising mechanism = validated();
        Optional<String> payments = values.find(PAYMENTS);
        if (payments.isEmpty()) {
            rule(mechanism);
        }
        return List.of(
                payments.map(place -> "read: payments at " + place).orElse("read: nothing"),
                "compute: " + (payments.isEmpty() ? values.get(RULE) : "the payments")
                        + " less p^AFF over pairs of reports",
                "write: study.json, study.html, verdict.csv, pair.csv, pair-rewards.csv, manifest.json below "
                        + output.require());
    }

    @Override
    public ExitCode run(RunContext context) {
        WelfareMaximising mechanism = validated();
        Map<String, String> settings = context.resultConfiguration();
        Optional<String> payments = values.find(PAYMENTS);
        if (payments.isPresent()) {
            String place = payments.get();
            return PublishedRun.of(
                    context,
                    output.require(),
                    (spark, hadoop) -> InputSnapshot.read(spark, Map.of("payments", List.of(place)), output.require()),
                    work -> publish(
                            work,
                            work.phases()
                                    .run(
                                            "compare reports",
                                            () -> ObservedReports.compare(
                                                    ObservedPayments.read(work.spark(), place),
                                                    new EquivalenceTally(mechanism))),
                            "the observed payments",
                            settings),
                    AuditEquivalenceJob::verdict);
        }
        PaymentFunction examined = rule(mechanism);
        DrawnGames games = DrawSettings.games(values, true);
        return PublishedRun.of(
                context,
                output.require(),
                StudyOutput::nothing,
                work -> {
                    EngineLimits limits = work.limits(values);
                    EquivalenceTally tally = new EquivalenceTally(
                            mechanism,
                            examined,
                            DrawSettings.domain(values),
                            values.get(REPORTS_TRIED),
                            values.get(DrawSettings.SEED));
                    publish(
                            work,
                            work.phases()
                                    .run(
                                            "compare reports",
                                            () -> StudyPass.overDraws(
                                                    work.spark(),
                                                    games,
                                                    values.get(DrawSettings.DRAWS),
                                                    limits,
                                                    tally)),
                            values.get(RULE),
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
                EquivalenceStudy.of(seen, name, values.get(TOLERANCE), settings),
                Map.of(
                        "agents",
                        seen.agents(),
                        "pairs",
                        seen.pairs(),
                        DEVIATING,
                        EquivalenceStudy.passes(seen, values.get(TOLERANCE)) ? 0L : 1L));
    }

    /** A rule that is not equivalent is published, with its counter-example, and ends in exit code 4. */
    private static ExitCode verdict(Optional<Manifest> published) {
        long deviating = published.orElseThrow().counts().get(DEVIATING);
        return deviating == 0 ? ExitCode.DONE : ExitCode.CERTIFICATE_NOT_MET;
    }

    private WelfareMaximising validated() {
        DrawSettings.requireWithin(REPORTS_TRIED, values.get(REPORTS_TRIED), 1, MOST_REPORTS);
        EngineSettings.validate(values);
        double tolerance = values.get(TOLERANCE);
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw UserException.configuration("Cannot tolerate a deviation of " + tolerance
                    + ": it is a share. Set --tolerance to a number from 0 to below 1.");
        }
        return StudyRules.swMax(values.get(DIVERGENCE), values.get(DrawSettings.LAMBDA));
    }

    private PaymentFunction rule(WelfareMaximising mechanism) {
        String rule = values.get(RULE);
        if (rule.equals("shapley-cost") && DrawSettings.games(values, true).agents() > MOST_SHAPLEY) {
            throw UserException.configuration("Cannot split costs among "
                    + DrawSettings.games(values, true).agents()
                    + " agents: 2^n coalitions are trained. Set --game-agents to at most "
                    + MOST_SHAPLEY + ".");
        }
        return StudyRules.chosen(rule, KnownPayments.of(mechanism, DrawSettings.domain(values)), "--rule");
    }
}
