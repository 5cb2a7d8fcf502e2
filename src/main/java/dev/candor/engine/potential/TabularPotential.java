package dev.candor.engine.potential;

import dev.candor.divergence.Divergences;
import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.Regulariser;
import dev.candor.engine.bill.BillBlock;
import dev.candor.engine.bill.PaymentTerms;
import dev.candor.engine.candidates.Layout;
import dev.candor.engine.candidates.PromptBlock;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.model.MechanismSpec;
import dev.candor.model.SettlementSummary.Parameter;
import dev.candor.numeric.ExactSums;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * π(·|c) free on every prompt: aggregate rewards, solve every prompt, charge every payer. A fixed number of Spark jobs
 * whatever the number of agents; no counterfactual is solved anew.
 */
public final class TabularPotential implements WelfarePotential {
    private final SparkSession spark;
    private final MechanismSpec mechanism;
    private final EngineLimits limits;
    private final PackedReports reports;
    private final Regulariser regulariser;
    private final JavaPairRDD<Integer, SolvedBlock> solved;
    /** The policy in every executor, where it is small enough. */
    private Broadcast<PolicyBlock> sent;

    public TabularPotential(SparkSession spark, MechanismSpec mechanism, EngineLimits limits, PackedReports reports) {
        this.spark = spark;
        this.mechanism = mechanism;
        this.limits = limits;
        this.reports = reports;
        this.regulariser = Divergences.of(mechanism.divergence(), mechanism.lambda());
        this.solved = solve(reports).persist(StorageLevel.MEMORY_AND_DISK());
    }

    @Override
    public Optimum maximise(Phases phases) {
        ExactSums totals = phases.run("aggregate and solve prompts", () -> {
            phases.rows(reports.rowsAccepted());
            return solved.values().map(block -> block.totals).fold(new ExactSums(3), TabularPotential::merge);
        });
        return new Optimum(totals.value(0), totals.value(1), totals.value(2), 0);
    }

    @Override
    public JavaRDD<BillBlock> bills(PaymentTerms terms, Phases phases) {
        return phases.run("send the policy", () -> charge(terms, policies()));
    }

    /** The solved prompts by block of prompts. */
    public JavaPairRDD<Integer, PolicyBlock> policies() {
        return solved.mapValues(block -> block.policy);
    }

    @Override
    public Policy policy() {
        double total = reports.candidates.totalPromptWeight;
        return new Policy(
                reports.candidates(),
                partitions -> SortedPolicy.of(
                        spark,
                        solved,
                        reports.candidates.layout,
                        block -> block._2().policyColumns(total),
                        partitions));
    }

    /** As many as candidates: policy/ has them. */
    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public void close() {
        solved.unpersist();
        if (sent != null) {
            sent.destroy();
        }
    }

    private JavaPairRDD<Integer, SolvedBlock> solve(PackedReports reports) {
        Regulariser solver = regulariser;
        Broadcast<Layout> layout = reports.layout();
        double totalPromptWeight = reports.candidates.totalPromptWeight;
        return aggregated(reports)
                .mapToPair(block -> new Tuple2<>(
                        block._1(),
                        SolvedBlock.solve(
                                layout.value(),
                                block._1(),
                                block._2()._1(),
                                block._2()._2().sum(),
                                solver,
                                totalPromptWeight)));
    }

    /** Pass A: block of prompts → its prompts and the aggregate rewards of their candidates. */
    public static JavaPairRDD<Integer, Tuple2<PromptBlock, PartialSums>> aggregated(PackedReports reports) {
        Broadcast<Layout> layout = reports.layout();
        int blocks = reports.candidates.layout.blocks();
        HashPartitioner partitioner = new HashPartitioner(Math.min(blocks, reports.blocks.getNumPartitions()));
        JavaPairRDD<Integer, PartialSums> sums =
                AggregatePass.sums(reports.blocks, layout, partitioner, AggregatePass.TASK_BYTES);
        return reports.candidates
                .blocks()
                .partitionBy(partitioner)
                .leftOuterJoin(sums, partitioner)
                .mapToPair(block -> new Tuple2<>(
                        block._1(),
                        new Tuple2<>(
                                block._2()._1(),
                                block._2()
                                        ._2()
                                        .orElse(new PartialSums(layout.value().slots(block._1()))))));
    }

    /** Bytes of a policy in an executor, where sums need all the doubles that a gap can have. */
    public static long policyBytes(Layout layout) {
        return PolicyBlock.bytes(layout.slots(), layout.prompts(), SolvedBlock.GAP_PARTS);
    }

    /** The policy goes to the payers when it is small enough, the payers to the policy when not. */
    private JavaRDD<BillBlock> charge(PaymentTerms payment, JavaPairRDD<Integer, PolicyBlock> policies) {
        Layout layout = reports.candidates.layout;
        ChargePass.Terms terms = ChargePass.Terms.of(mechanism, payment);
        long bytes = policyBytes(layout);
        if (bytes > limits.broadcastBytes()) {
            return ChargePass.shuffle(reports.blocks, policies, reports.layout(), terms);
        }
        List<PolicyBlock> blocks = new ArrayList<>(policies.values().collect());
        blocks.sort(Comparator.comparing(PolicyBlock::firstPrompt));
        sent = JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(PolicyBlock.concatenate(blocks));
        return ChargePass.broadcast(reports.blocks, sent, reports.layout(), terms);
    }

    private static ExactSums merge(ExactSums sums, ExactSums other) {
        sums.merge(other);
        return sums;
    }
}
