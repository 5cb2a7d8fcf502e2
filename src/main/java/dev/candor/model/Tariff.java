package dev.candor.model;

import java.io.Serializable;
import java.math.BigDecimal;

/**
 * Turns utility into money.
 *
 * @param currency printed beside every charge; {@code XXX} is ISO 4217 for "no currency"
 * @param scale decimal digits of a charge: a minor unit is 10^−scale of the currency
 * @param unitPrice money per unit of utility, ≥ 0
 * @param rounding named rounding policy
 */
public record Tariff(String currency, int scale, BigDecimal unitPrice, Rounding rounding) implements Serializable {
    /** Largest scale that leaves 20 digits before the point in a DECIMAL(38). */
    public static final int MAX_SCALE = 18;

    /** Most digits of a unit price before the point, and after it. */
    public static final int MAX_PRICE_DIGITS = 38;

    public Tariff {
        if (!currency.matches("[A-Z]{3}")) {
            throw UserException.configuration("Cannot charge in currency '" + currency
                    + "': it is not a three-letter ISO 4217 code (EUR, USD, XXX for none). Change --currency.");
        }
        if (scale < 0 || scale > MAX_SCALE) {
            throw UserException.configuration("Cannot charge at scale " + scale + ": it must be from 0 to " + MAX_SCALE
                    + " decimal digits. Change --scale.");
        }
        if (unitPrice.signum() < 0) {
            throw UserException.configuration(
                    "Cannot charge at unit price " + unitPrice + ": a price must be ≥ 0. Change --unit-price.");
        }
        BigDecimal price = unitPrice.stripTrailingZeros();
        if (price.scale() > MAX_PRICE_DIGITS || price.precision() - price.scale() > MAX_PRICE_DIGITS) {
            throw UserException.configuration("Cannot charge at unit price " + unitPrice + ": it has more than "
                    + MAX_PRICE_DIGITS + " digits before or after the point. Change --unit-price.");
        }
    }
}
