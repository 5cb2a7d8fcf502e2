package dev.candor.engine.settle;

import dev.candor.divergence.PolicyBlock;
import dev.candor.engine.bill.BillBlock;
import dev.candor.engine.bill.PaymentTerms;
import dev.candor.engine.bill.SweepTotals;
import dev.candor.engine.candidates.Layout;
import dev.candor.engine.candidates.PromptBlock;
import dev.candor.engine.pack.PackedBlock;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.potential.ChargePass;
import dev.candor.engine.potential.PartialSums;
import dev.candor.engine.potential.SolvedBlock;
import dev.candor.engine.potential.TabularPotential;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.model.FrontierPoint;
import dev.candor.model.MechanismSpec;
import dev.candor.numeric.ExactSums;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Many mechanisms on the same reports: the aggregate rewards are summed once, and every payer is charged under all
 * mechanisms while its rewards are at hand.
 */
public final class Sweep {
    private final SparkSession spark;
    private final List<MechanismSpec> mechanisms;
    private final EngineLimits limits;

    /** @param mechanisms differing in divergence and λ only */
    public Sweep(SparkSession spark, List<MechanismSpec> mechanisms, EngineLimits limits) {
        this.spark = spark;
        this.mechanisms = List.copyOf(mechanisms);
        this.limits = limits;
    }

    /** Settles all; a point a mechanism, in their order. */
    public List<FrontierPoint> run(PackedReports reports, Phases phases) {
        Settle.checkTypes(mechanisms.get(0), reports);
        JavaPairRDD<Integer, Tuple2<PromptBlock, PartialSums>> aggregated =
                TabularPotential.aggregated(reports).mapValues(Sweep::summed).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            phases.run("aggregate rewards", () -> {
                phases.rows(reports.rowsAccepted());
                return aggregated.count();
            });
            List<FrontierPoint> points = new ArrayList<>();
            int together = together(reports);
            for (int from = 0; from < mechanisms.size(); from += together) {
                int to = Math.min(mechanisms.size(), from + together);
                points.addAll(points(reports, aggregated, mechanisms.subList(from, to), phases));
            }
            return points;
        } finally {
            aggregated.unpersist();
        }
    }

    /** What is kept is not changed any more. */
    private static Tuple2<PromptBlock, PartialSums> summed(Tuple2<PromptBlock, PartialSums> block) {
        block._2().sum();
        return block;
    }

    /** How many policies may be in every executor at once. */
    private int together(PackedReports reports) {
        long fitting = limits.broadcastBytes() / TabularPotential.policyBytes(reports.candidates.layout);
        return (int) Math.max(1, Math.min(mechanisms.size(), fitting));
    }

    private List<FrontierPoint> points(
            PackedReports reports,
            JavaPairRDD<Integer, Tuple2<PromptBlock, PartialSums>> aggregated,
            List<MechanismSpec> some,
            Phases phases) {
        List<ChargePass.Terms> rules = new ArrayList<>();
        some.forEach(mechanism -> rules.add(ChargePass.Terms.of(mechanism, PaymentTerms.of(mechanism))));
        if (TabularPotential.policyBytes(reports.candidates.layout) > limits.broadcastBytes()) {
            return List.of(shuffled(reports, aggregated, some.get(0), phases));
        }
        List<Optimum> optima = phases.run("solve prompts", () -> solve(reports, aggregated, rules));
        SweepTotals[] bills = phases.run("charge payers", () -> {
            phases.rows(reports.rowsAccepted() * some.size());
            return charge(reports, rules, optima);
        });
        List<FrontierPoint> points = new ArrayList<>();
        for (int k = 0; k < some.size(); k++) {
            points.add(point(some.get(k), optima.get(k).totals, bills[k]));
        }
        return points;
    }

    private static FrontierPoint point(MechanismSpec mechanism, ExactSums totals, SweepTotals bill) {
        return new FrontierPoint(
                mechanism.divergence().commandName(),
                mechanism.lambda(),
                totals.value(0),
                totals.value(1),
                bill.totalValue(),
                totals.value(2),
                bill.revenue(),
                bill.concentration());
    }

    /** A mechanism's policy and its sums of q·G(S), q·⟨S,π0⟩ and q·D(π*‖π0). */
    private static final class Optimum implements Serializable {
        private static final long serialVersionUID = 1L;

        private final ExactSums totals;
        private final PolicyBlock policy;

        Optimum(ExactSums totals, PolicyBlock policy) {
            this.totals = totals;
            this.policy = policy;
        }
    }

    private static List<Optimum> solve(
            PackedReports reports,
            JavaPairRDD<Integer, Tuple2<PromptBlock, PartialSums>> aggregated,
            List<ChargePass.Terms> rules) {
        Broadcast<Layout> layout = reports.layout();
        double totalPromptWeight = reports.candidates.totalPromptWeight;
        List<Tuple2<Integer, Optimum>> parts = aggregated
                .flatMap(block -> {
                    List<Tuple2<Integer, Optimum>> solved = new ArrayList<>();
                    ExactSums sums = block._2()._2().sum();
                    for (int k = 0; k < rules.size(); k++) {
                        SolvedBlock one = SolvedBlock.solve(
                                layout.value(),
                                block._1(),
                                block._2()._1(),
                                sums,
                                rules.get(k).regulariser(),
                                totalPromptWeight);
                        solved.add(new Tuple2<>(k, new Optimum(one.totals, one.policy)));
                    }
                    return solved.iterator();
                })
                .collect();
        List<Optimum> optima = new ArrayList<>();
        for (int k = 0; k < rules.size(); k++) {
            int mine = k;
            optima.add(joined(parts.stream()
                    .filter(part -> part._1() == mine)
                    .map(Tuple2::_2)
                    .sorted(Comparator.comparing(part -> part.policy.firstPrompt()))
                    .toList()));
        }
        return optima;
    }

    private static Optimum joined(List<Optimum> parts) {
        ExactSums totals = new ExactSums(3);
        parts.forEach(part -> totals.merge(part.totals));
        return new Optimum(
                totals,
                PolicyBlock.concatenate(parts.stream().map(part -> part.policy).toList()));
    }

    private SweepTotals[] charge(PackedReports reports, List<ChargePass.Terms> rules, List<Optimum> optima) {
        Broadcast<Layout> layout = reports.layout();
        Broadcast<List<PolicyBlock>> policies = JavaSparkContext.fromSparkContext(spark.sparkContext())
                .broadcast(new ArrayList<>(
                        optima.stream().map(optimum -> optimum.policy).toList()));
        try {
            return reports.blocks
                    .mapPartitions(blocks -> {
                        SweepTotals[] bills = none(rules.size());
                        blocks.forEachRemaining(block -> charge(block, rules, policies.value(), layout.value(), bills));
                        return Collections.singletonList(bills).iterator();
                    })
                    .treeReduce(Sweep::merge);
        } finally {
            policies.destroy();
        }
    }

    private static void charge(
            PackedBlock block,
            List<ChargePass.Terms> rules,
            List<PolicyBlock> policies,
            Layout layout,
            SweepTotals[] bills) {
        ChargePass.Loop[] loops = new ChargePass.Loop[rules.size()];
        for (int k = 0; k < loops.length; k++) {
            loops[k] = new ChargePass.Loop(block, policies.get(k), layout, rules.get(k));
        }
        ExactSums sums = new ExactSums(3);
        for (int i = 0; i < block.payers(); i++) {
            for (int k = 0; k < loops.length; k++) {
                sums.clear();
                loops[k].charge(i, sums);
                PaymentTerms payment = rules.get(k).payment();
                bills[k].add(
                        block.size[i] * sums.value(0), payment.payment(sums.value(1), sums.value(2), block.boost[i]));
            }
        }
    }

    private static SweepTotals[] none(int count) {
        SweepTotals[] bills = new SweepTotals[count];
        Arrays.setAll(bills, k -> new SweepTotals());
        return bills;
    }

    private static SweepTotals[] merge(SweepTotals[] bills, SweepTotals[] others) {
        for (int k = 0; k < bills.length; k++) {
            bills[k].merge(others[k]);
        }
        return bills;
    }

    /** One mechanism whose policy does not fit an executor: the rewards go to the policy. */
    private static FrontierPoint shuffled(
            PackedReports reports,
            JavaPairRDD<Integer, Tuple2<PromptBlock, PartialSums>> aggregated,
            MechanismSpec mechanism,
            Phases phases) {
        Broadcast<Layout> layout = reports.layout();
        double totalPromptWeight = reports.candidates.totalPromptWeight;
        ChargePass.Terms rule = ChargePass.Terms.of(mechanism, PaymentTerms.of(mechanism));
        JavaPairRDD<Integer, SolvedBlock> solved = aggregated
                .mapToPair(block -> new Tuple2<>(
                        block._1(),
                        SolvedBlock.solve(
                                layout.value(),
                                block._1(),
                                block._2()._1(),
                                block._2()._2().sum(),
                                rule.regulariser(),
                                totalPromptWeight)))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            ExactSums totals = phases.run(
                    "solve prompts",
                    () -> solved.values().map(block -> block.totals).fold(new ExactSums(3), (a, b) -> {
                        a.merge(b);
                        return a;
                    }));
            JavaRDD<BillBlock> blocks =
                    ChargePass.shuffle(reports.blocks, solved.mapValues(block -> block.policy), layout, rule);
            SweepTotals bill = phases.run(
                    "charge payers",
                    () -> blocks.aggregate(
                            new SweepTotals(),
                            (some, block) -> {
                                for (int i = 0; i < block.payers(); i++) {
                                    some.add(block.value[i], block.payment[i]);
                                }
                                return some;
                            },
                            SweepTotals::merge));
            return point(mechanism, totals, bill);
        } finally {
            solved.unpersist();
        }
    }
}
