package dev.candor.engine.bill;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import dev.candor.mechanism.money.Allocation;
import dev.candor.mechanism.money.Amount;
import dev.candor.mechanism.money.Pricing;
import dev.candor.mechanism.money.UnitClaim;
import dev.candor.model.ExitCode;
import dev.candor.model.Rounding;
import dev.candor.model.SettlementSummary.Money;
import dev.candor.model.Tariff;
import dev.candor.model.UserException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChargesIT {
    private static final SparkSession SPARK = LocalSpark.session();

    @Test
    void everyLayoutGivesTheSameBill() {
        Map<String, Double> payments = mixed(500);
        Tariff tariff = tariff(2, "0.37", Rounding.LARGEST_REMAINDER);
        Charged whole = charged(frame(payments, 1, 0), tariff);
        Map<String, BigDecimal> expected = charges(whole);
        for (int partitions : new int[] {2, 7, 200}) {
            Charged split = charged(frame(payments, partitions, partitions), tariff);
            assertThat(charges(split)).isEqualTo(expected);
            assertThat(split.money()).isEqualTo(whole.money());
        }
    }

    @Test
    void theSumIsTheRoundedTotalAndEachIsWithinOneMinorUnit() {
        Map<String, Double> payments = mixed(300);
        Tariff tariff = tariff(2, "0.37", Rounding.LARGEST_REMAINDER);
        Charged charged = charged(frame(payments, 3, 1), tariff);
        BigDecimal exact = exactTotal(payments, tariff);
        Money money = charged.money();
        assertThat(money.exactTotal()).isEqualByComparingTo(exact);
        assertThat(money.chargedTotal()).isEqualTo(exact.setScale(2, RoundingMode.HALF_EVEN));
        assertThat(money.residue()).isEqualByComparingTo(exact.subtract(money.chargedTotal()));
        assertThat(sum(charges(charged))).isEqualTo(money.chargedTotal());
        charges(charged).forEach((id, charge) -> {
            BigDecimal mine = new BigDecimal(payments.get(id)).multiply(tariff.unitPrice());
            assertThat(charge.subtract(mine).abs()).isLessThan(new BigDecimal("0.01"));
            if (payments.get(id) == 0) {
                assertThat(charge).isZero();
            }
        });
    }

    /** Lots alone decide here, and the amounts lie far below one minor unit: 2000 · 3e-14 · 1e11 = 6.00. */
    @Test
    void equalCrumbsAddUpToWholeUnits() {
        Map<String, Double> payments = new LinkedHashMap<>();
        for (int i = 0; i < 2000; i++) {
            payments.put("agent-" + i, 3e-14);
        }
        payments.put("indifferent", 0.0);
        Charged charged = charged(frame(payments, 5, 3), tariff(2, "1e11", Rounding.LARGEST_REMAINDER));
        assertThat(charged.money().chargedTotal()).isEqualByComparingTo("6.00");
        Map<String, BigDecimal> charges = charges(charged);
        assertThat(sum(charges)).isEqualByComparingTo("6.00");
        assertThat(charges.values()).filteredOn(charge -> charge.signum() > 0).hasSize(600);
        assertThat(charges.get("indifferent")).isZero();
    }

    @Test
    void crumbsBelowHalfAMinorUnitAreResidue() {
        Map<String, Double> payments = Map.of("a", 3e-14, "b", 3e-14);
        Tariff tariff = tariff(2, "1", Rounding.LARGEST_REMAINDER);
        Charged charged = charged(frame(payments, 2, 0), tariff);
        assertThat(charges(charged).values())
                .hasSize(2)
                .allSatisfy(charge -> assertThat(charge).isZero());
        assertThat(charged.money().residue()).isEqualByComparingTo(exactTotal(payments, tariff));
    }

    @ParameterizedTest
    @EnumSource(
            value = Rounding.class,
            names = {"HALF_EVEN", "FLOOR"})
    void separateRoundingShowsItsDrift(Rounding rounding) {
        RoundingMode mode = rounding == Rounding.FLOOR ? RoundingMode.FLOOR : RoundingMode.HALF_EVEN;
        Map<String, Double> payments = mixed(200);
        Tariff tariff = tariff(1, "3", rounding);
        Charged charged = charged(frame(payments, 4, 2), tariff);
        Map<String, BigDecimal> expected = new TreeMap<>();
        payments.forEach((id, payment) -> expected.put(
                id, new BigDecimal(payment).multiply(tariff.unitPrice()).setScale(1, mode)));
        assertThat(charges(charged)).isEqualTo(expected);
        assertThat(charged.money().chargedTotal()).isEqualTo(sum(expected));
        assertThat(charged.money().exactTotal().subtract(sum(expected)))
                .isEqualByComparingTo(charged.money().residue());
    }

    @ParameterizedTest
    @EnumSource(Rounding.class)
    void freeOfChargeAndNobodyAtAll(Rounding rounding) {
        Charged free = charged(frame(mixed(50), 2, 0), tariff(2, "0", rounding));
        assertThat(charges(free).values())
                .allSatisfy(charge -> assertThat(charge).isZero());
        assertThat(free.money().exactTotal()).isZero();
        Charged nobody = charged(frame(Map.of(), 1, 0), tariff(2, "1", rounding));
        assertThat(nobody.money().chargedTotal()).isEqualTo(new BigDecimal("0.00"));
    }

    /** Ties by the hundred, and remainders that differ in their last bits only. */
    @ParameterizedTest
    @ValueSource(longs = {1, 3, 50})
    void collectingFewClaimsAtATimeChangesNoCharge(long mostCollected) {
        Map<String, Double> payments = mixed(400);
        for (int i = 0; i < 50; i++) {
            payments.put("near-" + i, 0.7 + i * Math.ulp(0.7));
        }
        for (String price : List.of("0.37", "1e11", "123.4567890123456789")) {
            Tariff tariff = tariff(2, price, Rounding.LARGEST_REMAINDER);
            JavaRDD<BillBlock> rows = frame(payments, 4, 1);
            Charged atOnce = charged(rows, tariff);
            Charged narrowed = new Charged(rows, Charges.of(rows, tariff, mostCollected));
            assertThat(charges(narrowed)).isEqualTo(charges(atOnce)).isEqualTo(sorted(payments, tariff));
        }
    }

    /** Largest remainder by sorting all claims on one machine. */
    private static Map<String, BigDecimal> sorted(Map<String, Double> payments, Tariff tariff) {
        Pricing pricing = new Pricing(tariff);
        List<UnitClaim> claims = new ArrayList<>();
        BigInteger units = BigInteger.ZERO;
        for (Map.Entry<String, Double> payer : payments.entrySet()) {
            Amount amount = pricing.amount(payer.getValue());
            units = units.add(amount.floor());
            byte[] id = payer.getKey().getBytes(StandardCharsets.UTF_8);
            if (!amount.isWhole()) {
                claims.add(new UnitClaim(amount.remainderKey(), UnitClaim.lot(Allocation.SALT, id), id));
            }
        }
        Collections.sort(claims);
        int leftOver = pricing.roundedTotal(exactTotal(payments, tariff))
                .subtract(units)
                .intValueExact();
        Allocation allocation = leftOver == 0
                ? Allocation.separate(pricing)
                : Allocation.upTo(claims.get(leftOver - 1), pricing, Allocation.SALT);
        Map<String, BigDecimal> charges = new TreeMap<>();
        payments.forEach(
                (id, payment) -> charges.put(id, allocation.charge(id.getBytes(StandardCharsets.UTF_8), payment)));
        return charges;
    }

    /** Law: the same partitions for any layout, in order as a whole, nobody lost, sizes about equal. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void aBillIsSortedAndCutByItsIdsAlone(int files) {
        Map<String, Double> payments = mixed(4000);
        payments.put("\uD83D\uDE00", 1.0);
        payments.put("\uFF5E", 2.0);
        List<List<String>> expected = null;
        for (int layout = 1; layout <= 50; layout += 7) {
            List<List<String>> parts = SortedBills.of(frame(payments, layout, layout), payments.size(), files)
                    .map(bill -> {
                        List<String> lines = new ArrayList<>();
                        for (int i = 0; i < bill.payers(); i++) {
                            lines.add(bill.ids.get(i) + " " + bill.payment[i]);
                        }
                        return lines;
                    })
                    .collect();
            expected = expected == null ? parts : expected;
            assertThat(parts).isEqualTo(expected).hasSize(files);
        }
        List<byte[]> ids = new ArrayList<>();
        Map<String, Double> found = new LinkedHashMap<>();
        for (List<String> part : expected) {
            assertThat(part).hasSizeBetween(payments.size() / files / 2, payments.size() / files * 2);
            for (String line : part) {
                String id = line.substring(0, line.lastIndexOf(' '));
                ids.add(id.getBytes(StandardCharsets.UTF_8));
                found.put(id, Double.parseDouble(line.substring(line.lastIndexOf(' '))));
            }
        }
        assertThat(ids).isSortedAccordingTo(Arrays::compareUnsigned);
        assertThat(found).isEqualTo(payments);
    }

    /** Tallies merge: whole = any cut of it, and an empty one is the identity. */
    @Test
    void talliesOfPartsAreTheTallyOfTheWhole() {
        Pricing pricing = new Pricing(tariff(2, "0.37", Rounding.LARGEST_REMAINDER));
        ClaimWindow window = ClaimWindow.all(pricing, Allocation.SALT);
        RoundingTally whole = new RoundingTally(pricing, window);
        RoundingTally[] parts = new RoundingTally[7];
        Arrays.setAll(parts, i -> new RoundingTally(pricing, window));
        int next = 0;
        for (Map.Entry<String, Double> payer : mixed(300).entrySet()) {
            byte[] id = payer.getKey().getBytes(StandardCharsets.UTF_8);
            whole.add(id, payer.getValue());
            parts[next++ % 6].add(id, payer.getValue());
        }
        RoundingTally merged = new RoundingTally(pricing, window);
        for (int i = parts.length - 1; i >= 0; i--) {
            merged.merge(parts[i]);
        }
        assertThat(merged.payments()).isEqualTo(whole.payments());
        assertThat(merged.units()).isEqualTo(whole.units());
        assertThat(merged.claims()).isEqualTo(whole.claims());
    }

    @Test
    void aTotalThatDoesNotFitIsRefused() {
        JavaRDD<BillBlock> payments = frame(Map.of("whale", 1e30, "krill", 1.0), 2, 0);
        assertThatThrownBy(() -> charged(payments, tariff(9, "1", Rounding.LARGEST_REMAINDER)))
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .hasMessageContaining("--scale");
    }

    @Test
    void theNumberOfJobsDoesNotGrowWithThePayers() throws Exception {
        AtomicInteger jobs = new AtomicInteger();
        SparkListener counter = new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
                jobs.incrementAndGet();
            }
        };
        JavaSparkContext.fromSparkContext(SPARK.sparkContext()).sc().addSparkListener(counter);
        try {
            charged(frame(mixed(3000), 6, 0), tariff(2, "0.37", Rounding.LARGEST_REMAINDER));
            SPARK.sparkContext().listenerBus().waitUntilEmpty();
            assertThat(jobs.get()).isBetween(2, 4);
        } finally {
            SPARK.sparkContext().removeSparkListener(counter);
        }
    }

    private static Tariff tariff(int scale, String price, Rounding rounding) {
        return new Tariff("EUR", scale, new BigDecimal(price), rounding);
    }

    /** Zeros, ties, crumbs and everyday amounts. */
    private static Map<String, Double> mixed(int count) {
        Random random = new Random(42);
        Map<String, Double> payments = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            double payment = switch (i % 5) {
                case 0 -> 0.0;
                case 1 -> 0.125;
                case 2 -> 1e-29;
                case 3 -> random.nextDouble();
                default -> random.nextDouble() * 1e6;
            };
            payments.put((i % 2 == 0 ? "agent-" : "açteur-") + i, payment);
        }
        return payments;
    }

    /** Two payers a block. */
    private static JavaRDD<BillBlock> frame(Map<String, Double> payments, int partitions, long seed) {
        List<String> ids = new ArrayList<>(payments.keySet());
        Collections.shuffle(ids, new Random(seed));
        List<BillBlock> blocks = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += 2) {
            BillBlock.Growing block = new BillBlock.Growing();
            for (String id : ids.subList(from, Math.min(from + 2, ids.size()))) {
                block.add(id.getBytes(StandardCharsets.UTF_8), 1, 1);
            }
            BillBlock bill = block.close();
            for (int i = 0; i < bill.payers(); i++) {
                new PaymentTerms(false, 0).charge(bill, i, payments.get(bill.ids.get(i)), 0);
            }
            blocks.add(bill);
        }
        return JavaSparkContext.fromSparkContext(SPARK.sparkContext()).parallelize(blocks, partitions);
    }

    /** A bill and what it is charged. */
    private record Charged(JavaRDD<BillBlock> bills, Charges.Charged result) {
        Money money() {
            return result.money();
        }
    }

    private static Charged charged(JavaRDD<BillBlock> bills, Tariff tariff) {
        return new Charged(bills, Charges.of(bills, tariff));
    }

    /** From the table that is written. */
    private static Map<String, BigDecimal> charges(Charged charged) {
        Map<String, BigDecimal> charges = new TreeMap<>();
        Dataset<Row> payments = new BillRows(0, Double.NaN, false, charged.result.allocation())
                .of(SPARK, charged.bills)
                .rows();
        for (Row row : payments.select(col("agent_id"), col("charge")).collectAsList()) {
            charges.put(row.getString(0), row.getDecimal(1));
        }
        return charges;
    }

    private static BigDecimal sum(Map<String, BigDecimal> charges) {
        return charges.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal exactTotal(Map<String, Double> payments, Tariff tariff) {
        return payments.values().stream()
                .map(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .multiply(tariff.unitPrice());
    }
}
