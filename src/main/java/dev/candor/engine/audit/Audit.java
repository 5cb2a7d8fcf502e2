package dev.candor.engine.audit;

import static org.apache.spark.sql.functions.lit;

import dev.candor.divergence.Divergences;
import dev.candor.divergence.Regulariser;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.Phases;
import dev.candor.engine.settle.Settlement;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.mechanism.attack.AttackPlan;
import dev.candor.mechanism.attack.AuditedRule;
import dev.candor.mechanism.attack.Lies;
import dev.candor.mechanism.attack.PairAttack;
import dev.candor.mechanism.attack.Resolution;
import dev.candor.model.AuditSummary.Attack;
import dev.candor.model.AuditSummary.Duplicates;
import dev.candor.model.AuditSummary.Pair;
import dev.candor.model.AuditSummary.Privacy;
import dev.candor.model.AuditSummary.Property;
import dev.candor.model.AuditSummary.Split;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PaymentConcentration;
import dev.candor.model.PolicyClass;
import dev.candor.model.RewardDomain;
import dev.candor.model.Tariff;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/** An audit of a published settlement: its tables, and, where its reports are at hand, lies against its mechanism. */
public final class Audit {
    /** Lines that are shown of a longer list. */
    static final int SHOWN = 20;

    private final SparkSession spark;
    private final PublishedSettlement settlement;

    public Audit(SparkSession spark, PublishedSettlement settlement) {
        this.spark = spark;
        this.settlement = settlement;
    }

    /**
     * How hard to look.
     *
     * @param agents how many are attacked, at least 1
     * @param lies how many are told everywhere, at least 1
     */
    public record Effort(int agents, int lies, long seed) {
        /** Numbers that all solutions of an attack may read, about: some minutes of one core. */
        private static final double MOST_WORK = 2e9;

        /** Solutions beside those of the lies: false names, pairs and ascents. */
        private static final int OTHERS = 250;

        private static final int FEWEST_LIES = 20;
        private static final int FEWEST_AGENTS = 10;

        /** The same where one solution reads so many numbers: fewer lies, then fewer agents. */
        Effort within(long work) {
            double solutions = MOST_WORK / work;
            int told = (int) Math.max(Math.min(lies, FEWEST_LIES), Math.min(lies, solutions / agents - OTHERS));
            int attacked =
                    (int) Math.max(Math.min(agents, FEWEST_AGENTS), Math.min(agents, solutions / (told + OTHERS)));
            return new Effort(attacked, told, seed);
        }
    }

    /** What is found in the tables: alone, or against the same reports settled anew. */
    public record Tables(List<Property> properties, PaymentConcentration concentration) {
        /** These and some properties more. */
        public Tables with(List<Property> more) {
            List<Property> all = new ArrayList<>(properties);
            all.addAll(more);
            return new Tables(all, concentration);
        }
    }

    /** What is found by attacking. */
    public record Findings(
            Attack attack,
            List<Property> properties,
            List<Split> splits,
            List<Pair> pairs,
            Duplicates duplicates,
            Optional<Privacy> privacy,
            Dataset<Row> agents) {}

    /**
     * What the published tables say by themselves.
     *
     * @param nonNegative whether every reward is known to be 0 or more
     */
    public Tables tables(boolean nonNegative, Phases phases) {
        PublishedChecks checks = new PublishedChecks(spark, settlement);
        return phases.run("check the tables", () -> new Tables(checks.ofTheBill(nonNegative), checks.concentration()));
    }

    /** The tables against the same reports settled anew. */
    public List<Property> against(Settlement anew, Tariff tariff, Phases phases) {
        ResettledChecks checks = new ResettledChecks(spark, settlement);
        return phases.run("compare with the rule", () -> checks.against(anew, tariff));
    }

    /**
     * The attack.
     *
     * @param reports that were settled
     * @param anew their settlement under {@code mechanism}
     * @return nothing where the class has no attack
     */
    public Optional<Findings> attack(
            PackedReports reports, Settlement anew, MechanismSpec mechanism, Effort effort, Phases phases) {
        if (isTabular()) {
            RewardDomain domain = reports.payers() == reports.agents() ? mechanism.domain() : RewardDomain.UNRESTRICTED;
            AttackPlan plan = new AttackPlan(
                    Lies.first(effort.lies()), domain, AttackPlan.Scope.PROMPTS, allowance(anew, mechanism));
            Regulariser regulariser = Divergences.of(mechanism.divergence(), mechanism.lambda());
            AttackPass.Source source =
                    new PromptAttacks(reports, AuditedRule.of(mechanism), regulariser, plan, effort.seed());
            return Optional.of(found(reports, mechanism, plan, source, effort, phases));
        }
        return anew.potential.attacked().map(range -> {
            boolean catalog = settlement.policyClass() == PolicyClass.CATALOG;
            RewardDomain domain =
                    catalog && reports.payers() == reports.agents() ? mechanism.domain() : RewardDomain.UNRESTRICTED;
            Effort within = effort.within(range.work());
            AttackPlan plan = new AttackPlan(Lies.first(within.lies()), domain, AttackPlan.Scope.WHOLE);
            AttackPass.Source source = new RangeAttacks(range, AuditedRule.of(mechanism), plan, within.seed());
            return found(reports, mechanism, plan, source, within, phases);
        });
    }

    private Findings found(
            PackedReports reports,
            MechanismSpec mechanism,
            AttackPlan plan,
            AttackPass.Source source,
            Effort effort,
            Phases phases) {
        ResettledChecks checks = new ResettledChecks(spark, settlement);
        List<String> sample =
                phases.run("sample agents", () -> AuditSample.of(reports, effort.agents(), effort.seed()));
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        try (AttackPass pass = new AttackPass(context, sample, plan, source)) {
            List<AttackPass.Attacked> found = phases.run("attack", () -> {
                phases.rows(sample.size());
                return pass.payers();
            });
            AttackResults attacked = new AttackResults(plan, sample, found);
            Attack attack = attacked.summary(
                    effort, phases.run("tally the lies", pass::tally).lines(plan));
            List<Property> properties = new ArrayList<>(attacked.properties(mechanism.paymentRule()));
            Dataset<Row> agents = spark.createDataFrame(attacked.rows(), AttackResults.COLUMNS);
            properties.addAll(phases.run("compare with the attack", () -> checks.ofTheAttacked(agents)));
            List<Pair> pairs = phases.run("attack in pairs", () -> pairs(pass, sample));
            ReportTraits traits = ReportTraits.of(spark, reports, mechanism);
            return new Findings(
                    attack,
                    properties,
                    attacked.splits(),
                    pairs,
                    phases.run("look for copies", traits::duplicates),
                    isPrivate(mechanism) ? Optional.of(traits.privacy()) : Optional.empty(),
                    isPrivate(mechanism)
                            ? traits.withEpsilon(agents)
                            : agents.withColumn("epsilon", lit(null).cast(DataTypes.DoubleType)));
        }
    }

    private boolean isTabular() {
        return settlement.policyClass() == PolicyClass.TABULAR;
    }

    /**
     * Gains up to this, beside {@link Resolution#ROUNDING} of the stake, are rounding. The tabular class is solved exactly, so
     * it has no gap; only the policy of a divergence with kinks jumps, where sums as large as welfare round.
     */
    private static double allowance(Settlement anew, MechanismSpec mechanism) {
        return mechanism.divergence().isSmooth() ? 0 : 1e-15 * Math.abs(anew.welfare());
    }

    /** Whether a reply is a draw of the exponential mechanism: from candidates that no report can add to. */
    private boolean isPrivate(MechanismSpec mechanism) {
        return isTabular()
                && mechanism.divergence().isExponential()
                && !Boolean.parseBoolean(settlement.setting("candidates-from-reports"));
    }

    private static List<Pair> pairs(AttackPass pass, List<String> sample) {
        return pass.pairs(SHOWN).stream()
                .map(pair -> new Pair(
                        sample.get(pair.first()),
                        sample.get(pair.first() + 1),
                        pair.gain(),
                        PairAttack.name(pair.strategy()),
                        PairAttack.strategies()))
                .toList();
    }
}
