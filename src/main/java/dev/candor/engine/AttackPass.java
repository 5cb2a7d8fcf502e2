package dev.candor.engine;

import dev.candor.mechanism.AgentAttack;
import dev.candor.mechanism.AttackPlan;
import dev.candor.mechanism.AuditedRule;
import dev.candor.mechanism.Ledger;
import dev.candor.mechanism.PairAttack;
import dev.candor.mechanism.PromptAttack;
import dev.candor.mechanism.Stream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The attack on sampled payers: their rows meet the prompts they lie on, block by block, and every lie is told there, on
 * arrays. One pass whatever the number of payers and lies.
 *
 * <p>A payer's sums over a block are added in the order of its prompts, and its blocks in theirs: both orders are of the
 * ids alone, so the figures are the same bits whatever the partitioning.
 */
final class AttackPass implements AutoCloseable {
    /** Tasks a core: some payers have more rows than others. */
    private static final int TASKS_PER_CORE = 4;

    private final AttackPlan plan;
    private final Broadcast<Map<String, Integer>> numbers;
    private final JavaRDD<Tuple2<Integer, Part>> parts;

    /** @param sample ids of payers, at least one; the first is paired with the second, the third with the fourth, … */
    AttackPass(PackedReports reports, List<String> sample, AuditedRule rule, AttackPlan plan, long seed) {
        this.plan = plan;
        Map<String, Integer> number = new HashMap<>();
        IntStream.range(0, sample.size()).forEach(k -> number.put(sample.get(k), k));
        this.numbers =
                JavaSparkContext.fromSparkContext(reports.blocks.context()).broadcast(number);
        this.parts =
                parts(reports, sample.size(), new Attacker(rule, plan, seed)).persist(StorageLevel.MEMORY_AND_DISK());
    }

    /** What one payer's, or one pair's, prompts of one block add. */
    private static final class Part implements Serializable {
        private static final long serialVersionUID = 1L;

        private final int block;
        private final double weight;
        private final double boost;
        private final Ledger ledger;

        Part(int block, double weight, double boost, Ledger ledger) {
            this.block = block;
            this.weight = weight;
            this.boost = boost;
            this.ledger = ledger;
        }
    }

    /** One attacked payer, by its place in the sample. */
    record Attacked(int number, double weight, double boost, AgentAttack attack) implements Serializable {}

    /** One attacked pair: its first member's place in the sample, and what the best joint lie gains both. */
    record AttackedPair(int first, int strategy, double gain) implements Serializable {}

    private JavaRDD<Tuple2<Integer, Part>> parts(PackedReports reports, int sampled, Attacker attacker) {
        Broadcast<Layout> layout = reports.layout();
        Broadcast<Map<String, Integer>> known = numbers;
        int blocks = reports.candidates.layout.blocks();
        int tasks = TASKS_PER_CORE * reports.blocks.context().defaultParallelism();
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
    private record Attacker(AuditedRule rule, AttackPlan plan, long seed) implements Serializable {
        Iterator<Tuple2<Integer, Part>> played(int block, Iterable<SampledRows> rows, GameBlock games) {
            Map<Integer, SampledRows> byNumber = new HashMap<>();
            rows.forEach(one -> byNumber.put(one.number, one));
            List<Tuple2<Integer, Part>> found = new ArrayList<>();
            PromptAttack attack = new PromptAttack(rule, plan);
            PairAttack joint = new PairAttack(rule, plan.domain());
            byNumber.values().forEach(one -> {
                found.add(
                        new Tuple2<>(one.number, new Part(block, one.weight, one.boost, attacked(one, games, attack))));
                SampledRows partner = byNumber.get(one.number ^ 1);
                if (partner != null && one.number < partner.number) {
                    Ledger ledger = jointly(one, partner, games, joint);
                    found.add(new Tuple2<>(pairKey(one.number), new Part(block, 0, 1, ledger)));
                }
            });
            return found.iterator();
        }

        private static int pairKey(int first) {
            return -1 - first / 2;
        }

        private Ledger attacked(SampledRows rows, GameBlock games, PromptAttack attack) {
            Ledger ledger = new Ledger(plan.entries());
            long stream = Stream.key(seed, rows.hash);
            int from = 0;
            while (from < rows.slot.length) {
                int prompt = games.promptOf(rows.slot[from]);
                int to = rows.endBelow(games.endSlot(prompt), from);
                attack.play(
                        games.game(prompt, rows, from, to),
                        games.promptWeight(prompt),
                        Stream.key(stream, games.firstPrompt() + prompt),
                        ledger);
                from = to;
            }
            return ledger;
        }

        /** Over the prompts that either reported on. */
        private static Ledger jointly(SampledRows first, SampledRows second, GameBlock games, PairAttack attack) {
            Ledger ledger = new Ledger(PairAttack.strategies());
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
                        games.game(prompt, first, a, endA),
                        games.game(prompt, second, b, endB),
                        games.promptWeight(prompt),
                        ledger);
                a = endA;
                b = endB;
            }
            return ledger;
        }
    }

    /** The attacked payers, in the order of the sample: as many as it has. */
    List<Attacked> payers() {
        AttackPlan tried = plan;
        List<Attacked> found = new ArrayList<>(byPayer()
                .map(payer -> new Attacked(
                        payer._1(),
                        payer._2().weight,
                        payer._2().boost,
                        AgentAttack.of(tried, payer._2().ledger, payer._2().boost)))
                .collect());
        found.sort(Comparator.comparingInt(Attacked::number));
        return found;
    }

    /** What each strategy reached over them. */
    StrategyTally tally() {
        AttackPlan tried = plan;
        return byPayer()
                .map(payer -> StrategyTally.of(tried, payer._2().ledger, payer._2().boost))
                .fold(new StrategyTally(plan.strategies()), StrategyTally::merge);
    }

    private JavaPairRDD<Integer, Part> byPayer() {
        return parts.filter(part -> part._1() >= 0)
                .mapToPair(part -> part)
                .groupByKey()
                .mapValues(AttackPass::merged);
    }

    /** The attacked pairs, the one that gains most first; at most {@code most}. */
    List<AttackedPair> pairs(int most) {
        return parts
                .filter(part -> part._1() < 0)
                .mapToPair(part -> part)
                .groupByKey()
                .map(pair -> best(pair._1(), merged(pair._2()).ledger))
                .collect()
                .stream()
                .sorted(Comparator.comparingDouble(AttackedPair::gain)
                        .reversed()
                        .thenComparingInt(AttackedPair::first))
                .limit(most)
                .toList();
    }

    private static AttackedPair best(int key, Ledger ledger) {
        int best = 0;
        for (int strategy = 1; strategy < PairAttack.strategies(); strategy++) {
            best = ledger.value(strategy) > ledger.value(best) ? strategy : best;
        }
        return new AttackedPair(2 * (-1 - key), best, ledger.value(best));
    }

    private static Part merged(Iterable<Part> parts) {
        List<Part> sorted = new ArrayList<>();
        parts.forEach(sorted::add);
        sorted.sort(Comparator.comparingInt(part -> part.block));
        Part first = sorted.get(0);
        Ledger all = new Ledger(first.ledger.entries());
        sorted.forEach(part -> all.append(part.ledger));
        return new Part(0, first.weight, first.boost, all);
    }

    @Override
    public void close() {
        parts.unpersist();
        numbers.destroy();
    }
}
