package dev.candor.engine.settle;

import dev.candor.engine.bill.BillBlock;
import dev.candor.engine.bill.BillRows;
import dev.candor.engine.bill.BillSums;
import dev.candor.engine.bill.Charges;
import dev.candor.engine.bill.SortedBills;
import dev.candor.engine.potential.PolicyColumns;
import dev.candor.engine.potential.WelfarePotential;
import dev.candor.io.write.SortedTable;
import dev.candor.mechanism.money.Allocation;
import dev.candor.model.SettlementSummary.LocalOptimum;
import dev.candor.model.SettlementSummary.Parameter;
import dev.candor.model.SettlementSummary.PayerLine;
import dev.candor.model.Tariff;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A settlement before money: the optimum and what each payer owes, in units of reward × weight. */
public final class Settlement implements AutoCloseable {
    private static final StructType PARAMETERS =
            new StructType().add("parameter", DataTypes.StringType, false).add("value", DataTypes.DoubleType, false);

    private final SparkSession spark;
    private final WelfarePotential.Optimum optimum;
    private final BillSums sums;
    private final JavaRDD<BillBlock> bills;
    private final Size size;
    private final Runnable release;

    public final WelfarePotential potential;
    private WelfarePotential.Policy policy;

    Settlement(
            SparkSession spark,
            WelfarePotential potential,
            WelfarePotential.Optimum optimum,
            BillSums sums,
            JavaRDD<BillBlock> bills,
            Size size,
            Runnable release) {
        this.spark = spark;
        this.potential = potential;
        this.optimum = optimum;
        this.sums = sums;
        this.bills = bills;
        this.size = size;
        this.release = release;
    }

    /**
     * Of the bill.
     *
     * @param free whether nobody pays, by the mechanism's rule
     */
    record Size(long payers, boolean free) {}

    /**
     * The policy table of the class ({@link PolicyColumns}, but for a catalog), sorted by the bytes of its ids as a whole:
     * partition after partition, at most {@code partitions}, none empty.
     */
    public SortedTable policy(int partitions) {
        return table().sorted().apply(partitions);
    }

    /** Rows of {@link #policy}. */
    public long policyRows() {
        return table().count();
    }

    private synchronized WelfarePotential.Policy table() {
        if (policy == null) {
            policy = potential.policy();
        }
        return policy;
    }

    /** The parameters of the policy chosen, where its class has few. */
    public List<Parameter> parameters() {
        return potential.parameters();
    }

    /** What is known of the optimum where it may not be the maximum. */
    public Optional<LocalOptimum> localOptimum() {
        return potential.localOptimum();
    }

    /** {@link #parameters} as a table, parameter and value; nothing where the class has none. */
    public Optional<Dataset<Row>> parameterRows() {
        List<Row> rows = parameters().stream()
                .map(parameter -> RowFactory.create(parameter.name(), parameter.value()))
                .toList();
        return rows.isEmpty() ? Optional.empty() : Optional.of(spark.createDataFrame(rows, PARAMETERS));
    }

    /** One row a payer: the columns of design §5 but the charge. */
    Dataset<Row> payments() {
        return rows(null).of(spark, bills).rows();
    }

    /** The same with the column {@code charge}, decimal in the currency. */
    public Dataset<Row> payments(Allocation allocation) {
        return rows(allocation).of(spark, bills).rows();
    }

    /**
     * The same with the column {@code charge}, decimal in the currency, sorted by the bytes of the payers' ids as a
     * whole: partition after partition, at most {@code partitions} of about the same size, cut where the ids alone say.
     */
    public SortedTable payments(Allocation allocation, int partitions) {
        return rows(allocation).of(spark, SortedBills.of(bills, size.payers(), partitions));
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
        double alone = sums.reporting() == 1 ? potential.welfareOfNobody() : Double.NaN;
        return new BillRows(optimum.welfare(), alone, size.free(), allocation);
    }

    /** ASW(π*). */
    public double welfare() {
        return optimum.welfare();
    }

    /** ASW(π0): what the reference model gives; NaN where there is none. */
    public double referenceWelfare() {
        return optimum.referenceWelfare();
    }

    /** Σ_c q_c D(π*_c ‖ π0_c), without λ. */
    public double divergence() {
        return optimum.divergence();
    }

    /** Whether λ matters: not in a catalog of which no checkpoint has a divergence. */
    public boolean isPriced() {
        return potential.isPriced();
    }

    /** Σ w v(π*). */
    public double totalValue() {
        return sums.value();
    }

    /** Σ p. */
    public double revenue() {
        return sums.revenue();
    }

    /** The most that any payer could gain by a misreport, given what was computed; infinite where nobody pays. */
    public double largestIncentiveGap() {
        return size.free() ? Double.POSITIVE_INFINITY : sums.largestGap();
    }

    /** Payers whose absence would change what the others get: only they move anything. */
    public long pivotalPayers() {
        return sums.pivotal();
    }

    /** Payers that were charged by the second-order form of the log-linear class, for their bound was within the tolerance. */
    public long secondOrderPayers() {
        return sums.secondOrder();
    }

    /** Frees what the settlement keeps in memory and on the executors' disks. */
    @Override
    public void close() {
        release.run();
        potential.close();
    }
}
