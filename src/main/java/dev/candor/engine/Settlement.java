package dev.candor.engine;

import dev.candor.divergence.PolicyBlock;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A settlement before money: the optimum and what each payer owes, in units of reward × weight. */
public final class Settlement implements AutoCloseable {
    private final Dataset<Row> policy;
    private final Dataset<Row> payments;
    private final Figures figures;
    private final Runnable release;

    /** The solved prompts by block of prompts. */
    final JavaPairRDD<Integer, PolicyBlock> policies;

    Settlement(
            Dataset<Row> policy,
            Dataset<Row> payments,
            Figures figures,
            JavaPairRDD<Integer, PolicyBlock> policies,
            Runnable release) {
        this.policy = policy;
        this.payments = payments;
        this.figures = figures;
        this.policies = policies;
        this.release = release;
    }

    /**
     * Sums over the run, each exact before one rounding.
     *
     * @param welfare ASW(π*)
     * @param referenceWelfare ASW(π0)
     * @param divergence Σ_c q_c D(π*_c ‖ π0_c), without λ
     * @param totalValue Σ w v(π*)
     * @param revenue Σ p
     */
    record Figures(double welfare, double referenceWelfare, double divergence, double totalValue, double revenue) {}

    /** prompt_id, candidate_id, ref_prob, prob, aggregate_reward. */
    public Dataset<Row> policy() {
        return policy;
    }

    /** One row a payer: the columns of design §5 but the charge. */
    public Dataset<Row> payments() {
        return payments;
    }

    /** ASW(π*). */
    public double welfare() {
        return figures.welfare();
    }

    /** ASW(π0): what the reference model gives. */
    public double referenceWelfare() {
        return figures.referenceWelfare();
    }

    /** Σ_c q_c D(π*_c ‖ π0_c), without λ. */
    public double divergence() {
        return figures.divergence();
    }

    /** Σ w v(π*). */
    public double totalValue() {
        return figures.totalValue();
    }

    /** Σ p. */
    public double revenue() {
        return figures.revenue();
    }

    /** Frees what the settlement keeps in memory and on the executors' disks. */
    @Override
    public void close() {
        release.run();
    }
}
