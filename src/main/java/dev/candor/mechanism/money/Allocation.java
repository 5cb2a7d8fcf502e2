package dev.candor.mechanism.money;

import dev.candor.model.Rounding;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * How exact amounts become whole minor units, payer by payer.
 *
 * <p>Largest remainder: with exact amounts a_i in minor units, everyone owes ⌊a_i⌋, and the
 * R = round(Σ a_i) − Σ ⌊a_i⌋ units that are then missing go to the first R {@linkplain UnitClaim claims}. Only
 * payers with a positive remainder have a claim; let there be m. F = Σ a_i − Σ ⌊a_i⌋ is the sum of their
 * remainders, each in (0, 1): so 0 ≤ F ≤ m, and rounding a number between two whole numbers stays between
 * them: 0 ≤ R ≤ m. The units never run out of claims, nobody gets two, and a payer whose exact amount is 0
 * never gets one. Each charge is within one minor unit of its exact amount, and the charges add up to the
 * rounded total.
 */
public final class Allocation implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The default salt of the lots. A published constant: the draw is fixed before any report is read. */
    public static final String SALT = "candor:largest-remainder:1";

    private final Pricing pricing;
    private final String salt;
    /** The last claim that is served; null when none is. */
    private final UnitClaim last;

    private final long lastHead;

    private Allocation(Pricing pricing, String salt, UnitClaim last) {
        this.pricing = pricing;
        this.salt = salt;
        this.last = last;
        this.lastHead = last == null ? 0 : last.remainderHead();
    }

    /** Each amount rounded for itself: {@code HALF_EVEN}, {@code FLOOR}, or a largest remainder with nothing to hand out. */
    public static Allocation separate(Pricing pricing) {
        return new Allocation(pricing, SALT, null);
    }

    /** Largest remainder in which {@code last} is the R-th claim under {@code salt}. */
    public static Allocation upTo(UnitClaim last, Pricing pricing, String salt) {
        return new Allocation(pricing, salt, last);
    }

    /** Minor units owed for {@code amount} before any left-over unit is handed out. */
    public static BigInteger before(Rounding rounding, Amount amount) {
        return rounding == Rounding.HALF_EVEN ? amount.halfEven() : amount.floor();
    }

    /**
     * What the payer is charged, in the currency, at the tariff's scale.
     *
     * @param id UTF-8 bytes of the payer's id
     * @param payment in units of utility, finite, ≥ 0
     */
    public BigDecimal charge(byte[] id, double payment) {
        Amount amount = pricing.amount(payment);
        BigInteger units = before(pricing.tariff().rounding(), amount);
        return pricing.money(isServed(id, amount) ? units.add(BigInteger.ONE) : units);
    }

    /** Decimal places of a charge. */
    public int scale() {
        return pricing.tariff().scale();
    }

    private boolean isServed(byte[] id, Amount amount) {
        if (last == null || amount.isWhole()) {
            return false;
        }
        int byHead = Long.compareUnsigned(lastHead, amount.remainderHead());
        if (byHead != 0) {
            return byHead < 0;
        }
        byte[] key = amount.remainderKey();
        int byRemainder = last.compareRemainder(key);
        return byRemainder < 0
                || (byRemainder == 0 && new UnitClaim(key, UnitClaim.lot(salt, id), id).compareTo(last) <= 0);
    }
}
