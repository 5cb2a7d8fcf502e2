package dev.candor.job.audit;

import dev.candor.engine.audit.Audit;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.run.Manifest;
import dev.candor.io.store.PackedStore;
import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.progress.Figures;
import dev.candor.job.run.LogOptions;
import dev.candor.job.run.OutputOptions;
import dev.candor.job.run.PublishedRun;
import dev.candor.job.run.RunInProgress;
import dev.candor.job.session.EngineOptions;
import dev.candor.job.settle.Resettled;
import dev.candor.model.AuditSummary;
import dev.candor.model.ExitCode;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PaymentRule;
import dev.candor.model.UserException;
import dev.candor.report.audit.AuditTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lies told to a published settlement's mechanism, and its tables checked: what holds, and what it does not protect from. */
@Command(
        name = "audit",
        description =
                "Audit a published settlement: search for lies that gain, check its properties, " + "state its limits.")
public final class AuditJob implements Verb {
    /** Where {@link #verdict} finds how many properties failed. */
    static final String FAILURES = "failed_properties";

    private static final List<String> NOT_SEEN =
            List.of("The properties assume that λ, boosts, prompts and candidates were fixed before the "
                    + "reports were read. The published files cannot prove this.");

    private static final String NOT_ATTACKED =
            "No agent was attacked, and false names, pairs and copies were not examined: the "
                    + "coefficients were found by search, the result is a local optimum, and this class "
                    + "does not claim that truth is the best strategy. The tables were checked by "
                    + "themselves and against a new settlement of the same reports.";

    private static final String SETTLEMENT = "settlement";
    private static final String BILL = "settlement-payments";
    private static final int MOST_AGENTS = 10_000;
    private static final int MOST_LIES = 10_000;

    @Option(names = "--settlement", paramLabel = "DIR", description = "The --output of jobs/settle.")
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
            description = "Number of agents (payers) to attack: those with the largest weight x boost, and "
                    + "others selected by --seed. Up to 10000.")
    private int agentsSampled;

    @Option(
            names = "--lies",
            paramLabel = "N",
            defaultValue = "200",
            description = "Number of lies to try for each agent: structured ones first, then random "
                    + "directions. Gradient ascents come in addition, and in the tabular class the best "
                    + "lie of each prompt. The other classes solve the mechanism again for each lie, and "
                    + "try fewer if that takes long. Up to 10000.")
    private int lies;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "Seed of the sample and of the random directions.")
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
                (spark, hadoop) -> snapshot(spark, hadoop, from, publication.required("audit")),
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

    private void audit(RunInProgress work, PublishedSettlement found, EngineLimits limits) {
        Audit audit = new Audit(work.spark(), found);
        AuditOutput result = new AuditOutput(work, found, publication.format());
        try (Resettled again = Resettled.of(work, found, inputs.paths(found.manifest()), limits)) {
            boolean nonNegative = again.reports.negativeRewards() == 0 && !isLinear(found);
            Audit.Tables tables = audit.tables(nonNegative, work.phases())
                    .with(audit.against(again.settlement, again.tariff(), work.phases()));
            Optional<Audit.Findings> findings = audit.attack(
                    again.reports,
                    again.settlement,
                    again.mechanism,
                    new Audit.Effort(agentsSampled, lies, seed),
                    work.phases());
            AuditSummary summary = result.publish(tables, findings, limitsOf(found, again, findings));
            work.context().out().print(AuditTable.render(summary, work.context().page()));
        }
    }

    private List<String> limitsOf(PublishedSettlement found, Resettled again, Optional<Audit.Findings> findings) {
        PackedReports reports = again.reports;
        MechanismSpec mechanism = again.mechanism;
        List<String> limits = new ArrayList<>(NOT_SEEN);
        findings.map(Audit.Findings::attack)
                .ifPresentOrElse(
                        attack -> limits.addAll(ofTheAttack(found, mechanism, attack)), () -> limits.add(NOT_ATTACKED));
        limits.add("Near copies with different rows are not found.");
        if (Boolean.parseBoolean(found.setting("candidates-from-reports"))) {
            limits.add(
                    "The candidates were taken from the reports: an agent can add candidates by reporting them. No lie of that kind was tried, and "
                            + "no bound on ε is stated.");
        }
        if (mechanism.paymentRule() == PaymentRule.NONE) {
            limits.add("Nobody pays under this settlement's rule. Lies then gain as expected (Thm 4.2 of "
                    + "Sun et al. 2025), and the settlement claims no property about them.");
        }
        if (reports.payers() != reports.agents()) {
            limits.add(
                    "Several agents share a payer: a payer lies about the sum of its agents' rewards, in any domain.");
        }
        if (isLinear(found)) {
            limits.add("Coefficients times features may be below 0: individual rationality is reported, but "
                    + "not required.");
        } else if (reports.negativeRewards() > 0) {
            limits.add("Some rewards are below 0: individual rationality is reported, but not required.");
        }
        if (reports.areLearned()) {
            limits.add("Rewards were learned: gains are measured with the learned rewards. Lies in the logs "
                    + "were not examined. The incentive gap bounds the effect of the errors.");
        }
        return limits;
    }

    /** What an attack on a class other than the tabular one leaves out. */
    private List<String> ofTheAttack(PublishedSettlement found, MechanismSpec mechanism, AuditSummary.Attack attack) {
        List<String> limits = new ArrayList<>();
        if (attack.lies() < lies
                || attack.sampled()
                        < Math.min(agentsSampled, found.manifest().counts().get("payers"))) {
            limits.add("Asked for " + Figures.count(agentsSampled, "agent") + " and " + Figures.count(lies)
                    + " lies each; " + Figures.count(attack.sampled()) + " told " + Figures.count(attack.lies())
                    + ": agents without reports are left out, and if a new solution for every lie takes "
                    + "long, fewer lies and agents are tried.");
        }
        if (attack.unsettled() > 0) {
            limits.add(Figures.count(attack.unsettled())
                    + " of the lies lead to a game that the solver could not certify. Nothing would be "
                    + "settled then, so they count as no gain.");
        }
        String ofTheClass = mechanism.policyClass().limitOfLies(mechanism.domain());
        if (!ofTheClass.isEmpty()) {
            limits.add(ofTheClass);
        }
        return limits;
    }

    private static boolean isLinear(PublishedSettlement found) {
        return found.policyClass().isLinear();
    }

    private InputSnapshot snapshot(SparkSession spark, Configuration hadoop, String from, String output) {
        PublishedSettlement found = PublishedSettlement.open(hadoop, from);
        Map<String, List<String>> locations = new TreeMap<>();
        InputPaths paths = inputs.paths(found.manifest());
        Optional<PackedStore> packed = paths.packed().map(place -> PackedStore.open(hadoop, place));
        locations.putAll(LogOptions.locations(paths, packed));
        locations.put(SETTLEMENT, found.files());
        locations.put(BILL, found.billFiles());
        InputSnapshot snapshot = InputSnapshot.read(spark, locations, output);
        found.requireAsPublished(snapshot.tables().get(SETTLEMENT));
        found.requireBillAsPublished(snapshot.tables().get(BILL));
        AuditInputs.requireAsRead(found.manifest(), snapshot.tables());
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
                    "Cannot try " + lies + " lies: --lies must be from 1 to " + MOST_LIES + ".");
        }
    }

    private String requireSettlement() {
        if (settlement == null || settlement.isBlank()) {
            throw UserException.configuration("Cannot audit without a settlement: set --settlement DIR.");
        }
        return settlement;
    }
}
