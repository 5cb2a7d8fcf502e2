package dev.candor.engine.potential;

import dev.candor.engine.bill.BillBlock;
import dev.candor.engine.bill.PaymentTerms;
import dev.candor.engine.pack.Coefficients;
import dev.candor.engine.pack.PackedBlock;
import dev.candor.numeric.ExactSums;
import dev.candor.policy.ChargeInterval;
import dev.candor.policy.linear.AgentBatch;
import dev.candor.policy.linear.FeatureBlock;
import dev.candor.policy.linear.OptimumSums;
import dev.candor.policy.linear.SecondOrderCharges;
import dev.candor.policy.linear.SolvedFeatures;
import dev.candor.policy.search.CertifiedCharges;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Bills under the log-linear class. A payer whose second-order charge is proved to be within the tolerance gets that one;
 * all others meet every candidate. Which of the two it is depends on the optimum and the payer's own coefficients.
 */
final class LinearBills implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Of the welfare: less of it that is the others' is not known by a difference. */
    private static final double CANCELLED = 1e-3;

    private final double lambda;
    private final OptimumSums sums;
    /** Σ κ w β. */
    private final ExactSums aggregate;

    private final double tolerance;
    /** Null where the tolerance is 0: every payer is charged in full. */
    private final SecondOrderCharges secondOrder;

    /**
     * Of an optimum.
     *
     * @param tolerance the largest relative width of a second-order charge's interval; 0 for none
     * @param secondOrder null when {@code tolerance} is 0
     */
    LinearBills(
            double lambda, OptimumSums sums, ExactSums aggregate, double tolerance, SecondOrderCharges secondOrder) {
        this.lambda = lambda;
        this.sums = sums;
        this.aggregate = aggregate;
        this.tolerance = tolerance;
        this.secondOrder = secondOrder;
    }

    /** What the payers of the block owe. */
    BillBlock of(PackedBlock block, FeatureBlock[] blocks, SolvedFeatures[] solved, PaymentTerms terms) {
        BillBlock bill = BillBlock.of(block.ids, block.weight, block.boost);
        Arrays.setAll(bill.reporting, i -> block.isReporting(i) ? 1 : 0);
        PaymentTerms mine = secondOrder == null
                ? terms
                : terms.withGap(terms.commonGap() + SecondOrderCharges.mostGain(lambda, tolerance));
        int[] large = valued(block, bill, mine);
        CertifiedCharges charges = new CertifiedCharges(lambda, blocks, solved, sums, aggregate);
        for (int from = 0; from < large.length; from += Coefficients.BATCH) {
            int[] payers = next(large, from, large.length);
            AgentBatch batch = Coefficients.batch(block, payers, sums.features());
            ChargeInterval[] charged = charges.of(batch);
            for (int i = 0; i < payers.length; i++) {
                charge(bill, payers[i], charged[i], mine);
            }
        }
        return bill;
    }

    /** Values all payers and charges the small ones; those that are left. */
    private int[] valued(PackedBlock block, BillBlock bill, PaymentTerms terms) {
        double[] mean = sums.meanFeature();
        double[] lost = sums.meanFeatureLost();
        double welfare = lambda * sums.welfareByLambda();
        double cost = lambda * sums.divergence();
        int[] all = IntStream.range(0, block.payers()).toArray();
        int[] left = new int[all.length];
        int count = 0;
        for (int from = 0; from < all.length; from += Coefficients.BATCH) {
            int[] payers = next(all, from, all.length);
            AgentBatch batch = Coefficients.batch(block, payers, mean.length);
            for (int i = 0; i < payers.length; i++) {
                bill.value[payers[i]] = batch.value(i, block.size[payers[i]], mean, lost);
                double others = welfare - bill.boost[payers[i]] * bill.value[payers[i]];
                if (Math.abs(others) < CANCELLED * Math.abs(welfare)) {
                    bill.othersLost[payers[i]] = (batch.others(i, aggregate, mean, lost) - cost) - others;
                }
                if (!chargedSmall(batch, i, bill, payers[i], terms)) {
                    left[count++] = payers[i];
                }
            }
        }
        bill.secondOrder = all.length - count;
        return Arrays.copyOf(left, count);
    }

    private boolean chargedSmall(AgentBatch batch, int i, BillBlock bill, int payer, PaymentTerms terms) {
        if (secondOrder == null) {
            return false;
        }
        ChargeInterval charge = secondOrder.of(batch, i);
        boolean within = charge.isWithin(tolerance);
        if (within) {
            charge(bill, payer, charge, terms);
        }
        return within;
    }

    private static void charge(BillBlock bill, int payer, ChargeInterval charge, PaymentTerms terms) {
        if (charge.upper() == 0) {
            terms.chargeNothing(bill, payer);
        } else {
            terms.charge(bill, payer, charge.charge(), charge.lower(), charge.upper(), 0);
        }
    }

    private static int[] next(int[] payers, int from, int end) {
        return Arrays.copyOfRange(payers, from, Math.min(from + Coefficients.BATCH, end));
    }
}
