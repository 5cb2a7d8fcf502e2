package dev.candor.engine;

import static org.apache.spark.sql.functions.lit;

import dev.candor.io.PublishedSettlement;
import dev.candor.mechanism.AgentAttack;
import dev.candor.mechanism.AttackPlan;
import dev.candor.mechanism.AuditedRule;
import dev.candor.mechanism.Lies;
import dev.candor.mechanism.PairAttack;
import dev.candor.model.AuditSummary.AgentLine;
import dev.candor.model.AuditSummary.Attack;
import dev.candor.model.AuditSummary.Duplicates;
import dev.candor.model.AuditSummary.Gain;
import dev.candor.model.AuditSummary.Pair;
import dev.candor.model.AuditSummary.Privacy;
import dev.candor.model.AuditSummary.Property;
import dev.candor.model.AuditSummary.Split;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PaymentConcentration;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import dev.candor.model.Tariff;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** An audit of a published settlement: its tables, and, where its reports are at hand, lies against its mechanism. */
public final class Audit {
    /** Lines that are shown of a longer list. */
    private static final int SHOWN = 20;

    private static final StructType AGENTS = new StructType()
            .add("agent_id", DataTypes.StringType, false)
            .add("weight", DataTypes.DoubleType, false)
            .add("boost", DataTypes.DoubleType, false)
            .add("stake", DataTypes.DoubleType, false)
            .add("value", DataTypes.DoubleType, false)
            .add("payment", DataTypes.DoubleType, false)
            .add("marginal_contribution", DataTypes.DoubleType, false)
            .add("gain_without_payments", DataTypes.DoubleType, false)
            .add("lie_without_payments", DataTypes.StringType, false)
            .add("gain_with_payments", DataTypes.DoubleType, false)
            .add("lie_with_payments", DataTypes.StringType, false)
            .add("bill_of_2", DataTypes.DoubleType, false)
            .add("bill_of_10", DataTypes.DoubleType, false)
            .add("bill_of_100", DataTypes.DoubleType, false)
            .add("gain_by_false_names", DataTypes.DoubleType, false)
            .add("false_names", DataTypes.StringType, false);

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
    public record Effort(int agents, int lies, long seed) {}

    /** What is found in the tables alone. */
    public record Tables(List<Property> properties, PaymentConcentration concentration) {}

    /** What is found with the reports at hand. */
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

    /**
     * The attack, and the tables against the same reports settled anew.
     *
     * @param reports that were settled, of the tabular class
     * @param anew their settlement under {@code mechanism}
     */
    public Findings attack(
            PackedReports reports,
            Settlement anew,
            MechanismSpec mechanism,
            Tariff tariff,
            Effort effort,
            Phases phases) {
        PublishedChecks checks = new PublishedChecks(spark, settlement);
        List<Property> properties =
                new ArrayList<>(phases.run("compare with the rule", () -> checks.against(anew, tariff)));
        List<String> sample =
                phases.run("sample agents", () -> AuditSample.of(reports, effort.agents(), effort.seed()));
        RewardDomain domain = reports.payers() == reports.agents() ? mechanism.domain() : RewardDomain.UNRESTRICTED;
        AttackPlan plan = new AttackPlan(Lies.first(effort.lies()), domain);
        try (AttackPass pass = new AttackPass(reports, sample, AuditedRule.of(mechanism), plan, effort.seed())) {
            List<AttackPass.Attacked> found = phases.run("attack", () -> {
                phases.rows(sample.size());
                return pass.payers();
            });
            Attacked attacked = new Attacked(plan, sample, found, allowance(anew, mechanism));
            Attack attack = attacked.summary(
                    domain, effort, phases.run("tally the lies", pass::tally).lines(plan));
            properties.addAll(attacked.properties(mechanism.paymentRule()));
            Dataset<Row> agents = spark.createDataFrame(attacked.rows(), AGENTS);
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

    /**
     * Gains up to this, beside {@link AgentAttack#ROUNDING} of the stake, are rounding. The tabular class is solved exactly, so
     * it has no gap; only the policy of total variation jumps, where sums as large as welfare round.
     */
    private static double allowance(Settlement anew, MechanismSpec mechanism) {
        return mechanism.divergence().equals("total-variation") ? 1e-15 * Math.abs(anew.welfare()) : 0;
    }

    /** Whether a reply is a draw of the exponential mechanism: from candidates that no report can add to. */
    private boolean isPrivate(MechanismSpec mechanism) {
        return mechanism.divergence().equals("kl")
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

    /** The attacked agents, in the order of the sample. */
    private record Attacked(AttackPlan plan, List<String> sample, List<AttackPass.Attacked> found, double allowance) {

        private String id(AttackPass.Attacked one) {
            return sample.get(one.number());
        }

        Attack summary(RewardDomain domain, Effort effort, List<dev.candor.model.AuditSummary.Strategy> lines) {
            AttackPass.Attacked without = most(a -> a.gainWithout());
            AttackPass.Attacked with = most(a -> a.gainWith());
            AttackPass.Attacked share = most(Attacked::share);
            return new Attack(
                    domain.name().toLowerCase(Locale.ROOT),
                    found.size(),
                    plan.lies().size(),
                    effort.seed(),
                    found.stream().filter(one -> one.attack().gainsWithout()).count(),
                    violators(),
                    new Gain(
                            id(without),
                            without.attack().gainWithout(),
                            plan.name(without.attack().lieWithout())),
                    new Gain(
                            id(with),
                            with.attack().gainWith(),
                            plan.name(with.attack().lieWith())),
                    share(share.attack()),
                    found.stream()
                            .sorted(Comparator.<AttackPass.Attacked>comparingDouble(
                                            one -> one.attack().gainWithout())
                                    .reversed()
                                    .thenComparingInt(AttackPass.Attacked::number))
                            .limit(SHOWN)
                            .map(this::line)
                            .toList(),
                    lines);
        }

        private static double share(AgentAttack attack) {
            return attack.stake() > 0 ? attack.gainWith() / attack.stake() : 0;
        }

        /** The first of those for whom the figure is largest. */
        private AttackPass.Attacked most(ToDoubleFunction<AgentAttack> figure) {
            AttackPass.Attacked most = found.get(0);
            for (AttackPass.Attacked one : found) {
                most = figure.applyAsDouble(one.attack()) > figure.applyAsDouble(most.attack()) ? one : most;
            }
            return most;
        }

        private long violators() {
            return found.stream()
                    .filter(one -> !(one.attack().gainWith()
                            <= allowance + AgentAttack.ROUNDING * one.attack().stake()))
                    .count();
        }

        private AgentLine line(AttackPass.Attacked one) {
            AgentAttack attack = one.attack();
            return new AgentLine(
                    id(one),
                    one.weight(),
                    one.boost(),
                    attack.stake(),
                    attack.value(),
                    attack.payment(),
                    attack.gainWithout(),
                    plan.name(attack.lieWithout()),
                    attack.gainWith(),
                    plan.name(attack.lieWith()),
                    attack.splitBills().get(attack.splitBills().size() - 1));
        }

        List<Property> properties(PaymentRule rule) {
            AttackPass.Attacked with = most(a -> a.gainWith());
            AttackPass.Attacked apart = most(Attacked::apart);
            return List.of(
                    new Property(
                            "no lie gains",
                            "under the declared rule none of the lies tried gains an agent anything, but for 1e-12 of its"
                                    + " stake (total variation: and 1e-15 of welfare); the figure is the largest gain",
                            rule != PaymentRule.NONE,
                            found.size(),
                            violators(),
                            with.attack().gainWith(),
                            id(with)),
                    new Property(
                            "contribution by two optima",
                            "utility = (max ASW - max ASW without the agent) / boost, both maxima found by themselves,"
                                    + " within 1e-12 of what is subtracted; the figure is the largest relative difference",
                            rule == PaymentRule.AFFINE_MAXIMISER,
                            found.size(),
                            found.stream()
                                    .filter(one -> !(apart(one.attack()) <= AgentAttack.ROUNDING))
                                    .count(),
                            apart(apart.attack()),
                            id(apart)));
        }

        private static double apart(AgentAttack attack) {
            double difference = Math.abs(attack.value() - attack.payment() - attack.contribution());
            return difference == 0 ? 0 : difference / attack.contributionScale();
        }

        List<Split> splits() {
            double before =
                    found.stream().mapToDouble(one -> one.attack().payment()).sum();
            return IntStream.range(0, AttackPlan.identities().size())
                    .mapToObj(k -> {
                        ToDoubleFunction<AgentAttack> saved =
                                attack -> attack.payment() - attack.splitBills().get(k);
                        AttackPass.Attacked largest = most(saved);
                        AttackPass.Attacked best =
                                most(attack -> attack.falseNames().get(k).gain());
                        AgentAttack.FalseNames names =
                                best.attack().falseNames().get(k);
                        int identities = AttackPlan.identities().get(k);
                        return new Split(
                                identities,
                                found.stream()
                                        .mapToDouble(
                                                one -> one.attack().splitBills().get(k))
                                        .sum(),
                                before,
                                new Gain(
                                        id(largest),
                                        saved.applyAsDouble(largest.attack()),
                                        "split into " + identities + " identities"),
                                new Gain(id(best), names.gain(), names.toString()));
                    })
                    .toList();
        }

        List<Row> rows() {
            return found.stream().map(this::row).toList();
        }

        private Row row(AttackPass.Attacked one) {
            AgentAttack attack = one.attack();
            List<Integer> identities = AttackPlan.identities();
            return RowFactory.create(
                    id(one),
                    one.weight(),
                    one.boost(),
                    attack.stake(),
                    attack.value(),
                    attack.payment(),
                    attack.contribution(),
                    attack.gainWithout(),
                    plan.name(attack.lieWithout()),
                    attack.gainWith(),
                    plan.name(attack.lieWith()),
                    attack.splitBills().get(identities.indexOf(2)),
                    attack.splitBills().get(identities.indexOf(10)),
                    attack.splitBills().get(identities.indexOf(100)),
                    attack.bestFalseNames().gain(),
                    attack.bestFalseNames().toString());
        }
    }
}
