package dev.candor.engine.audit;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.candor.engine.bill.SweepTotals;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.model.AuditSummary.Property;
import dev.candor.model.PaymentConcentration;
import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import dev.candor.numeric.ExactSums;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What can be checked of a settlement's tables by themselves. */
final class PublishedChecks {
    /** Of a sum of a few doubles, relative to its largest term. */
    private static final double ROUNDING = 1e-12;

    private final PublishedSettlement settlement;
    private final Dataset<Row> bill;

    PublishedChecks(SparkSession spark, PublishedSettlement settlement) {
        this.settlement = settlement;
        this.bill = settlement.bill(spark);
    }

    /**
     * Of payments/ alone.
     *
     * @param nonNegative whether no reward is below 0; utilities are claimed to be ≥ 0 then
     */
    List<Property> ofTheBill(boolean nonNegative) {
        boolean affine = PaymentRule.of(settlement.setting("payment-rule")).isAffine();
        boolean exact = !settlement.policyClass().isLinear();
        double welfare = Double.parseDouble(settlement.manifest().sums().get("welfare"));
        Column value = col("value");
        Column payment = col("payment");
        Column utility = col("utility");
        Column size = abs(value).plus(abs(payment));
        Column allowed =
                settlement.policyClass() == PolicyClass.MIXTURE ? coalesce(col("incentive_gap"), lit(0)) : lit(0);
        Column contribution =
                abs(col("boost").multiply(utility).minus(lit(welfare).minus(col("welfare_without"))));
        Column scale = greatest(lit(Math.abs(welfare)), abs(col("boost").multiply(value)), abs(col("welfare_without")));
        List<RowCheck> checks = List.of(
                new RowCheck(
                        "payments not negative",
                        "payment >= 0; the figure is the smallest payment",
                        exact,
                        payment,
                        RowCheck.Extreme.LEAST,
                        payment.geq(0)),
                new RowCheck(
                        "individual rationality",
                        "utility >= 0 where all rewards are, but for 1e-12 of value + payment and, of a mixture, the"
                                + " incentive gap; the figure is the least utility",
                        exact && nonNegative,
                        utility,
                        RowCheck.Extreme.LEAST,
                        utility.geq(size.multiply(-ROUNDING).minus(allowed))),
                new RowCheck(
                        "utility is value minus payment",
                        "utility = value - payment within 1e-12 of value + payment; the figure is the largest difference",
                        true,
                        abs(utility.minus(value.minus(payment))),
                        RowCheck.Extreme.MOST,
                        abs(utility.minus(value.minus(payment))).leq(size.multiply(ROUNDING))),
                new RowCheck(
                        "columns agree on the contribution",
                        "boost x utility = welfare - welfare_without within 1e-12 of the largest of them: the columns agree"
                                + " with each other, and say nothing of the rule; the figure is the largest difference",
                        affine,
                        contribution,
                        RowCheck.Extreme.MOST,
                        contribution.leq(scale.multiply(ROUNDING))),
                new RowCheck(
                        "payment within its interval",
                        "payment_lower <= payment <= payment_upper; the figure is the widest interval",
                        true,
                        col("payment_upper").minus(col("payment_lower")),
                        RowCheck.Extreme.MOST,
                        payment.geq(col("payment_lower")).and(payment.leq(col("payment_upper")))));
        List<Property> found = new ArrayList<>(RowCheck.of(bill.withColumn("place", col("agent_id")), checks));
        Row all = bill.agg(
                        count(lit(1)),
                        countDistinct("agent_id"),
                        sum("charge"),
                        count(when(abs(col("payment")).leq(Double.MAX_VALUE), 1)))
                .head();
        found.add(everyPayer(all.getLong(0), all.getLong(1)));
        found.addAll(revenue(all.getLong(3) == all.getLong(0)));
        found.add(chargesAddUp(all.isNullAt(2) ? BigDecimal.ZERO : all.getDecimal(2)));
        return found;
    }

    private Property everyPayer(long rows, long agents) {
        long payers = settlement.manifest().counts().get("payers");
        return new Property(
                "a row for every payer",
                "payments/ has as many rows, and as many agent ids, as the manifest has payers; the figure is the number of"
                        + " rows",
                true,
                1,
                rows == payers && agents == payers ? 0 : 1,
                rows,
                "");
    }

    /** The rows added up exactly; unless all are finite, they add up to no number. */
    private List<Property> revenue(boolean finite) {
        double published = Double.parseDouble(settlement.manifest().sums().get("revenue"));
        double added = finite
                ? bill.select("payment")
                        .javaRDD()
                        .aggregate(
                                new ExactSums(1),
                                (sums, row) -> {
                                    sums.add(0, row.getDouble(0));
                                    return sums;
                                },
                                (sums, others) -> {
                                    sums.merge(others);
                                    return sums;
                                })
                        .value(0)
                : Double.NaN;
        return List.of(
                new Property(
                        "no deficit",
                        "the payments of all rows add up to 0 or more; the figure is their sum, exact and rounded once",
                        true,
                        1,
                        added >= 0 ? 0 : 1,
                        RowCheck.finite(added),
                        ""),
                new Property(
                        "payments add up",
                        "the payments of all rows add up to the published revenue, to the last bit; the figure is the"
                                + " difference",
                        true,
                        1,
                        added == published ? 0 : 1,
                        RowCheck.finite(added - published),
                        ""));
    }

    private Property chargesAddUp(BigDecimal added) {
        BigDecimal charged = new BigDecimal(settlement.manifest().sums().get("charged"));
        BigDecimal difference = added.subtract(charged);
        return new Property(
                "charges add up",
                "the charges add up to the published total, to the last digit; the figure is the difference",
                true,
                1,
                difference.signum() == 0 ? 0 : 1,
                difference.doubleValue(),
                "");
    }

    private static double number(Row row, int column) {
        double number = row.isNullAt(column) ? 0 : row.getDouble(column);
        return Double.isFinite(number) ? number : 0;
    }

    /** How few pay how much; a payment that is negative or no number is a failed property and counts as 0 here. */
    PaymentConcentration concentration() {
        return bill.select("value", "payment")
                .javaRDD()
                .aggregate(
                        new SweepTotals(),
                        (totals, row) -> {
                            totals.add(number(row, 0), Math.max(0, number(row, 1)));
                            return totals;
                        },
                        SweepTotals::merge)
                .concentration();
    }
}
