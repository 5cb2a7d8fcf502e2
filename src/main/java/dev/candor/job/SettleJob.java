package dev.candor.job;

import dev.candor.engine.EngineLimits;
import dev.candor.engine.Features;
import dev.candor.engine.PackedReports;
import dev.candor.engine.Settle;
import dev.candor.engine.Settlement;
import dev.candor.io.InputGate;
import dev.candor.io.InputPaths;
import dev.candor.io.InputTable;
import dev.candor.io.InputTables;
import dev.candor.io.VectorTables;
import dev.candor.model.ExitCode;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import dev.candor.model.SettlementSummary;
import dev.candor.model.Tariff;
import dev.candor.model.UserException;
import dev.candor.policy.SecondOrderCharges;
import dev.candor.report.ConsoleReport;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The main job: reports in, policy and payments out, in one immutable run directory. */
@Command(
        name = "settle",
        description = "Settle preference reports: the policy that maximises welfare and what each agent owes.")
public final class SettleJob implements Verb {
    @Mixin
    private GameOptions input;

    @Mixin
    private MechanismOptions options;

    @Mixin
    private EngineOptions engine;

    @Mixin
    private OutputOptions publication;

    @Option(
            names = "--errors",
            paramLabel = "PATH",
            description = "Errors of learned rewards (jobs/learn): agent_id, delta, confidence. Adds 2 x weight x delta"
                    + " to each agent's incentive gap.")
    @DoesNotAffectResult
    private String errors;

    @Option(
            names = "--max-incentive-gap",
            paramLabel = "GAP",
            description =
                    "The most, in units of reward x weight, that any agent may be able to gain by lying, given what"
                            + " was computed; above it nothing is published and the exit code is 4. Without: any.")
    private Double maxIncentiveGap;

    @Option(
            names = "--require-certificate",
            description =
                    "Refuse, with exit code 2 and before any pass over reports, to settle where no bound is proved"
                            + " on what lying can gain: log-linear where theta has to be searched for, and payment rule none.")
    private boolean requireCertificate;

    @Mixin
    private SearchOptions search;

    @Option(
            names = "--payment-tolerance",
            paramLabel = "EPS",
            defaultValue = "0",
            description = "Log-linear: agents whose second-order payment is proved to lie in an interval at most EPS of"
                    + " itself wide pay that and skip the pass over the candidates; 0: none. Up to 0.1. What it may"
                    + " miss is in the incentive gap.")
    private double paymentTolerance;

    @Override
    public List<String> plan(RunContext context) {
        MechanismSpec mechanism = options.mechanism();
        List<String> lines = new ArrayList<>(LogOptions.plan(paths()));
        lines.add("compute: the " + options.policyClass() + " policy under " + mechanism.divergence()
                + " divergence, lambda " + mechanism.lambda() + ", and " + Options.typed(mechanism.paymentRule())
                + " payments");
        lines.add("write: policy/, payments/, summary.json, report.html, manifest.json below "
                + publication.required("settle"));
        options.tariff();
        validateGap();
        requireCertifiable(isSearched(mechanism));
        validateTolerance();
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        InputPaths paths = paths();
        MechanismSpec mechanism = options.mechanism();
        Tariff tariff = options.tariff();
        engine.validate();
        validateGap();
        requireCertifiable(isSearched(mechanism));
        validateTolerance();
        return PublishedRun.of(context, publication.required("settle"), paths, work -> {
            EngineLimits limits = engine.limits(work.spark(), context);
            if (options.policyClass() == PolicyClass.LOG_LINEAR) {
                linear(work, paths, mechanism, limits, tariff);
                return;
            }
            try (PackedReports reports = GatedReports.pack(work, paths, mechanism, limits, input);
                    Settlement settlement = new Settle(work.spark(), mechanism, limits).run(reports, work.phases())) {
                publish(
                        work,
                        mechanism,
                        tariff,
                        reports,
                        settlement,
                        SettlementOutput.counts(reports),
                        Degenerate.Prompts.of(reports));
            }
        });
    }

    private void linear(Work work, InputPaths paths, MechanismSpec mechanism, EngineLimits limits, Tariff tariff) {
        try (InputTables tables = work.phases().run("open the tables", () -> InputGate.open(work.spark(), paths));
                Features features = work.phases()
                        .run(
                                "read the features",
                                () -> Features.read(
                                        work.spark(), tables, VectorTables.features(work.spark(), paths), limits))) {
            boolean searched = isSearched(mechanism) || features.isRestricting();
            requireCertifiable(searched);
            Settle settle = new Settle(work.spark(), mechanism, limits);
            try (PackedReports coefficients = GatedReports.pack(
                            work,
                            VectorTables.coefficients(work.spark(), paths, features.count(), tables),
                            mechanism,
                            limits,
                            input);
                    Settlement settlement = searched
                            ? settle.restricted(
                                    coefficients, features, search.search(options.policyClass()), work.phases())
                            : settle.logLinear(coefficients, features, paymentTolerance, work.phases())) {
                publish(
                        work,
                        mechanism,
                        tariff,
                        coefficients,
                        settlement,
                        counts(coefficients, features),
                        Degenerate.Prompts.of(features));
            }
        }
    }

    private static SettlementSummary.Counts counts(PackedReports coefficients, Features features) {
        SettlementSummary.Counts read = SettlementOutput.counts(coefficients);
        return new SettlementSummary.Counts(
                read.agents(),
                read.payers(),
                features.prompts(),
                features.candidates(),
                read.reportRows(),
                read.duplicateRows(),
                read.rejectedRows());
    }

    /** Whether the flags alone say that θ has to be searched for; policy features may say so too. */
    private boolean isSearched(MechanismSpec mechanism) {
        boolean ridged = search.search(options.policyClass()).ridge() > 0;
        return options.policyClass() == PolicyClass.LOG_LINEAR
                && (ridged || !mechanism.divergence().equals("kl"));
    }

    /** A local optimum certifies nothing, however small the slopes left there are. */
    private void requireCertifiable(boolean searched) {
        if (requireCertificate && options.mechanism().paymentRule() == PaymentRule.NONE) {
            throw UserException.configuration(
                    "Cannot certify a settlement in which nobody pays: no bound is known on what"
                            + " lying can gain. Drop --require-certificate or use --payment-rule affine-maximiser.");
        }
        if (searched && (requireCertificate || maxIncentiveGap != null)) {
            throw UserException.configuration("Cannot certify the log-linear class with a --divergence other than kl, a"
                    + " --ridge or policy_features: its welfare is not concave, the search ends at a local optimum, and"
                    + " no bound is known on what lying can gain. Drop "
                    + (requireCertificate ? "--require-certificate" : "--max-incentive-gap")
                    + ", or settle under another --policy-class.");
        }
    }

    private void publish(
            Work work,
            MechanismSpec mechanism,
            Tariff tariff,
            PackedReports reports,
            Settlement settlement,
            SettlementSummary.Counts counts,
            Degenerate.Prompts prompts) {
        requireGap(settlement);
        SettlementOutput result = new SettlementOutput(work, mechanism, tariff, paymentTolerance);
        work.context()
                .out()
                .print(ConsoleReport.render(
                        result.publish(reports, settlement, counts, prompts, input, publication.format()),
                        work.context().page()));
    }

    private void validateGap() {
        if (maxIncentiveGap != null && !(maxIncentiveGap >= 0)) {
            throw UserException.configuration("Cannot ask for an incentive gap of at most " + maxIncentiveGap
                    + ": --max-incentive-gap must be >= 0.");
        }
    }

    private void validateTolerance() {
        if (!(paymentTolerance >= 0 && paymentTolerance <= SecondOrderCharges.MOST_TOLERANCE)) {
            throw UserException.configuration("Cannot allow payments to be within " + paymentTolerance
                    + " of themselves: --payment-tolerance must be from 0 to " + SecondOrderCharges.MOST_TOLERANCE
                    + ".");
        }
        if (paymentTolerance > 0 && options.policyClass() != PolicyClass.LOG_LINEAR) {
            throw UserException.configuration("Cannot use --payment-tolerance under --policy-class "
                    + options.policyClass()
                    + ": only the log-linear class has second-order payments. Drop it.");
        }
    }

    private void requireGap(Settlement settlement) {
        if (maxIncentiveGap != null && !(settlement.largestIncentiveGap() <= maxIncentiveGap)) {
            String gain = settlement.largestIncentiveGap() == Double.POSITIVE_INFINITY
                    ? "no bound is known on what some agent could gain by lying"
                    : "some agent could gain up to " + settlement.largestIncentiveGap() + " by lying";
            throw UserException.certificateNotMet("Cannot publish: " + gain
                    + ", given what was computed, and --max-incentive-gap allows " + maxIncentiveGap
                    + ". Raise it, or settle under a class or rule whose payments are"
                    + " exact.");
        }
    }

    /** The tables of the policy class, and no others. */
    private InputPaths paths() {
        InputPaths paths = input.paths();
        boolean linear = options.policyClass() == PolicyClass.LOG_LINEAR;
        if (linear != paths.of(InputTable.COEFFICIENTS).isPresent()) {
            throw UserException.configuration(
                    linear
                            ? "Cannot settle the log-linear class without coefficients: set --coefficients PATH."
                            : "Cannot use coefficients under --policy-class " + options.policyClass()
                                    + ": set --policy-class log-linear.");
        }
        boolean mixture = options.policyClass() == PolicyClass.MIXTURE;
        if (mixture != paths.of(InputTable.EXPERTS).isPresent()) {
            throw UserException.configuration(
                    mixture
                            ? "Cannot settle a mixture without experts: set --experts PATH."
                            : "Cannot use experts under --policy-class " + options.policyClass()
                                    + ": set --policy-class mixture, or drop --experts.");
        }
        boolean catalog = options.policyClass() == PolicyClass.CATALOG;
        if (catalog != paths.of(InputTable.VALUATIONS).isPresent()) {
            throw UserException.configuration(
                    catalog
                            ? "Cannot settle a catalog from reports: --policy-class catalog takes --valuations PATH and"
                                    + " --checkpoints PATH."
                            : "Cannot settle valuations of checkpoints under --policy-class " + options.policyClass()
                                    + ": set --policy-class catalog.");
        }
        return errors == null ? paths : paths.with(InputTable.ERRORS, errors);
    }
}
