package dev.candor.engine.audit;

import dev.candor.mechanism.attack.AgentAttack;
import dev.candor.mechanism.attack.AttackPlan;
import dev.candor.mechanism.attack.Resolution;
import dev.candor.model.AuditSummary.AgentLine;
import dev.candor.model.AuditSummary.Attack;
import dev.candor.model.AuditSummary.Gain;
import dev.candor.model.AuditSummary.Property;
import dev.candor.model.AuditSummary.Split;
import dev.candor.model.AuditSummary.Strategy;
import dev.candor.model.PaymentRule;
import java.util.ArrayList;
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

/** The attacked agents, in the order of the sample. */
record AttackResults(AttackPlan plan, List<String> sample, List<AttackPass.Attacked> found) {

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
        AttackPass.Attacked with = worst(AgentAttack::gainsWith, AgentAttack::gainWith);
        AttackPass.Attacked share = most(AttackResults::share);
        return new Attack(
                plan.domain().name().toLowerCase(Locale.ROOT),
                found.size(),
                plan.lies().size(),
                effort.seed(),
                count(AgentAttack::gainsWithout),
                count(AgentAttack::gainsWith),
                found.stream().mapToLong(one -> one.attack().unsettled()).sum(),
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
                        .sorted(Comparator.<AttackPass.Attacked, Boolean>comparing(
                                        one -> one.attack().gainsWith())
                                .thenComparingDouble(one -> one.attack().gainWithout())
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
        return worst(one -> false, figure);
    }

    /** The same among violators where there is one. */
    private AttackPass.Attacked worst(Predicate<AgentAttack> violates, ToDoubleFunction<AgentAttack> figure) {
        AttackPass.Attacked worst = found.get(0);
        for (AttackPass.Attacked one : found) {
            boolean violator = violates.test(one.attack());
            boolean held = violates.test(worst.attack());
            boolean larger = figure.applyAsDouble(one.attack()) > figure.applyAsDouble(worst.attack());
            worst = (violator && !held) || (violator == held && larger) ? one : worst;
        }
        return worst;
    }

    private long count(Predicate<AgentAttack> which) {
        return found.stream().map(AttackPass.Attacked::attack).filter(which).count();
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
        AttackPass.Attacked apart = worst(AttackResults::isApart, AttackResults::apart);
        List<Property> properties = new ArrayList<>(List.of(
                noLieGains(rule),
                new Property(
                        "contribution by two optima",
                        "utility = (max ASW - max ASW without the agent) / boost, both maxima found by themselves,"
                                + " within 1e-12 of what is subtracted and the gaps of the solver; the figure is the"
                                + " largest relative difference",
                        rule.isAffine(),
                        found.size(),
                        count(AttackResults::isApart),
                        apart(apart.attack()),
                        id(apart))));
        if (plan.scope() == AttackPlan.Scope.PROMPTS) {
            properties.add(namedGain());
        }
        return properties;
    }

    private Property noLieGains(PaymentRule rule) {
        AttackPass.Attacked with = worst(AgentAttack::gainsWith, AgentAttack::gainWith);
        return new Property(
                "no lie gains",
                "under the declared rule none of the lies tried gains an agent more than the gap of the solver, 0 of exact"
                        + " classes, but for 1e-12 of its stake (total variation: and 1e-15 of welfare); the figure is the"
                        + " largest gain, 0 where it is within that",
                rule.charges(),
                found.size(),
                count(AgentAttack::gainsWith),
                with.attack().gainWith(),
                id(with));
    }

    /** A theorem is no claim of a settlement: where it is not borne out, the search fell short. */
    private Property namedGain() {
        Predicate<AgentAttack> missed = attack -> attack.isNamed() && !attack.gainsWithout();
        AttackPass.Attacked least =
                worst(missed, attack -> attack.isNamed() ? -attack.gainWithout() : Double.NEGATIVE_INFINITY);
        long named = count(AgentAttack::isNamed);
        return new Property(
                "agents the theorems name gain",
                "where nobody pays, some lie gains for every attacked agent whom Thm 4.2 or B.2 of Sun et al. 2025 names, and"
                        + " for whom their constructions promise 1e-9 of the stake to first order; a named agent that gains"
                        + " nothing shows a limit of the search, and no fault of the settlement; the figure is the least of"
                        + " their largest gains",
                false,
                named,
                count(missed),
                named > 0 ? least.attack().gainWithout() : 0,
                named > 0 ? id(least) : "");
    }

    private static boolean isApart(AgentAttack attack) {
        double beyond = Math.abs(difference(attack)) - attack.doubt();
        return !(beyond <= Resolution.ROUNDING * attack.contributionScale());
    }

    private static double difference(AgentAttack attack) {
        return attack.value() - attack.payment() - attack.contribution();
    }

    private static double apart(AgentAttack attack) {
        double difference = Math.abs(difference(attack));
        return difference == 0 ? 0 : difference / attack.contributionScale();
    }

    List<Split> splits() {
        double before =
                found.stream().mapToDouble(one -> one.attack().payment()).sum();
        return IntStream.range(0, AttackPlan.identities().size())
                .mapToObj(k -> {
                    ToDoubleFunction<AgentAttack> saved =
                            attack -> attack.savings().get(k);
                    AttackPass.Attacked largest = most(saved);
                    AttackPass.Attacked best =
                            most(attack -> attack.falseNames().get(k).gain());
                    AgentAttack.FalseNames names = best.attack().falseNames().get(k);
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
                attack.gap(),
                attack.isNamed(),
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
