package dev.candor.engine.bill;

import dev.candor.mechanism.money.Allocation;
import dev.candor.mechanism.money.Amount;
import dev.candor.mechanism.money.Pricing;
import dev.candor.mechanism.money.UnitClaim;
import dev.candor.model.Rounding;
import dev.candor.model.SettlementSummary.Money;
import dev.candor.model.Tariff;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * The bill: payments in units of utility become charges in whole minor units of a currency.
 *
 * <p>One job adds everything up exactly, and counts the claims to left-over units by {@link ClaimWindow}. Under
 * {@code LARGEST_REMAINDER} another then finds the last payer who is charged such a unit, among a few thousand
 * claims; when that many are close together or equal, some jobs more narrow them down first. From there every charge
 * is a function of its payer's id and payment alone. Nothing depends on how the payers are partitioned.
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

    /** The bill as a whole, and what each payer is charged. */
    public record Charged(Money money, Allocation allocation) {}

    /**
     * Charges every payer; equal remainders are told apart by lots under {@link Allocation#SALT}.
     *
     * @param bills payments finite, ≥ 0. Read several times: hand over something persisted
     * @throws dev.candor.model.UserException configuration, when the total has more than 38 digits
     */
    public static Charged of(JavaRDD<BillBlock> bills, Tariff tariff) {
        return of(bills, tariff, FEW_CLAIMS);
    }

    /** @param mostCollected the most claims that are collected and sorted; at least 1 */
    static Charged of(JavaRDD<BillBlock> bills, Tariff tariff, long mostCollected) {
        return new Charges(tariff, Allocation.SALT, mostCollected).charge(bills);
    }

    private Charged charge(JavaRDD<BillBlock> bills) {
        ClaimWindow everybody = ClaimWindow.all(pricing, salt);
        RoundingTally tally = tally(bills, everybody);
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
        return new Charged(money, allocation);
    }

    private RoundingTally tally(JavaRDD<BillBlock> bills, ClaimWindow window) {
        return bills.treeAggregate(
                new RoundingTally(pricing, window),
                Charges::add,
                RoundingTally::merge,
                bills.getNumPartitions() > FLAT_PARTITIONS ? 2 : 1);
    }

    /**
     * The {@code rank}-th claim, counted from 1: narrows the window until it holds few claims, and sorts those.
     *
     * @param counts of the claims in {@code window} by bucket
     */
    private UnitClaim claim(JavaRDD<BillBlock> bills, long rank, ClaimWindow window, long[] counts) {
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
    private UnitClaim claim(JavaRDD<BillBlock> bills, long rank, ClaimWindow window) {
        Pricing price = pricing;
        List<Tuple2<byte[], byte[]>> found =
                bills.flatMap(bill -> claimants(window, bill, price)).collect();
        if (found.size() < rank) {
            throw new IllegalStateException("claim " + rank + " of " + found.size()
                    + " was not found: the payments changed between two reads of them");
        }
        return found.stream()
                .map(claim -> new UnitClaim(claim._1(), UnitClaim.lot(salt, claim._2()), claim._2()))
                .sorted()
                .skip(rank - 1)
                .findFirst()
                .orElseThrow();
    }

    private static RoundingTally add(RoundingTally tally, BillBlock bill) {
        for (int i = 0; i < bill.payers(); i++) {
            tally.add(bill.ids.copy(i), bill.payment[i]);
        }
        return tally;
    }

    /** Remainder key and id of the payers with a claim in the window. */
    private static Iterator<Tuple2<byte[], byte[]>> claimants(ClaimWindow window, BillBlock bill, Pricing price) {
        List<Tuple2<byte[], byte[]>> claimants = new ArrayList<>();
        for (int i = 0; i < bill.payers(); i++) {
            Amount amount = price.amount(bill.payment[i]);
            byte[] id = bill.ids.copy(i);
            if (window.bucket(id, amount) >= 0) {
                claimants.add(new Tuple2<>(amount.remainderKey(), id));
            }
        }
        return claimants.iterator();
    }

    private static BigDecimal plain(BigDecimal residue) {
        BigDecimal stripped = residue.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
