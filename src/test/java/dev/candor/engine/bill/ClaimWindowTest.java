package dev.candor.engine.bill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.mechanism.money.Allocation;
import dev.candor.mechanism.money.Amount;
import dev.candor.mechanism.money.Pricing;
import dev.candor.mechanism.money.UnitClaim;
import dev.candor.model.Rounding;
import dev.candor.model.Tariff;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Laws: buckets are in the order of the claims, and a bucket narrowed holds exactly its claims. */
class ClaimWindowTest {
    /** Far apart, close together, equal, and alike in their first eight bytes of key. */
    @Provide
    Arbitrary<Double> payments() {
        return Arbitraries.oneOf(
                Arbitraries.doubles().between(0, 1000),
                Arbitraries.of(0.0, 1.0, 0.1, 3e-14, 1e-29, Double.MIN_VALUE, 1e300, 1.0 / 3),
                Arbitraries.integers().between(0, 40).map(i -> 1e-3 + i * Math.ulp(1e-3)));
    }

    @Property
    void narrowingFindsEveryRank(
            @ForAll @Size(max = 40) List<@net.jqwik.api.From("payments") Double> payments, @ForAll int choice) {
        String[] prices = {"1", "0.37", "12345.678901234567890123456789", "0"};
        Pricing pricing = new Pricing(new Tariff(
                "EUR", 2, new BigDecimal(prices[Math.floorMod(choice, prices.length)]), Rounding.LARGEST_REMAINDER));
        List<Payer> payers = payers(payments, pricing);
        List<UnitClaim> sorted = payers.stream()
                .filter(payer -> !payer.amount.isWhole())
                .map(Payer::claim)
                .sorted()
                .toList();
        for (int rank = 0; rank < sorted.size(); rank++) {
            ClaimWindow window = ClaimWindow.all(pricing, Allocation.SALT);
            List<Payer> inside = payers;
            int before = 0;
            while (!window.isSettled()) {
                int bucket = bucketOf(sorted.get(rank), inside, window);
                ClaimWindow here = window;
                before += (int) inside.stream()
                        .mapToInt(payer -> here.bucket(payer.id, payer.amount))
                        .filter(other -> other >= 0 && other < bucket)
                        .count();
                inside = inside.stream()
                        .filter(payer -> here.bucket(payer.id, payer.amount) == bucket)
                        .toList();
                window = window.narrowed(bucket);
                for (Payer payer : payers) {
                    assertThat(window.bucket(payer.id, payer.amount) >= 0).isEqualTo(inside.contains(payer));
                }
            }
            assertThat(inside).extracting(Payer::claim).containsExactly(sorted.get(rank));
            assertThat(before).isEqualTo(rank);
        }
    }

    private static int bucketOf(UnitClaim claim, List<Payer> payers, ClaimWindow window) {
        return payers.stream()
                .filter(payer -> !payer.amount.isWhole() && payer.claim().equals(claim))
                .mapToInt(payer -> window.bucket(payer.id, payer.amount))
                .findFirst()
                .orElseThrow();
    }

    private static List<Payer> payers(List<Double> payments, Pricing pricing) {
        List<Payer> payers = new ArrayList<>();
        for (double payment : payments) {
            byte[] id = ("agent-" + payers.size()).getBytes(StandardCharsets.UTF_8);
            payers.add(new Payer(id, pricing.amount(payment)));
        }
        return payers;
    }

    /** Equal only to itself. */
    private static final class Payer {
        private final byte[] id;
        private final Amount amount;

        Payer(byte[] id, Amount amount) {
            this.id = id;
            this.amount = amount;
        }

        UnitClaim claim() {
            return new UnitClaim(amount.remainderKey(), UnitClaim.lot(Allocation.SALT, id), id);
        }
    }
}
