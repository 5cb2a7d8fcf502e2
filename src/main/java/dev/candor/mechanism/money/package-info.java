/**
 * Converts payments from utility to whole minor units of a currency. The distribution of the rounding remainder depends
 * on ids only.
 *
 * <p>In: exact payments, a tariff. Out: charges that add up. Read {@link dev.candor.mechanism.money.Pricing}, then
 * {@link dev.candor.mechanism.money.Allocation}.
 *
 * <p>May import: model.
 */
package dev.candor.mechanism.money;
