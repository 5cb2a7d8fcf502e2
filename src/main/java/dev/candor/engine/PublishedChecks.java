package dev.candor.engine;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.candor.io.PublishedSettlement;
import dev.candor.model.AuditSummary.Property;
import dev.candor.model.PaymentConcentration;
import dev.candor.model.Tariff;
import dev.candor.numeric.ExactSums;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/** What can be checked of a settlement's tables: by themselves, and against a settlement computed anew. */
final class PublishedChecks {
    /** Of a sum of a few doubles, relative to its largest term. */
    private static final double ROUNDING = 1e-12;
    /** Relative difference up to which two payments are the same. */
    private static final double SAME = 1e-9;

    private final SparkSession spark;
    private final PublishedSettlement settlement;
    private final Dataset<Row> bill;

    PublishedChecks(SparkSession spark, PublishedSettlement settlement) {
        this.spark = spark;
        this.settlement = settlement;
        this.bill = settlement.bill(spark);
    }

    /** What is looked at in every row. */
    private record Check(String name, String statement, boolean claimed, Column figure, Extreme worst, Column holds) {
        /** What is unknown or not a number does not hold. */
        List<Column> columns() {
            Column violated = isnan(figure).or(not(coalesce(holds, lit(false))));
            Column all = struct(figure.as("figure"), col("place"));
            return List.of(count(when(violated, 1)), worst == Extreme.LEAST ? min(all) : max(all));
        }
    }

    private enum Extreme {
        LEAST,
        MOST
    }

    /**
     * Of payments/ alone.
     *
     * @param nonNegative whether no reward is below 0; utilities are claimed to be ≥ 0 then
     */
    List<Property> ofTheBill(boolean nonNegative) {
        boolean affine = settlement.setting("payment-rule").equals("affine-maximiser");
        boolean exact = !settlement.setting("policy-class").equals("log-linear");
        double welfare = Double.parseDouble(settlement.manifest().sums().get("welfare"));
        Column value = col("value");
        Column payment = col("payment");
        Column utility = col("utility");
        Column size = abs(value).plus(abs(payment));
        Column contribution =
                abs(col("boost").multiply(utility).minus(lit(welfare).minus(col("welfare_without"))));
        Column scale = greatest(lit(Math.abs(welfare)), abs(col("boost").multiply(value)), abs(col("welfare_without")));
        List<Check> checks = List.of(
                new Check(
                        "payments not negative",
                        "payment >= 0; the figure is the least payment",
                        exact,
                        payment,
                        Extreme.LEAST,
                        payment.geq(0)),
                new Check(
                        "individual rationality",
                        "utility >= 0 where all rewards are, but for 1e-12 of value + payment; the figure is the least"
                                + " utility",
                        exact && nonNegative,
                        utility,
                        Extreme.LEAST,
                        utility.geq(size.multiply(-ROUNDING))),
                new Check(
                        "utility is value less payment",
                        "utility = value - payment within 1e-12 of value + payment; the figure is the largest difference",
                        true,
                        abs(utility.minus(value.minus(payment))),
                        Extreme.MOST,
                        abs(utility.minus(value.minus(payment))).leq(size.multiply(ROUNDING))),
                new Check(
                        "columns agree on the contribution",
                        "boost x utility = welfare - welfare_without within 1e-12 of the largest of them: the columns agree"
                                + " with each other, and say nothing of the rule; the figure is the largest difference",
                        affine,
                        contribution,
                        Extreme.MOST,
                        contribution.leq(scale.multiply(ROUNDING))),
                new Check(
                        "payment within its interval",
                        "payment_lower <= payment <= payment_upper; the figure is the widest interval",
                        true,
                        col("payment_upper").minus(col("payment_lower")),
                        Extreme.MOST,
                        payment.geq(col("payment_lower")).and(payment.leq(col("payment_upper")))));
        List<Property> found = new ArrayList<>(checked(bill.withColumn("place", col("agent_id")), checks));
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

    private static List<Property> checked(Dataset<Row> rows, List<Check> checks) {
        List<Column> columns = new ArrayList<>();
        checks.forEach(check -> columns.addAll(check.columns()));
        Row all = rows.agg(count(lit(1)), columns.toArray(Column[]::new)).head();
        List<Property> found = new ArrayList<>();
        for (int k = 0; k < checks.size(); k++) {
            Check check = checks.get(k);
            Row worst = all.isNullAt(2 * k + 2) ? null : all.getStruct(2 * k + 2);
            found.add(new Property(
                    check.name(),
                    check.statement(),
                    check.claimed(),
                    all.getLong(0),
                    all.getLong(2 * k + 1),
                    worst == null || worst.isNullAt(0) ? 0 : finite(worst.getDouble(0)),
                    worst == null || worst.isNullAt(1) ? "" : worst.getString(1)));
        }
        return found;
    }

    /** A figure that can be written: what is no finite number becomes the largest. */
    private static double finite(double figure) {
        return Double.isFinite(figure) ? figure : Double.MAX_VALUE;
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
                        finite(added),
                        ""),
                new Property(
                        "payments add up",
                        "the payments of all rows add up to the published revenue, to the last bit; the figure is the"
                                + " difference",
                        true,
                        1,
                        added == published ? 0 : 1,
                        finite(added - published),
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

    /** Against the same reports settled anew: the payments, the policy and the welfare that the rule gives. */
    List<Property> against(Settlement anew, Tariff tariff) {
        List<Property> found = new ArrayList<>();
        found.addAll(payments(anew.payments(anew.charge(tariff).allocation())));
        found.addAll(policy(anew));
        double published = Double.parseDouble(settlement.manifest().sums().get("welfare"));
        double difference = Math.abs(published - anew.welfare());
        found.add(new Property(
                "welfare is the rule's",
                "the published welfare is that of the same reports settled anew within 1e-12 of it; the figure is the"
                        + " difference",
                true,
                1,
                difference <= ROUNDING * Math.abs(anew.welfare()) ? 0 : 1,
                difference,
                ""));
        return found;
    }

    private List<Property> payments(Dataset<Row> anew) {
        Dataset<Row> ours = anew.select(
                col("agent_id").as("our_id"),
                col("payment").as("our_payment"),
                col("value").as("our_value"),
                col("charge").as("our_charge"));
        Dataset<Row> joined = bill.join(ours, col("agent_id").equalTo(col("our_id")), "full_outer")
                .withColumn("place", coalesce(col("agent_id"), col("our_id")));
        Column figure = coalesce(
                greatest(relative(col("payment"), col("our_payment")), relative(col("value"), col("our_value"))),
                lit(Double.MAX_VALUE));
        Column charged =
                coalesce(abs(col("charge").minus(col("our_charge"))).cast(DataTypes.DoubleType), lit(Double.MAX_VALUE));
        return checked(
                joined,
                List.of(
                        new Check(
                                "payments are the rule's",
                                "payment and value are those of the same reports settled anew within 1e-9 of them; the figure is"
                                        + " the largest relative difference",
                                true,
                                figure,
                                Extreme.MOST,
                                figure.leq(SAME)),
                        new Check(
                                "charges are the rule's",
                                "every charge is that of the same reports settled anew, to the last digit; the figure is"
                                        + " the largest difference",
                                true,
                                charged,
                                Extreme.MOST,
                                col("charge").equalTo(col("our_charge")))));
    }

    /**
     * The published rows against what the attack found by playing the truth: it must be the settlement that it attacks.
     *
     * @param attacked agent_id, value, payment and stake, a row an agent
     */
    List<Property> ofTheAttacked(Dataset<Row> attacked) {
        Dataset<Row> joined = attacked.select(
                        col("agent_id").as("place"),
                        col("value").as("our_value"),
                        col("payment").as("our_payment"),
                        col("stake"))
                .join(bill, col("place").equalTo(col("agent_id")), "left_outer");
        Column figure = coalesce(
                greatest(
                        abs(col("payment").minus(col("our_payment"))),
                        abs(col("value").minus(col("our_value")))),
                lit(Double.MAX_VALUE));
        return checked(
                joined,
                List.of(new Check(
                        "attacked agents: the attack's payments",
                        "value and payment at the truth, as the attack found them, are the published ones within 1e-9 of"
                                + " them or 1e-12 of the stake; the figure is the largest difference",
                        true,
                        figure,
                        Extreme.MOST,
                        same(col("payment"), col("our_payment")).and(same(col("value"), col("our_value"))))));
    }

    private static Column same(Column a, Column b) {
        return abs(a.minus(b))
                .leq(greatest(
                        greatest(abs(a), abs(b)).multiply(SAME), col("stake").multiply(ROUNDING)));
    }

    /** |a − b| over the larger of both sizes, 0 of zeros, null where one is absent. */
    private static Column relative(Column a, Column b) {
        Column size = greatest(abs(a), abs(b));
        return when(a.isNull().or(b.isNull()), lit(null))
                .when(size.equalTo(0), 0.0)
                .otherwise(abs(a.minus(b)).divide(size));
    }

    private List<Property> policy(Settlement anew) {
        Dataset<Row> ours = anew.policy(spark.sparkContext().defaultParallelism())
                .rows()
                .select(
                        col("prompt_id").as("our_prompt"),
                        col("candidate_id").as("our_candidate"),
                        col("prob").as("our_prob"));
        Dataset<Row> joined = settlement
                .policy(spark)
                .join(
                        ours,
                        col("prompt_id")
                                .equalTo(col("our_prompt"))
                                .and(col("candidate_id").equalTo(col("our_candidate"))),
                        "full_outer")
                .withColumn(
                        "place",
                        concat_ws(
                                " / ",
                                coalesce(col("prompt_id"), col("our_prompt")),
                                coalesce(col("candidate_id"), col("our_candidate"))));
        Column figure = coalesce(abs(col("prob").minus(col("our_prob"))), lit(1.0));
        return checked(
                joined,
                List.of(new Check(
                        "policy is the rule's",
                        "every probability is that of the same reports settled anew within 1e-12; the figure is the"
                                + " largest difference",
                        true,
                        figure,
                        Extreme.MOST,
                        figure.leq(ROUNDING))));
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
                        new BillTotals(),
                        (totals, row) -> {
                            totals.add(number(row, 0), Math.max(0, number(row, 1)));
                            return totals;
                        },
                        BillTotals::merge)
                .concentration();
    }
}
