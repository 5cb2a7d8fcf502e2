package dev.candor.engine.audit;

import dev.candor.engine.potential.VectorGame;
import dev.candor.engine.potential.VectorReport;
import dev.candor.mechanism.attack.AgentGame;
import dev.candor.mechanism.attack.AttackPlan;
import dev.candor.mechanism.attack.AuditedRule;
import dev.candor.mechanism.attack.GameAttack;
import dev.candor.mechanism.attack.Ledger;
import dev.candor.mechanism.attack.PairAttack;
import dev.candor.mechanism.attack.Stream;
import dev.candor.numeric.ExactSums;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * The attack on a class in which a report comes down to one vector: what is public is in every executor, and each lie has the
 * mechanism solved again there. A task attacks some pairs of payers; a thread holds one solution at a time.
 */
record RangeAttacks(VectorGame range, AuditedRule rule, AttackPlan plan, long seed) implements AttackPass.Source {

    @Override
    public JavaRDD<Tuple2<Integer, AttackSums>> parts(Broadcast<Map<String, Integer>> numbers) {
        int pairs = (numbers.value().size() + 1) / 2;
        JavaRDD<VectorReport> payers = range.payers().sampled(numbers);
        int tasks = Math.min(pairs, AttackPass.TASKS_PER_CORE * payers.context().defaultParallelism());
        Attacker attacker = new Attacker(range.rules(), range.totals(), range.offsets(), rule, plan, seed);
        return payers.mapToPair(payer -> new Tuple2<>(payer.number / 2, payer))
                .groupByKey(tasks)
                .flatMap(pair -> attacker.played(pair._2()));
    }

    /** What is told by whom. */
    private record Attacker(
            Broadcast<? extends AgentGame.Range> rules,
            ExactSums totals,
            boolean offsets,
            AuditedRule rule,
            AttackPlan plan,
            long seed)
            implements Serializable {

        Iterator<Tuple2<Integer, AttackSums>> played(Iterable<VectorReport> pair) {
            List<VectorReport> payers = new ArrayList<>();
            pair.forEach(payers::add);
            payers.sort(Comparator.comparingInt(payer -> payer.number));
            GameAttack attack = new GameAttack(rule, plan);
            List<Tuple2<Integer, AttackSums>> found = new ArrayList<>();
            List<AgentGame> games = new ArrayList<>();
            for (VectorReport payer : payers) {
                AgentGame game = VectorGame.game(rules.value(), totals, offsets, payer);
                Ledger ledger = new Ledger(plan.entries());
                attack.play(game, 1, Stream.key(seed, payer.hash), ledger);
                found.add(new Tuple2<>(payer.number, new AttackSums(0, payer.weight, payer.boost, ledger)));
                games.add(game);
            }
            if (games.size() == 2) {
                Ledger ledger = new Ledger(PairAttack.entries());
                new PairAttack(rule, plan.domain()).play(games.get(0), games.get(1), 1, ledger);
                found.add(new Tuple2<>(AttackSums.pairKey(payers.get(0).number), AttackSums.ofPair(0, ledger)));
            }
            return found.iterator();
        }
    }
}
