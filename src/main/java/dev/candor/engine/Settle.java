package dev.candor.engine;

import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.Regulariser;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PaymentRule;
import dev.candor.model.UserException;
import dev.candor.numeric.ExactSums;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * The settlement of the tabular class: aggregate rewards, solve every prompt, charge every payer. A fixed number of Spark
 * jobs whatever the number of agents; no counterfactual is solved anew (design §2).
 */
public final class Settle {
    /** Payers that a task behind the passes is worth starting for. */
    private static final long ROWS_A_TASK = 100_000;

    private final SparkSession spark;
    private final MechanismSpec mechanism;
    private final EngineLimits limits;
    private final Regulariser regulariser;

    public Settle(SparkSession spark, MechanismSpec mechanism, EngineLimits limits) {
        this.spark = spark;
        this.mechanism = mechanism;
        this.limits = limits;
        this.regulariser = Regulariser.BY_NAME.get(mechanism.divergence()).apply(mechanism.lambda());
    }

    /** Settles; the result's frames are lazy where they are per agent or candidate. */
    public Settlement run(PackedReports reports, Phases phases) {
        checkTypes(mechanism, reports);
        JavaPairRDD<Integer, SolvedBlock> solved = solve(reports).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            return charged(reports, solved, phases);
        } catch (Throwable failure) {
            solved.unpersist();
            throw failure;
        }
    }

    private Settlement charged(PackedReports reports, JavaPairRDD<Integer, SolvedBlock> solved, Phases phases) {
        ExactSums totals = phases.run("aggregate and solve prompts", () -> {
            phases.rows(reports.rowsAccepted());
            return solved.values().map(block -> block.totals).fold(new ExactSums(3), Settle::merge);
        });
        double welfare = totals.value(0);
        JavaRDD<BillBlock> bills = phases.run(
                        "send the policy", () -> charge(reports, solved.mapValues(block -> block.policy)))
                .persist(StorageLevel.MEMORY_AND_DISK());
        ExactSums bill;
        try {
            bill = phases.run("charge payers", () -> {
                phases.rows(reports.rowsAccepted());
                return bills.aggregate(new ExactSums(2), Settle::add, Settle::merge);
            });
        } catch (Throwable failure) {
            bills.unpersist();
            throw failure;
        }
        Dataset<Row> policy =
                spark.createDataFrame(solved.values().flatMap(SolvedBlock::policyRows), SolvedBlock.POLICY_SCHEMA);
        int few = (int) Math.max(spark.sparkContext().defaultParallelism(), reports.payers() / ROWS_A_TASK);
        return new Settlement(
                spark,
                policy,
                bills.coalesce(Math.min(few, bills.getNumPartitions())),
                new Settlement.Figures(
                        welfare,
                        totals.value(1),
                        totals.value(2),
                        bill.value(0),
                        bill.value(1),
                        reports.payers(),
                        mechanism.paymentRule() == PaymentRule.NONE),
                solved.mapValues(block -> block.policy),
                () -> {
                    bills.unpersist();
                    solved.unpersist();
                });
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
    static JavaPairRDD<Integer, Tuple2<PromptBlock, PartialSums>> aggregated(PackedReports reports) {
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

    /** Bytes of a policy in an executor. */
    static long policyBytes(Layout layout) {
        return 28L * layout.slots() + 24L * layout.prompts();
    }

    /** The policy goes to the payers when it is small enough, the payers to the policy when not. */
    private JavaRDD<BillBlock> charge(PackedReports reports, JavaPairRDD<Integer, PolicyBlock> policies) {
        Layout layout = reports.candidates.layout;
        ChargePass.Terms terms = ChargePass.Terms.of(mechanism);
        long bytes = policyBytes(layout);
        if (bytes > limits.broadcastBytes()) {
            return ChargePass.shuffle(reports.blocks, policies, reports.layout(), terms);
        }
        List<PolicyBlock> blocks = new ArrayList<>(policies.values().collect());
        blocks.sort(Comparator.comparing(PolicyBlock::firstPrompt));
        Broadcast<PolicyBlock> policy =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(PolicyBlock.concatenate(blocks));
        return ChargePass.broadcast(reports.blocks, policy, reports.layout(), terms);
    }

    /** Refuses reports that the mechanism's payment rule has no payments for. */
    static void checkTypes(MechanismSpec mechanism, PackedReports reports) {
        if (mechanism.paymentRule() != PaymentRule.REVENUE_MAXIMISING) {
            return;
        }
        if (reports.payers() != reports.agents()) {
            throw UserException.inputRejected("Cannot charge revenue-maximising payments to payers of several agents: "
                    + reports.agents() + " agents have " + reports.payers()
                    + " payers, and the sum of rewards of a domain is not of that domain. Drop payer_id or use"
                    + " --payment-rule affine-maximiser.");
        }
        if (reports.tally.light > 0) {
            throw UserException.inputRejected("Cannot charge revenue-maximising payments: " + reports.tally.light
                    + " agents have a weight below 1, the smallest type the rule assumes. Rescale the weights (and"
                    + " --lambda with them) or use --payment-rule affine-maximiser.");
        }
        long incomplete = reports.agents() - reports.tally.complete;
        if (incomplete > 0) {
            throw UserException.inputRejected("Cannot charge revenue-maximising payments: " + incomplete
                    + " agents have no rewards, or only zeros, on some prompt, which is outside the declared domain."
                    + " Complete their reports, leave them out or use --payment-rule affine-maximiser.");
        }
    }

    private static ExactSums merge(ExactSums sums, ExactSums other) {
        sums.merge(other);
        return sums;
    }

    private static ExactSums add(ExactSums sums, BillBlock bill) {
        for (int i = 0; i < bill.payers(); i++) {
            sums.add(0, bill.value[i]);
            sums.add(1, bill.payment[i]);
        }
        return sums;
    }
}
