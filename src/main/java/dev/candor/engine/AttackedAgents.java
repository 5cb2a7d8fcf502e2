package dev.candor.engine;

import dev.candor.mechanism.AgentAttack;
import dev.candor.mechanism.AttackPlan;
import dev.candor.model.AuditSummary.AgentLine;
import dev.candor.model.AuditSummary.Attack;
import dev.candor.model.AuditSummary.Gain;
import dev.candor.model.AuditSummary.Property;
import dev.candor.model.AuditSummary.Split;
import dev.candor.model.AuditSummary.Strategy;
import dev.candor.model.PaymentRule;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The attacked agents, in the order of the sample.
 *
 * @param allowance gains up to this, beside rounding and the solver's gap, count for nothing
 */
record AttackedAgents(AttackPlan plan, List<String> sample, List<AttackPass.Attacked> found, double allowance) {

    static final StructType COLUMNS = new StructType()
            .add("agent_id", DataTypes.StringType, false)
            .add("weight", DataTypes.DoubleType, false)
            .add("boost", DataTypes.DoubleType, false)
            .add("stake", DataTypes.DoubleType, false)
            .add("value", DataTypes.DoubleType, false)
            .add("payment", DataTypes.DoubleType, false)
            .add("marginal_contribution", DataTypes.DoubleType, false)
            .add("gap", DataTypes.DoubleType, false)
            .add("named_by_a_theorem", DataTypes.BooleanType, false)
            .add("gain_without_payments", DataTypes.DoubleType, false)
            .add("lie_without_payments", DataTypes.StringType, false)
            .add("gain_with_payments", DataTypes.DoubleType, false)
            .add("lie_with_payments", DataTypes.StringType, false)
            .add("bill_of_2", DataTypes.DoubleType, false)
            .add("bill_of_10", DataTypes.DoubleType, false)
            .add("bill_of_100", DataTypes.DoubleType, false)
            .add("gain_by_false_names", DataTypes.DoubleType, false)
            .add("false_names", DataTypes.StringType, false);

    private String id(AttackPass.Attacked one) {
        return sample.get(one.number());
    }

    Attack summary(Audit.Effort effort, List<Strategy> lines) {
        AttackPass.Attacked without = most(a -> a.gainWithout());
        AttackPass.Attacked with = most(a -> a.gainWith());
        AttackPass.Attacked share = most(AttackedAgents::share);
        return new Attack(
                plan.domain().name().toLowerCase(Locale.ROOT),
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
                        .limit(Audit.SHOWN)
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
        AttackPass.Attacked apart = most(AttackedAgents::apart);
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
