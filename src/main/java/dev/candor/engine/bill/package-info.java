/**
 * The payments of all payers, as arrays of utility and as whole minor units of a currency. Sums are exact and do not
 * depend on partitions.
 *
 * <p>In: payments of a block of payers. Out: the payments table, revenue. Read {@link
 * dev.candor.engine.bill.BillBlock}, then {@link dev.candor.engine.bill.Charges}.
 *
 * <p>May import: engine.runtime, io.write, mechanism.money, model, numeric.
 */
package dev.candor.engine.bill;
