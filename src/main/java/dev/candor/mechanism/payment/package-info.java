/**
 * Surcharges on the welfare payments, and what exaggerating one's size gains under KL.
 *
 * <p>In: welfare and payments of an agent. Out: payments under another rule. Read {@link
 * dev.candor.mechanism.payment.Surcharge}, then {@link dev.candor.mechanism.payment.RevenueMaximising}.
 *
 * <p>May import: divergence, model, numeric.
 */
package dev.candor.mechanism.payment;
