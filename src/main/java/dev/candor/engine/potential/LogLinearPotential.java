package dev.candor.engine.potential;

import dev.candor.engine.bill.BillBlock;
import dev.candor.engine.bill.PaymentTerms;
import dev.candor.engine.candidates.Features;
import dev.candor.engine.pack.Coefficients;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.Phases;
import dev.candor.kept.Kept;
import dev.candor.mechanism.attack.LinearGame;
import dev.candor.model.MechanismSpec;
import dev.candor.model.SettlementSummary.Parameter;
import dev.candor.numeric.ExactSums;
import dev.candor.policy.linear.CovarianceSums;
import dev.candor.policy.linear.FeatureBlock;
import dev.candor.policy.linear.LogLinearOptimum;
import dev.candor.policy.linear.OptimumSums;
import dev.candor.policy.linear.SecondOrderCharges;
import dev.candor.policy.linear.SolvedFeatures;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * π_θ ∝ π0·exp(θ·φ) for rewards r_i = β_i·φ under KL: θ* = Σ κ w β / λ is the optimum of all policies, and the charges are
 * blocked products of agents and candidates (docs/log-linear.md).
 */
public final class LogLinearPotential implements WelfarePotential {
    private final SparkSession spark;
    private final JavaSparkContext context;
    private final double lambda;
    private final PackedReports coefficients;
    private final Features features;
    private final double tolerance;
    private final Broadcast<FeatureBlock[]> blocks;
    /** Σ κ w β; after {@link #maximise}. */
    private ExactSums aggregate;

    /** Then what the others would have is known, and its payment is as exact as that. */
    private boolean isOneReporting;

    private double[] theta;
    private Broadcast<Solved> solved;
    private final Kept kept = new Kept();

    /**
     * Nothing is computed yet.
     *
     * @param coefficients packed as reports on features (io.VectorTables)
     * @param tolerance the largest relative width of the interval of a second-order charge; 0 charges everybody in full
     */
    public LogLinearPotential(
            SparkSession spark,
            MechanismSpec mechanism,
            PackedReports coefficients,
            Features features,
            double tolerance) {
        this.spark = spark;
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.lambda = mechanism.lambda();
        this.coefficients = coefficients;
        this.features = features;
        this.tolerance = tolerance;
        this.blocks = kept.keep(context.broadcast(features.blocks));
    }

    /** The solved prompts, block by block, and what they add up to. */
    private static final class Solved implements Serializable {
        private static final long serialVersionUID = 1L;

        private final SolvedFeatures[] blocks;
        private final OptimumSums sums;

        Solved(SolvedFeatures[] blocks, OptimumSums sums) {
            this.blocks = blocks;
            this.sums = sums;
        }
    }

    /** One block of it. */
    private static final class Part implements Serializable {
        private static final long serialVersionUID = 1L;

        private final int block;
        private final SolvedFeatures solved;
        private final OptimumSums sums;
        /** Σ q·π0·λθ·φ. */
        private final ExactSums reference;

        Part(int block, SolvedFeatures solved, OptimumSums sums, ExactSums reference) {
            this.block = block;
            this.solved = solved;
            this.sums = sums;
            this.reference = reference;
        }
    }

    @Override
    public Optimum maximise(Phases phases) {
        int d = features.count();
        Coefficients.Aggregate all = Coefficients.aggregate(coefficients, d, phases);
        aggregate = all.sums();
        isOneReporting = all.reporting() == 1;
        theta = LogLinearOptimum.of(aggregate, lambda).theta();
        List<Part> parts = phases.run("solve prompts", this::solve);
        SolvedFeatures[] policy = new SolvedFeatures[parts.size()];
        OptimumSums sums = new OptimumSums(d);
        ExactSums reference = new ExactSums(1);
        for (Part part : parts) {
            policy[part.block] = part.solved;
            sums.merge(part.sums);
            reference.merge(part.reference);
        }
        solved = kept.keep(context.broadcast(new Solved(policy, sums)));
        return new Optimum(lambda * sums.welfareByLambda(), reference.value(0), sums.divergence(), 0);
    }

    private List<Part> solve() {
        Broadcast<FeatureBlock[]> everywhere = blocks;
        double price = lambda;
        ExactSums wanted = aggregate;
        List<Part> parts = new ArrayList<>(blockNumbers()
                .map(b -> {
                    FeatureBlock block = everywhere.value()[b];
                    OptimumSums sums = new OptimumSums(block.features());
                    LogLinearOptimum optimum = LogLinearOptimum.of(wanted, price);
                    SolvedFeatures mine = optimum.solve(block, sums);
                    return new Part(b, mine, sums, reference(block, optimum.rewards(block, price)));
                })
                .collect());
        parts.sort(Comparator.comparingInt(part -> part.block));
        return parts;
    }

    /** @param reward S, length M */
    private static ExactSums reference(FeatureBlock block, double[] reward) {
        ExactSums sum = new ExactSums(1);
        for (int c = 0; c < block.prompts(); c++) {
            for (int x = block.start(c); x < block.start(c + 1); x++) {
                sum.add(0, block.promptWeight(c) * StrictMath.exp(block.logRef(x)) * reward[x]);
            }
        }
        return sum;
    }

    @Override
    public JavaRDD<BillBlock> bills(PaymentTerms terms, Phases phases) {
        Broadcast<Solved> everywhere = solved;
        double wide = isOneReporting ? 0 : tolerance;
        SecondOrderCharges secondOrder = wide == 0
                ? null
                : phases.run(
                        "add up the covariances",
                        () -> new SecondOrderCharges(lambda, everywhere.value().sums, covariance()));
        LinearBills bills = new LinearBills(lambda, everywhere.value().sums, aggregate, wide, secondOrder);
        Broadcast<FeatureBlock[]> raw = blocks;
        return coefficients.blocks.map(block -> bills.of(block, raw.value(), everywhere.value().blocks, terms));
    }

    private CovarianceSums covariance() {
        Broadcast<Solved> everywhere = solved;
        int d = features.count();
        return blockNumbers()
                .map(b -> {
                    CovarianceSums sums = new CovarianceSums(d);
                    sums.add(everywhere.value().blocks[b]);
                    return sums;
                })
                .treeReduce((sums, other) -> {
                    sums.merge(other);
                    return sums;
                });
    }

    /** The numbers of the blocks of prompts, spread over the cores. */
    private JavaRDD<Integer> blockNumbers() {
        List<Integer> numbers =
                IntStream.range(0, features.blocks.length).boxed().toList();
        return context.parallelize(
                numbers, Math.min(numbers.size(), spark.sparkContext().defaultParallelism()));
    }

    @Override
    public Optional<VectorGame> attacked() {
        Broadcast<LinearGame.Candidates> rules =
                kept.keep(context.broadcast(new LinearGame.Candidates(features.blocks, lambda)));
        int d = features.count();
        return Optional.of(new VectorGame(
                aggregate,
                false,
                rules,
                d * features.candidates(),
                numbers -> VectorGame.sampled(coefficients, d, numbers)));
    }

    @Override
    public Policy policy() {
        Broadcast<FeatureBlock[]> raw = blocks;
        Broadcast<Solved> everywhere = solved;
        double total = features.candidates.totalPromptWeight;
        double price = lambda;
        ExactSums wanted = aggregate;
        return new Policy(
                features.candidates(),
                partitions -> SortedPolicy.of(
                        spark,
                        features.candidates.blocks(),
                        features.candidates.layout,
                        block -> {
                            FeatureBlock mine = raw.value()[block._1()];
                            double[] reward = LogLinearOptimum.of(wanted, price).rewards(mine, price);
                            return PolicyColumns.of(
                                    block._2(),
                                    total,
                                    x -> StrictMath.exp(mine.logRef(x)),
                                    everywhere.value().blocks[block._1()]::prob,
                                    x -> reward[x]);
                        },
                        partitions));
    }

    @Override
    public List<Parameter> parameters() {
        return Coefficients.parameters(theta);
    }

    @Override
    public void close() {
        kept.close();
    }
}
