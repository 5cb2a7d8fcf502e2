package dev.candor.engine;

import dev.candor.divergence.PolicyBlock;
import dev.candor.mechanism.Allocation;
import dev.candor.model.SettlementSummary.PayerLine;
import dev.candor.model.Tariff;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A settlement before money: the optimum and what each payer owes, in units of reward × weight. */
public final class Settlement implements AutoCloseable {
    private final SparkSession spark;
    private final Dataset<Row> policy;
    private final JavaRDD<BillBlock> bills;
    private final Figures figures;
    private final Runnable release;

    /** The solved prompts by block of prompts. */
    final JavaPairRDD<Integer, PolicyBlock> policies;

    Settlement(
            SparkSession spark,
            Dataset<Row> policy,
            JavaRDD<BillBlock> bills,
            Figures figures,
            JavaPairRDD<Integer, PolicyBlock> policies,
            Runnable release) {
        this.spark = spark;
        this.policy = policy;
        this.bills = bills;
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
     * @param payers how many are in the bill
     * @param free whether nobody pays, by the mechanism's rule
     */
    record Figures(
            double welfare,
            double referenceWelfare,
            double divergence,
            double totalValue,
            double revenue,
            long payers,
            boolean free) {}

    /** prompt_id, candidate_id, ref_prob, prob, aggregate_reward. */
    public Dataset<Row> policy() {
        return policy;
    }

    /** One row a payer: the columns of design §5 but the charge. */
    public Dataset<Row> payments() {
        return rows(null).of(spark, bills);
    }

    /**
     * The same with the column {@code charge}, decimal in the currency, sorted by the bytes of the payers' ids as a
     * whole: partition after partition, at most {@code partitions} of about the same size, cut where the ids alone say.
     */
    public Dataset<Row> payments(Allocation allocation, int partitions) {
        return rows(allocation).of(spark, SortedBills.of(bills, figures.payers(), partitions));
    }

    /** The payers with the largest payments, those first; equal ones by the bytes of their ids. */
    public List<PayerLine> largest(int count, Allocation allocation) {
        return rows(allocation).largest(bills, count);
    }

    /** The bill in money. */
    public Charges.Charged charge(Tariff tariff) {
        return Charges.of(bills, tariff);
    }

    private BillRows rows(Allocation allocation) {
        return new BillRows(figures.welfare(), figures.free(), allocation);
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
