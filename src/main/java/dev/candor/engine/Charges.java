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
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import scala.Tuple2;

/**
 * The bill: payments in units of utility become charges in whole minor units of a currency.
 *
 * <p>One job adds everything up exactly, and counts the claims to left-over units by {@link ClaimWindow}. Under
 * {@code LARGEST_REMAINDER} another then finds the last payer who is charged such a unit, among a few thousand
 * claims; when that many are close together or equal, some jobs more narrow them down first. From there every charge
 * is a function of its own row. Nothing depends on how the rows are partitioned.
 */
public final class Charges {
    /** The most claims that are collected and sorted. */
    private static final long FEW_CLAIMS = 10_000;
    /** Above, partitions' tallies are merged by executors first. */
    private static final int FLAT_PARTITIONS = 256;

    private final Pricing pricing;
    private final Rounding rounding;
    private final String salt;
    private final long mostCollected;

    private Charges(Tariff tariff, String salt, long mostCollected) {
        this.pricing = new Pricing(tariff);
        this.rounding = tariff.rounding();
        this.salt = salt;
        this.mostCollected = mostCollected;
    }

    /** The payments with their {@code charge} column, the bill as a whole, and who is charged a left-over unit. */
    public record Charged(Dataset<Row> payments, Money money, Allocation allocation) {}

    /** {@link #of(Dataset, Tariff, String)} under {@link Allocation#SALT}. */
    public static Charged of(Dataset<Row> payments, Tariff tariff) {
        return of(payments, tariff, Allocation.SALT);
    }

    /**
     * Charges every row.
     *
     * @param payments columns agent_id (string, unique) and payment (double, finite, ≥ 0); others pass through.
     *     Read several times: hand over something persisted.
     * @param salt of the lots that decide between equal remainders; fixed before reports are read
     * @throws dev.candor.model.UserException configuration, when the total has more than 38 digits
     */
    public static Charged of(Dataset<Row> payments, Tariff tariff, String salt) {
        return of(payments, tariff, salt, FEW_CLAIMS);
    }

    /** @param mostCollected the most claims that are collected and sorted; at least 1 */
    static Charged of(Dataset<Row> payments, Tariff tariff, String salt, long mostCollected) {
        return new Charges(tariff, salt, mostCollected).charge(payments);
    }

    private Charged charge(Dataset<Row> payments) {
        JavaRDD<InternalRow> bills = payments.select(col("agent_id"), col("payment"))
                .queryExecution()
                .toRdd()
                .toJavaRDD();
        ClaimWindow everybody = ClaimWindow.all(pricing, salt);
        BillTally tally = tally(bills, everybody);
        BigDecimal exactTotal = pricing.exactTotal(tally.payments());
        pricing.requireFits(exactTotal);
        BigInteger chargedUnits =
                rounding == Rounding.LARGEST_REMAINDER ? pricing.roundedTotal(exactTotal) : tally.units();
        BigDecimal chargedTotal = pricing.money(chargedUnits);
        pricing.requireFits(chargedTotal);
        long leftOver = chargedUnits.subtract(tally.units()).longValueExact();
        Allocation allocation = leftOver == 0
                ? Allocation.separate(pricing)
                : Allocation.upTo(claim(bills, leftOver, everybody, tally.claims()), pricing, salt);
        Money money = new Money(pricing.tariff(), exactTotal, chargedTotal, plain(exactTotal.subtract(chargedTotal)));
        return new Charged(withCharge(payments, allocation), money, allocation);
    }

    private BillTally tally(JavaRDD<InternalRow> bills, ClaimWindow window) {
        return bills.treeAggregate(
                new BillTally(pricing, window),
                (tally, row) -> tally.add(id(row), row.getDouble(1)),
                BillTally::merge,
                bills.getNumPartitions() > FLAT_PARTITIONS ? 2 : 1);
    }

    /**
     * The {@code rank}-th claim, counted from 1: narrows the window until it holds few claims, and sorts those.
     *
     * @param counts of the claims in {@code window} by bucket
     */
    private Claim claim(JavaRDD<InternalRow> bills, long rank, ClaimWindow window, long[] counts) {
        int bucket = 0;
        long before = 0;
        while (bucket < counts.length && before + counts[bucket] < rank) {
            before += counts[bucket++];
        }
        if (bucket == counts.length) {
            throw new IllegalStateException("claim " + rank + " of " + before
                    + " was not found: the payments changed between two reads of them");
        }
        ClaimWindow narrowed = window.narrowed(bucket);
        return counts[bucket] <= mostCollected || narrowed.isSettled()
                ? claim(bills, rank - before, narrowed)
                : claim(bills, rank - before, narrowed, tally(bills, narrowed).claims());
    }

    /** The {@code rank}-th claim of a window of few. */
    private Claim claim(JavaRDD<InternalRow> bills, long rank, ClaimWindow window) {
        Pricing price = pricing;
        List<Tuple2<byte[], byte[]>> found = new ArrayList<>(bills.mapPartitions(rows -> stream(rows)
                        .map(row -> claimant(window, id(row), price.amount(row.getDouble(1))))
                        .filter(Objects::nonNull)
                        .iterator())
                .collect());
        if (found.size() < rank) {
            throw new IllegalStateException("claim " + rank + " of " + found.size()
                    + " was not found: the payments changed between two reads of them");
        }
        return found.stream()
                .map(claim -> new Claim(claim._1(), Claim.lot(salt, claim._2()), claim._2()))
                .sorted()
                .skip(rank - 1)
                .findFirst()
                .orElseThrow();
    }

    /** Remainder key and id, or null when the payer has no claim in the window. */
    private static Tuple2<byte[], byte[]> claimant(ClaimWindow window, byte[] id, Amount amount) {
        return window.bucket(id, amount) < 0 ? null : new Tuple2<>(amount.remainderKey(), id);
    }

    private static byte[] id(InternalRow row) {
        return row.getUTF8String(0).getBytes();
    }

    private Dataset<Row> withCharge(Dataset<Row> payments, Allocation allocation) {
        UDF2<byte[], Double, BigDecimal> charge = allocation::charge;
        return payments.withColumn(
                "charge",
                udf(charge, DataTypes.createDecimalType(38, pricing.tariff().scale()))
                        .apply(col("agent_id").cast(DataTypes.BinaryType), col("payment")));
    }

    private static Stream<InternalRow> stream(Iterator<InternalRow> rows) {
        Iterable<InternalRow> once = () -> rows;
        return StreamSupport.stream(once.spliterator(), false);
    }

    private static BigDecimal plain(BigDecimal residue) {
        BigDecimal stripped = residue.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
