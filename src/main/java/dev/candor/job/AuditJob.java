package dev.candor.job;

import dev.candor.engine.Audit;
import dev.candor.engine.EngineLimits;
import dev.candor.engine.PackedReports;
import dev.candor.engine.Settle;
import dev.candor.engine.Settlement;
import dev.candor.io.InputGate;
import dev.candor.io.InputPaths;
import dev.candor.io.InputSnapshot;
import dev.candor.io.Manifest;
import dev.candor.io.PackedStore;
import dev.candor.io.PublishedSettlement;
import dev.candor.model.AuditSummary;
import dev.candor.model.ExitCode;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import dev.candor.model.Rounding;
import dev.candor.model.Tariff;
import dev.candor.model.UserException;
import dev.candor.report.AuditTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lies told to a published settlement's mechanism, and its tables checked: what holds, and what it does not protect from. */
@Command(
        name = "audit",
        description = "Audit a published settlement: the best lies against it, its properties, its limits.")
public final class AuditJob implements Verb {
    /** Where {@link #verdict} finds how many properties failed. */
    static final String FAILURES = "failed_properties";

    private static final List<String> NOT_SEEN = List.of(
            "Whether λ, boosts, prompts and candidates were fixed before the reports were read cannot be seen in what is"
                    + " published: the properties suppose it.");

    private static final String SETTLEMENT = "settlement";
    private static final String BILL = "settlement-payments";
    private static final int MOST_AGENTS = 10_000;
    private static final int MOST_LIES = 10_000;

    @Option(
            names = "--settlement",
            paramLabel = "DIR",
            description = "The --output of jobs/settle. The attack needs the tabular class; of the others the tables"
                    + " are checked.")
    @DoesNotAffectResult
    private String settlement;

    @Mixin
    private AuditInputs inputs;

    @Mixin
    private EngineOptions engine;

    @Option(
            names = "--agents-sampled",
            paramLabel = "N",
            defaultValue = "100",
            description = "Agents (payers) that are attacked: the heaviest, and others drawn by --seed. Up to 10000.")
    private int agentsSampled;

    @Option(
            names = "--lies",
            paramLabel = "N",
            defaultValue = "200",
            description =
                    "Lies that each of them tells, structured ones first, then random directions; gradient ascent and the best lie of each"
                            + " prompt come on top. Up to 10000.")
    private int lies;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "Of the sample and the random directions.")
    private long seed;

    @Mixin
    private OutputOptions publication;

    @Override
    public List<String> plan(RunContext context) {
        validate();
        List<String> lines = new ArrayList<>();
        lines.add("read: policy/, payments/ and manifest.json of the settlement at " + requireSettlement());
        lines.addAll(inputs.plan());
        lines.add("compute: " + Figures.count(lies) + " lies and more of " + Figures.count(agentsSampled)
                + " agents, seed " + seed + ", and the properties of all");
        lines.add("write: agents/, audit.json, audit.html, manifest.json below " + publication.required("audit"));
        return lines;
    }

    @Override
    public ExitCode run(RunContext context) {
        validate();
        String from = requireSettlement();
        return PublishedRun.of(
                context,
                publication.required("audit"),
                (spark, hadoop) -> snapshot(spark, hadoop, from),
                work -> audit(
                        work,
                        PublishedSettlement.open(work.spark().sessionState().newHadoopConf(), from),
                        engine.limits(work.spark(), context)),
                AuditJob::verdict);
    }

    /** A property that should hold and does not is what exit code 4 is for; the result is there: it is the evidence. */
    private static ExitCode verdict(Optional<Manifest> published) {
        return published.orElseThrow().counts().get(FAILURES) > 0 ? ExitCode.CERTIFICATE_NOT_MET : ExitCode.DONE;
    }

    private void audit(Work work, PublishedSettlement found, EngineLimits limits) {
        Audit audit = new Audit(work.spark(), found);
        AuditOutput result = new AuditOutput(work, found, publication.format());
        AuditSummary summary;
        if (isTabular(found)) {
            summary = attacked(work, audit, found, limits, result);
        } else {
            summary = result.publish(audit.tables(false, work.phases()), Optional.empty(), notAttacked(found));
        }
        work.context().out().print(AuditTable.render(summary));
    }

    private AuditSummary attacked(
            Work work, Audit audit, PublishedSettlement found, EngineLimits limits, AuditOutput result) {
        MechanismSpec mechanism = mechanism(found);
        InputPaths paths = inputs.paths(found.manifest());
        try (PackedReports reports = PackedReports.pack(
                        work.spark(),
                        work.phases().run("open the tables", () -> InputGate.open(work.spark(), paths)),
                        mechanism,
                        limits,
                        work.phases());
                Settlement anew = new Settle(work.spark(), mechanism, limits).run(reports, work.phases())) {
            Audit.Tables tables = audit.tables(reports.negativeRewards() == 0, work.phases());
            Audit.Findings findings = audit.attack(
                    reports,
                    anew,
                    mechanism,
                    tariff(found),
                    new Audit.Effort(agentsSampled, lies, seed),
                    work.phases());
            return result.publish(tables, Optional.of(findings), limitsOf(found, reports, mechanism));
        }
    }

    private static List<String> notAttacked(PublishedSettlement found) {
        return Stream.concat(
                        Stream.of(
                                "Nobody was attacked, and false names, pairs, copies and privacy were not looked at: the policy class is "
                                        + found.setting("policy-class")
                                        + ", and the attack is on the tabular class. The tables were checked by themselves. Whether every reward"
                                        + " was 0 or more is not known, so individual rationality is reported and fails nothing."),
                        NOT_SEEN.stream())
                .toList();
    }

    private static List<String> limitsOf(PublishedSettlement found, PackedReports reports, MechanismSpec mechanism) {
        List<String> limits = new ArrayList<>(NOT_SEEN);
        limits.add("Near copies that differ in whether a row is there at all are not found.");
        if (Boolean.parseBoolean(found.setting("candidates-from-reports"))) {
            limits.add(
                    "The candidates were taken from the reports: an agent can add candidates by reporting them, and no lie"
                            + " of that kind was tried, and no bound on ε is stated.");
        }
        if (mechanism.paymentRule() == PaymentRule.NONE) {
            limits.add("Nobody pays under this settlement's rule: that lies gain is what is to be expected (Thm 4.2 of"
                    + " Sun et al. 2025), and no property is claimed of it.");
        }
        if (reports.payers() != reports.agents()) {
            limits.add(
                    "Several agents share a payer: a payer lies about the sum of its agents' rewards, in any domain.");
        }
        if (reports.negativeRewards() > 0) {
            limits.add("Some rewards are below 0: individual rationality is reported and fails nothing.");
        }
        if (reports.areLearned()) {
            limits.add(
                    "Rewards were learned: gains are against the rewards as learned. What lies in the logs that they"
                            + " were learned from can gain was not looked at; the incentive gap bounds the effect of the errors.");
        }
        return limits;
    }

    private static boolean isTabular(PublishedSettlement found) {
        return found.setting("policy-class").equals("tabular");
    }

    /** The mechanism as the settlement's manifest has it. */
    private static MechanismSpec mechanism(PublishedSettlement found) {
        return new MechanismSpec(
                found.setting("divergence"),
                Double.parseDouble(found.setting("lambda")),
                choice(PaymentRule.class, found.setting("payment-rule")),
                choice(Normalisation.class, found.setting("normalise")),
                choice(RewardDomain.class, found.setting("domain")));
    }

    private static Tariff tariff(PublishedSettlement found) {
        return new Tariff(
                found.setting("currency"),
                Integer.parseInt(found.setting("scale")),
                new BigDecimal(found.setting("unit-price")),
                choice(Rounding.class, found.setting("rounding")));
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String typed) {
        return Enum.valueOf(type, typed.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private InputSnapshot snapshot(SparkSession spark, Configuration hadoop, String from) {
        PublishedSettlement found = PublishedSettlement.open(hadoop, from);
        Map<String, List<String>> locations = new TreeMap<>();
        if (isTabular(found)) {
            InputPaths paths = inputs.paths(found.manifest());
            Optional<PackedStore> packed = paths.packed().map(place -> PackedStore.open(hadoop, place));
            locations.putAll(LogOptions.locations(paths, packed));
        }
        locations.put(SETTLEMENT, found.files());
        locations.put(BILL, found.billFiles());
        InputSnapshot snapshot = InputSnapshot.read(spark, locations);
        found.requireAsPublished(snapshot.tables().get(SETTLEMENT));
        found.requireBillAsPublished(snapshot.tables().get(BILL));
        if (isTabular(found)) {
            AuditInputs.requireAsRead(found.manifest(), snapshot.tables());
        }
        return snapshot;
    }

    private void validate() {
        engine.validate();
        if (agentsSampled < 1 || agentsSampled > MOST_AGENTS) {
            throw UserException.configuration("Cannot attack " + agentsSampled
                    + " agents: --agents-sampled must be from 1 to " + MOST_AGENTS + ".");
        }
        if (lies < 1 || lies > MOST_LIES) {
            throw UserException.configuration(
                    "Cannot tell " + lies + " lies: --lies must be from 1 to " + MOST_LIES + ".");
        }
    }

    private String requireSettlement() {
        if (settlement == null || settlement.isBlank()) {
            throw UserException.configuration("Cannot audit without a settlement: set --settlement DIR.");
        }
        return settlement;
    }
}
