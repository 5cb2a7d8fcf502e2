/**
 * Surcharges on the welfare payments, and the gain of exaggerating one's size under KL.
 *
 * <p>In: welfare and payments of an agent. Out: payments under another rule. Read {@link
 * dev.candor.mechanism.payment.Surcharge}, then {@link dev.candor.mechanism.payment.RevenueMaximising}.
 *
 * <p>May import: divergence, model, numeric.
 */
package dev.candor.mechanism.payment;
