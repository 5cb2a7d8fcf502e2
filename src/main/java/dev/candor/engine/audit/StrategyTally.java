package dev.candor.engine.audit;

import dev.candor.mechanism.attack.AttackPlan;
import dev.candor.mechanism.attack.Ledger;
import dev.candor.model.AuditSummary.Strategy;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What each strategy of a plan reached over payers. Mergeable, order-free; no payers are the identity. */
final class StrategyTally implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long[] gainers;
    private final double[] without;
    private final double[] with;

    StrategyTally(int strategies) {
        gainers = new long[strategies];
        without = new double[strategies];
        with = new double[strategies];
        Arrays.fill(without, Double.NEGATIVE_INFINITY);
        Arrays.fill(with, Double.NEGATIVE_INFINITY);
    }

    /** Of one payer. */
    static StrategyTally of(AttackPlan plan, Ledger ledger, double boost) {
        StrategyTally tally = new StrategyTally(plan.strategies());
        for (int strategy = 0; strategy < plan.strategies(); strategy++) {
            tally.without[strategy] = plan.gainWithout(ledger, strategy, boost);
            tally.with[strategy] = plan.gainWith(ledger, strategy, boost);
            tally.gainers[strategy] = tally.without[strategy] > 0 ? 1 : 0;
        }
        return tally;
    }

    StrategyTally merge(StrategyTally other) {
        for (int strategy = 0; strategy < gainers.length; strategy++) {
            gainers[strategy] += other.gainers[strategy];
            without[strategy] = Math.max(without[strategy], other.without[strategy]);
            with[strategy] = Math.max(with[strategy], other.with[strategy]);
        }
        return this;
    }

    /** One line a strategy, in the plan's order. */
    List<Strategy> lines(AttackPlan plan) {
        return IntStream.range(0, gainers.length)
                .mapToObj(k -> new Strategy(plan.name(k), gainers[k], without[k], with[k]))
                .toList();
    }
}
