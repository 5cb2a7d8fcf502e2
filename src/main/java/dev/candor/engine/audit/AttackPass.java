package dev.candor.engine.audit;

import dev.candor.mechanism.attack.AgentAttack;
import dev.candor.mechanism.attack.AttackPlan;
import dev.candor.mechanism.attack.Ledger;
import dev.candor.mechanism.attack.PairAttack;
import java.io.Serializable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The attack on sampled payers, and what it found. One pass whatever the number of payers and lies: over the prompts that
 * they lie on ({@link PromptAttacks}), or over the payers where one game is all ({@link RangeAttacks}).
 *
 * <p>A payer's sums over a block are added in the order of its prompts, and its blocks in theirs: both orders are of the
 * ids alone, so the figures are the same bits whatever the partitioning.
 */
final class AttackPass implements AutoCloseable {
    /** Tasks a core: some payers have more rows than others. */
    static final int TASKS_PER_CORE = 4;

    private final AttackPlan plan;
    private final Broadcast<Map<String, Integer>> numbers;
    private final JavaRDD<Tuple2<Integer, AttackSums>> parts;

    /** Where the parts come from; not evaluated before they are asked for. */
    @FunctionalInterface
    interface Source {
        /**
         * One part for every payer, or pair, and block.
         *
         * @param numbers places in the sample by payer id
         */
        JavaRDD<Tuple2<Integer, AttackSums>> parts(Broadcast<Map<String, Integer>> numbers);
    }

    /** @param sample ids of payers, at least one; the first is paired with the second, the third with the fourth, … */
    AttackPass(JavaSparkContext context, List<String> sample, AttackPlan plan, Source source) {
        this.plan = plan;
        Map<String, Integer> number = new HashMap<>();
        IntStream.range(0, sample.size()).forEach(k -> number.put(sample.get(k), k));
        this.numbers = context.broadcast(number);
        this.parts = source.parts(numbers).persist(StorageLevel.MEMORY_AND_DISK());
    }

    /** One attacked payer, by its place in the sample. */
    record Attacked(int number, double weight, double boost, AgentAttack attack) implements Serializable {}

    /** One attacked pair: its first member's place in the sample, and what the best joint lie gains both. */
    record AttackedPair(int first, int strategy, double gain) implements Serializable {}

    /** The attacked payers, in the order of the sample: as many as it has. */
    List<Attacked> payers() {
        AttackPlan tried = plan;
        return byPayer()
                .map(payer -> new Attacked(
                        payer._1(),
                        payer._2().weight,
                        payer._2().boost,
                        AgentAttack.of(tried, payer._2().ledger, payer._2().boost)))
                .collect()
                .stream()
                .sorted(Comparator.comparingInt(Attacked::number))
                .toList();
    }

    /** What each strategy reached over them. */
    StrategyTally tally() {
        AttackPlan tried = plan;
        return byPayer()
                .map(payer -> StrategyTally.of(tried, payer._2().ledger, payer._2().boost))
                .fold(new StrategyTally(plan.strategies()), StrategyTally::merge);
    }

    private JavaPairRDD<Integer, AttackSums> byPayer() {
        return parts.filter(part -> part._1() >= 0)
                .mapToPair(part -> part)
                .groupByKey()
                .mapValues(AttackSums::merged);
    }

    /** The attacked pairs, the one that gains most first; at most {@code most}. */
    List<AttackedPair> pairs(int most) {
        double allowance = plan.allowance();
        return parts
                .filter(part -> part._1() < 0)
                .mapToPair(part -> part)
                .groupByKey()
                .map(pair -> best(pair._1(), AttackSums.merged(pair._2()).ledger, allowance))
                .collect()
                .stream()
                .sorted(Comparator.comparingDouble(AttackedPair::gain)
                        .reversed()
                        .thenComparingInt(AttackedPair::first))
                .limit(most)
                .toList();
    }

    private static AttackedPair best(int key, Ledger ledger, double allowance) {
        PairAttack.Best best = PairAttack.best(ledger, allowance);
        return new AttackedPair(2 * (-1 - key), best.strategy(), best.gain());
    }

    @Override
    public void close() {
        parts.unpersist();
        numbers.destroy();
    }
}
