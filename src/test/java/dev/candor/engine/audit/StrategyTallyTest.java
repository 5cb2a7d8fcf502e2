package dev.candor.engine.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.mechanism.attack.AttackPlan;
import dev.candor.mechanism.attack.Ledger;
import dev.candor.mechanism.attack.Lies;
import dev.candor.model.AuditSummary.Strategy;
import dev.candor.model.RewardDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class StrategyTallyTest {
    private static final AttackPlan PLAN =
            new AttackPlan(Lies.first(5), RewardDomain.UNRESTRICTED, AttackPlan.Scope.PROMPTS);

    private static StrategyTally one(Random random) {
        Ledger ledger = new Ledger(PLAN.entries());
        for (int entry = 0; entry < PLAN.entries(); entry++) {
            ledger.add(entry, random.nextDouble() - 0.5);
        }
        return StrategyTally.of(PLAN, ledger, 1 + random.nextInt(2));
    }

    private static List<Strategy> merged(List<Long> seeds) {
        StrategyTally all = new StrategyTally(PLAN.strategies());
        seeds.forEach(seed -> all.merge(one(new Random(seed))));
        return all.lines(PLAN);
    }

    /** Merging is of the set: no order, no partitioning, and nobody is the identity. */
    @Property(tries = 50)
    void mergingIsOrderFree(@ForAll long seed) {
        Random random = new Random(seed);
        List<Long> seeds = new ArrayList<>(random.longs(20).boxed().toList());
        List<Strategy> whole = merged(seeds);
        Collections.shuffle(seeds, random);
        assertThat(merged(seeds)).isEqualTo(whole);
        StrategyTally left = new StrategyTally(PLAN.strategies());
        StrategyTally right = new StrategyTally(PLAN.strategies());
        seeds.forEach(one -> (one % 2 == 0 ? left : right).merge(one(new Random(one))));
        assertThat(left.merge(right).merge(new StrategyTally(PLAN.strategies())).lines(PLAN))
                .isEqualTo(whole);
    }
}
