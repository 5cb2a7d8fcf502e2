package dev.candor.engine.audit;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.candor.engine.settle.Settlement;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.model.AuditSummary.Property;
import dev.candor.model.Tariff;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/** What can be checked of a settlement's tables against the same reports settled anew, and against what an attack found. */
final class ResettledChecks {
    /** Of a sum of a few doubles, relative to its largest term. */
    private static final double ROUNDING = 1e-12;
    /** Relative difference up to which two payments are the same. */
    private static final double SAME = 1e-9;

    private final SparkSession spark;
    private final PublishedSettlement settlement;
    private final Dataset<Row> bill;

    ResettledChecks(SparkSession spark, PublishedSettlement settlement) {
        this.spark = spark;
        this.settlement = settlement;
        this.bill = settlement.bill(spark);
    }

    /** Against the same reports settled anew: the payments, the policy and the welfare that the rule gives. */
    List<Property> against(Settlement anew, Tariff tariff) {
        List<Property> found = new ArrayList<>();
        found.addAll(payments(anew.payments(anew.charge(tariff).allocation())));
        found.addAll(settlement.policyClass().isOverCandidates() ? policy(anew) : checkpoints(anew));
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
        return RowCheck.of(
                joined,
                List.of(
                        new RowCheck(
                                "payments are the rule's",
                                "payment and value are those of the same reports settled anew within 1e-9 of them; the figure is"
                                        + " the largest relative difference",
                                true,
                                figure,
                                RowCheck.Extreme.MOST,
                                figure.leq(SAME)),
                        new RowCheck(
                                "charges are the rule's",
                                "every charge is that of the same reports settled anew, to the last digit; the figure is"
                                        + " the largest difference",
                                true,
                                charged,
                                RowCheck.Extreme.MOST,
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
        return RowCheck.of(
                joined,
                List.of(new RowCheck(
                        "attacked agents: the attack's payments",
                        "value and payment at the truth, as the attack found them, are the published ones within 1e-9 of"
                                + " them or 1e-12 of the stake, or the payment lies in the published interval; the figure is"
                                + " the largest difference",
                        true,
                        figure,
                        RowCheck.Extreme.MOST,
                        same(col("payment"), col("our_payment"))
                                .or(col("our_payment").between(col("payment_lower"), col("payment_upper")))
                                .and(same(col("value"), col("our_value"))))));
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
        return RowCheck.of(
                joined,
                List.of(new RowCheck(
                        "policy is the rule's",
                        "every probability is that of the same reports settled anew within 1e-12; the figure is the"
                                + " largest difference",
                        true,
                        figure,
                        RowCheck.Extreme.MOST,
                        figure.leq(ROUNDING))));
    }

    private List<Property> checkpoints(Settlement anew) {
        Dataset<Row> ours = anew.policy(1)
                .rows()
                .select(
                        col("checkpoint_id").as("our_checkpoint"),
                        col("chosen").as("our_choice"),
                        col("aggregate_value").as("our_value"));
        Dataset<Row> joined = settlement
                .checkpoints(spark)
                .join(ours, col("checkpoint_id").equalTo(col("our_checkpoint")), "full_outer")
                .withColumn("place", coalesce(col("checkpoint_id"), col("our_checkpoint")));
        Column figure = coalesce(relative(col("aggregate_value"), col("our_value")), lit(Double.MAX_VALUE));
        return RowCheck.of(
                joined,
                List.of(new RowCheck(
                        "checkpoint is the rule's",
                        "the checkpoint chosen, and what each is worth to all, are those of the same valuations settled anew,"
                                + " the worth within 1e-12; the figure is the largest relative difference",
                        true,
                        figure,
                        RowCheck.Extreme.MOST,
                        figure.leq(ROUNDING).and(col("chosen").equalTo(col("our_choice"))))));
    }
}
