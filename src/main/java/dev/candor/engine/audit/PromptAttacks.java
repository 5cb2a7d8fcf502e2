package dev.candor.engine.audit;

import dev.candor.divergence.Regulariser;
import dev.candor.engine.candidates.Layout;
import dev.candor.engine.pack.PackedBlock;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.potential.TabularPotential;
import dev.candor.mechanism.attack.AttackPlan;
import dev.candor.mechanism.attack.AuditedRule;
import dev.candor.mechanism.attack.GameAttack;
import dev.candor.mechanism.attack.Ledger;
import dev.candor.mechanism.attack.PairAttack;
import dev.candor.mechanism.attack.Stream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * The attack on a settlement of the tabular class: the rows of sampled payers meet the prompts they lie on, block by block,
 * and every lie is told there, on arrays.
 */
record PromptAttacks(PackedReports reports, AuditedRule rule, Regulariser regulariser, AttackPlan plan, long seed)
        implements AttackPass.Source {

    @Override
    public JavaRDD<Tuple2<Integer, AttackSums>> parts(Broadcast<Map<String, Integer>> known) {
        int sampled = known.value().size();
        Attacker attacker = new Attacker(rule, regulariser, plan, seed);
        Broadcast<Layout> layout = reports.layout();
        int blocks = reports.candidates.layout.blocks();
        int tasks = AttackPass.TASKS_PER_CORE * reports.blocks.context().defaultParallelism();
        int buckets = Math.max(1, Math.min(sampled / 2, tasks / blocks));
        HashPartitioner partitioner = new HashPartitioner(Math.min(blocks * buckets, Math.max(tasks, blocks)));
        double total = reports.candidates.totalPromptWeight;
        JavaPairRDD<Integer, GameBlock> games = TabularPotential.aggregated(reports)
                .flatMapToPair(block -> {
                    GameBlock game = GameBlock.of(
                            layout.value(),
                            block._1(),
                            block._2()._1(),
                            block._2()._2().sum(),
                            total);
                    return IntStream.range(0, buckets)
                            .mapToObj(bucket -> new Tuple2<>(block._1() * buckets + bucket, game))
                            .iterator();
                });
        return reports.blocks
                .flatMapToPair(block -> sampled(block, known.value(), layout.value(), buckets))
                .cogroup(games, partitioner)
                .flatMap(joined -> attacker.played(
                        joined._1() / buckets,
                        joined._2()._1(),
                        joined._2()._2().iterator().next()));
    }

    /**
     * Rows of sampled payers by block of prompts and bucket, none where a payer has none: its partner may have some. Those of
     * a pair are in one bucket.
     */
    private static Iterator<Tuple2<Integer, SampledRows>> sampled(
            PackedBlock block, Map<String, Integer> numbers, Layout layout, int buckets) {
        List<Tuple2<Integer, SampledRows>> found = new ArrayList<>();
        for (int i = 0; i < block.payers(); i++) {
            Integer number = numbers.get(block.ids.get(i));
            int from = block.firstEntry[i];
            int end = block.firstEntry[i + 1];
            for (int target = 0; number != null && target < layout.blocks(); target++) {
                int to = from < end ? layout.endWithin(target, block.slot, from, end) : end;
                int key = target * buckets + number / 2 % buckets;
                found.add(new Tuple2<>(key, SampledRows.of(block, i, number, from, to)));
                from = to;
            }
        }
        return found.iterator();
    }

    /** What is told on the prompts of a block, by whom. */
    private record Attacker(AuditedRule rule, Regulariser regulariser, AttackPlan plan, long seed)
            implements Serializable {
        Iterator<Tuple2<Integer, AttackSums>> played(int block, Iterable<SampledRows> rows, GameBlock games) {
            Map<Integer, SampledRows> byNumber = new HashMap<>();
            rows.forEach(one -> byNumber.put(one.number, one));
            List<Tuple2<Integer, AttackSums>> found = new ArrayList<>();
            GameAttack attack = new GameAttack(rule, plan);
            PairAttack joint = new PairAttack(rule, plan.domain());
            byNumber.values().forEach(one -> {
                if (one.slot.length > 0) {
                    found.add(new Tuple2<>(
                            one.number, new AttackSums(block, one.weight, one.boost, attacked(one, games, attack))));
                }
                SampledRows partner = byNumber.get(one.number ^ 1);
                if (partner != null && one.number < partner.number && one.slot.length + partner.slot.length > 0) {
                    found.add(new Tuple2<>(
                            AttackSums.pairKey(one.number),
                            AttackSums.ofPair(block, jointly(one, partner, games, joint))));
                }
            });
            return found.iterator();
        }

        private Ledger attacked(SampledRows rows, GameBlock games, GameAttack attack) {
            Ledger ledger = new Ledger(plan.entries());
            long stream = Stream.key(seed, rows.hash);
            int from = 0;
            while (from < rows.slot.length) {
                int prompt = games.promptOf(rows.slot[from]);
                int to = rows.endBelow(games.endSlot(prompt), from);
                attack.play(
                        games.game(regulariser, prompt, rows, from, to),
                        games.promptWeight(prompt),
                        Stream.key(stream, games.firstPrompt() + prompt),
                        ledger);
                from = to;
            }
            return ledger;
        }

        /** Over the prompts that either reported on. */
        private Ledger jointly(SampledRows first, SampledRows second, GameBlock games, PairAttack attack) {
            Ledger ledger = new Ledger(PairAttack.entries());
            int a = 0;
            int b = 0;
            while (a < first.slot.length || b < second.slot.length) {
                boolean hasFirst = a < first.slot.length;
                boolean hasSecond = b < second.slot.length;
                int slot = hasFirst && (!hasSecond || first.slot[a] <= second.slot[b]) ? first.slot[a] : second.slot[b];
                int prompt = games.promptOf(slot);
                int endA = first.endBelow(games.endSlot(prompt), a);
                int endB = second.endBelow(games.endSlot(prompt), b);
                attack.play(
                        games.game(regulariser, prompt, first, a, endA),
                        games.game(regulariser, prompt, second, b, endB),
                        games.promptWeight(prompt),
                        ledger);
                a = endA;
                b = endB;
            }
            return ledger;
        }
    }
}
