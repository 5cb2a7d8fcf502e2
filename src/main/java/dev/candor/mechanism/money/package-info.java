/**
 * Payments in units of utility become whole minor units of a currency; what rounding leaves is given out by a rule
 * that depends on ids alone.
 *
 * <p>In: exact payments, a tariff. Out: charges that add up. Read {@link dev.candor.mechanism.money.Pricing}, then {@link
 * dev.candor.mechanism.money.Allocation}.
 *
 * <p>May import: model.
 */
package dev.candor.mechanism.money;
