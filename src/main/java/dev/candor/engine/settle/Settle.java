package dev.candor.engine.settle;

import dev.candor.engine.bill.BillBlock;
import dev.candor.engine.bill.BillSums;
import dev.candor.engine.bill.PaymentTerms;
import dev.candor.engine.candidates.Features;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.potential.CatalogPotential;
import dev.candor.engine.potential.LogLinearPotential;
import dev.candor.engine.potential.MixturePotential;
import dev.candor.engine.potential.SearchedPotential;
import dev.candor.engine.potential.TabularPotential;
import dev.candor.engine.potential.WelfarePotential;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.model.LocalSearch;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PaymentRule;
import dev.candor.model.UserException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** The settlement of any policy class: maximise social welfare, then charge every payer. */
public final class Settle {
    /** Payers that a task behind the passes is worth starting for. */
    private static final long ROWS_A_TASK = 100_000;

    private final SparkSession spark;
    private final MechanismSpec mechanism;
    private final EngineLimits limits;

    public Settle(SparkSession spark, MechanismSpec mechanism, EngineLimits limits) {
        this.spark = spark;
        this.mechanism = mechanism;
        this.limits = limits;
    }

    /**
     * Settles under the mechanism's policy class; the result's frames are lazy where they are per agent or candidate.
     *
     * @param reports of the tables of that class: valuations and checkpoints for a catalog, with experts beside them for a
     *     mixture; coefficients come with features and have methods of their own
     */
    public Settlement run(PackedReports reports, Phases phases) {
        return settled(reports, potential(reports), phases);
    }

    private WelfarePotential potential(PackedReports reports) {
        return switch (mechanism.policyClass()) {
            case TABULAR -> {
                checkTypes(mechanism, reports);
                yield new TabularPotential(spark, mechanism, limits, reports);
            }
            case CATALOG -> new CatalogPotential(spark, mechanism, reports);
            case MIXTURE -> new MixturePotential(spark, mechanism, limits, reports);
            case LOG_LINEAR -> throw new IllegalArgumentException("coefficients are settled together with features");
        };
    }

    /**
     * Settles under the log-linear class.
     *
     * @param coefficients packed as reports on features (io.VectorTables)
     * @param tolerance payers whose second-order charge is proved to lie within an interval of this relative width are
     *     charged by it; 0: nobody
     */
    public Settlement logLinear(PackedReports coefficients, Features features, double tolerance, Phases phases) {
        return settled(
                coefficients, new LogLinearPotential(spark, mechanism, coefficients, features, tolerance), phases);
    }

    /** The same where the log-linear class holds less than the optimum of all policies. */
    public Settlement restricted(PackedReports coefficients, Features features, LocalSearch search, Phases phases) {
        return settled(coefficients, new SearchedPotential(spark, mechanism, search, coefficients, features), phases);
    }

    private Settlement settled(PackedReports reports, WelfarePotential potential, Phases phases) {
        try {
            WelfarePotential.Optimum optimum = potential.maximise(phases);
            PaymentTerms terms = PaymentTerms.of(mechanism).withGap(optimum.gap());
            JavaRDD<BillBlock> bills = ErrorBounds.widened(potential.bills(terms, phases), reports, mechanism)
                    .persist(StorageLevel.MEMORY_AND_DISK());
            return charged(reports, potential, optimum, bills, phases);
        } catch (Throwable failure) {
            potential.close();
            throw failure;
        }
    }

    private Settlement charged(
            PackedReports reports,
            WelfarePotential potential,
            WelfarePotential.Optimum optimum,
            JavaRDD<BillBlock> bills,
            Phases phases) {
        try {
            BillSums sums = phases.run("charge payers", () -> {
                phases.rows(reports.rowsAccepted());
                return bills.aggregate(new BillSums(), BillSums::add, BillSums::merge);
            });
            int few = (int) Math.max(spark.sparkContext().defaultParallelism(), reports.payers() / ROWS_A_TASK);
            return new Settlement(
                    spark,
                    potential,
                    optimum,
                    sums,
                    bills.coalesce(Math.min(few, bills.getNumPartitions())),
                    new Settlement.Size(
                            reports.payers(), !mechanism.paymentRule().charges()),
                    () -> bills.unpersist());
        } catch (Throwable failure) {
            bills.unpersist();
            throw failure;
        }
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
}
