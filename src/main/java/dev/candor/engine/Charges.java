package dev.candor.engine;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import dev.candor.mechanism.Allocation;
import dev.candor.mechanism.Amount;
import dev.candor.mechanism.Claim;
import dev.candor.mechanism.Pricing;
import dev.candor.model.Rounding;
import dev.candor.model.SettlementSummary.Money;
import dev.candor.model.Tariff;
import dev.candor.numeric.ExactSums;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import scala.Tuple2;
import scala.Tuple3;

/**
 * The bill: payments in units of utility become charges in whole minor units of a currency.
 *
 * <p>One job adds everything up exactly. Under {@code LARGEST_REMAINDER} one distributed sort then finds the
 * last payer who is charged a left-over unit; from there every charge is a function of its own row. Nothing
 * depends on how the rows are partitioned, and one row a partition is all the driver ever sees.
 */
public final class Charges {
    private static final Encoder<byte[]> BYTES = Encoders.BINARY();

    private final Pricing pricing;
    private final Rounding rounding;
    private final String salt;

    private Charges(Tariff tariff, String salt) {
        this.pricing = new Pricing(tariff);
        this.rounding = tariff.rounding();
        this.salt = salt;
    }

    /** The payments with their {@code charge} column, and the bill as a whole. */
    public record Charged(Dataset<Row> payments, Money money) {}

    /** {@link #of(Dataset, Tariff, String)} under {@link Allocation#SALT}. */
    public static Charged of(Dataset<Row> payments, Tariff tariff) {
        return of(payments, tariff, Allocation.SALT);
    }

    /**
     * Charges every row.
     *
     * @param payments columns agent_id (string, unique) and payment (double, finite, ≥ 0); others pass through.
     *     Read up to four times: hand over something persisted.
     * @param salt of the lots that decide between equal remainders; fixed before reports are read
     * @throws dev.candor.model.UserException configuration, when the total has more than 38 digits
     */
    public static Charged of(Dataset<Row> payments, Tariff tariff, String salt) {
        return new Charges(tariff, salt).charge(payments);
    }

    private Charged charge(Dataset<Row> payments) {
        Dataset<Row> bills = payments.select(col("agent_id").cast(DataTypes.BinaryType), col("payment"));
        Totals totals = totals(bills);
        BigDecimal exactTotal = pricing.exactTotal(totals.payments());
        pricing.requireFits(exactTotal);
        BigInteger chargedUnits =
                rounding == Rounding.LARGEST_REMAINDER ? pricing.roundedTotal(exactTotal) : totals.units();
        BigDecimal chargedTotal = pricing.money(chargedUnits);
        pricing.requireFits(chargedTotal);
        Allocation allocation = allocation(bills, chargedUnits.subtract(totals.units()));
        Money money = new Money(pricing.tariff(), exactTotal, chargedTotal, plain(exactTotal.subtract(chargedTotal)));
        return new Charged(withCharge(payments, allocation), money);
    }

    /** Exact sums over all rows: payments, and minor units before any left-over unit. */
    private record Totals(BigDecimal payments, BigInteger units) {}

    private Totals totals(Dataset<Row> bills) {
        Pricing price = pricing;
        Rounding policy = rounding;
        MapPartitionsFunction<Row, Tuple2<String, String>> partial = rows -> {
            ExactSums sum = new ExactSums(1);
            BigInteger units = BigInteger.ZERO;
            while (rows.hasNext()) {
                double payment = rows.next().getDouble(1);
                units = units.add(Allocation.before(policy, price.amount(payment)));
                sum.add(0, payment);
            }
            return List.of(new Tuple2<>(sum.exact(0).toString(), units.toString()))
                    .iterator();
        };
        BigDecimal payments = BigDecimal.ZERO;
        BigInteger units = BigInteger.ZERO;
        for (Tuple2<String, String> part : bills.mapPartitions(
                        partial, Encoders.tuple(Encoders.STRING(), Encoders.STRING()))
                .collectAsList()) {
            payments = payments.add(new BigDecimal(part._1()));
            units = units.add(new BigInteger(part._2()));
        }
        return new Totals(payments, units);
    }

    private Allocation allocation(Dataset<Row> bills, BigInteger leftOver) {
        return leftOver.signum() == 0
                ? Allocation.separate(pricing)
                : Allocation.upTo(claim(bills, leftOver.longValueExact()), pricing, salt);
    }

    /** The {@code rank}-th claim, counted from 1. */
    private Claim claim(Dataset<Row> bills, long rank) {
        Pricing price = pricing;
        String lots = salt;
        MapPartitionsFunction<Row, Tuple3<byte[], Long, byte[]>> claims = rows -> stream(rows)
                .flatMap(row -> {
                    Amount amount = price.amount(row.getDouble(1));
                    byte[] id = row.getAs(0);
                    return amount.isWhole()
                            ? Stream.empty()
                            : Stream.of(new Tuple3<>(amount.remainderKey(), Claim.lot(lots, id), id));
                })
                .iterator();
        List<Tuple3<byte[], Long, byte[]>> found = bills.mapPartitions(
                        claims, Encoders.tuple(BYTES, Encoders.LONG(), BYTES))
                .toDF("remainder", "lot", "id")
                .orderBy(col("remainder").desc(), col("lot"), col("id"))
                .toJavaRDD()
                .zipWithIndex()
                .filter(place -> place._2() == rank - 1)
                .map(place -> fields(place._1()))
                .collect();
        if (found.size() != 1) {
            throw new IllegalStateException("claim " + rank + " was found " + found.size()
                    + " times: the payments changed between two reads of them");
        }
        Tuple3<byte[], Long, byte[]> claim = found.get(0);
        return new Claim(claim._1(), claim._2(), claim._3());
    }

    /** Results of tasks travel by spark.serializer: Kryo knows tuples, but not rows, when registration is required. */
    private static Tuple3<byte[], Long, byte[]> fields(Row row) {
        return new Tuple3<>(row.getAs(0), row.getLong(1), row.getAs(2));
    }

    private Dataset<Row> withCharge(Dataset<Row> payments, Allocation allocation) {
        UDF2<byte[], Double, BigDecimal> charge = allocation::charge;
        return payments.withColumn(
                "charge",
                udf(charge, DataTypes.createDecimalType(38, pricing.tariff().scale()))
                        .apply(col("agent_id").cast(DataTypes.BinaryType), col("payment")));
    }

    private static Stream<Row> stream(Iterator<Row> rows) {
        Iterable<Row> once = () -> rows;
        return StreamSupport.stream(once.spliterator(), false);
    }

    private static BigDecimal plain(BigDecimal residue) {
        BigDecimal stripped = residue.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
