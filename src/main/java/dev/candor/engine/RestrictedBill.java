package dev.candor.engine;

import dev.candor.policy.AgentBatch;
import dev.candor.policy.RestrictedCharges;
import dev.candor.policy.RestrictedCounterfactuals;
import dev.candor.policy.RestrictedInput;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/** What the payers of one block would be charged over a local optimum, before it is known whether it is the last. */
final class RestrictedBill implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Ids ids;
    private final double[] weight;
    private final double[] boost;
    private final double[] value;
    private final double[] charge;
    private final double[] lower;
    private final double[] upper;
    private final double[] gap;
    private final double[] reporting;
    private RestrictedCharges.Better better = RestrictedCharges.Better.none();

    private RestrictedBill(PackedBlock block) {
        int payers = block.payers();
        ids = block.ids;
        weight = block.weight;
        boost = block.boost;
        value = new double[payers];
        charge = new double[payers];
        lower = new double[payers];
        upper = new double[payers];
        gap = new double[payers];
        reporting = new double[payers];
        Arrays.setAll(reporting, i -> block.isReporting(i) ? 1 : 0);
    }

    /** @param meanFeature Σ q E_π[φ], length d′ */
    static RestrictedBill of(
            PackedBlock block, RestrictedCounterfactuals counterfactuals, RestrictedInput input, double[] meanFeature) {
        RestrictedBill bill = new RestrictedBill(block);
        for (int from = 0; from < block.payers(); from += Coefficients.BATCH) {
            int to = Math.min(from + Coefficients.BATCH, block.payers());
            AgentBatch batch =
                    Coefficients.batch(block, IntStream.range(from, to).toArray(), meanFeature.length);
            RestrictedCharges charges = counterfactuals.charge(batch, input);
            for (int i = from; i < to; i++) {
                bill.value[i] = batch.value(i - from, block.size[i], meanFeature);
                bill.charge[i] = charges.charge(i - from);
                bill.lower[i] = charges.lower(i - from);
                bill.upper[i] = charges.upper(i - from);
                bill.gap[i] = charges.gap(i - from);
            }
            bill.better = RestrictedCharges.Better.of(bill.better, charges.better());
        }
        return bill;
    }

    /** The largest rise of all agents' welfare that a counterfactual showed. */
    RestrictedCharges.Better better() {
        return better;
    }

    BillBlock charged(PaymentTerms terms) {
        BillBlock bill = BillBlock.of(ids, weight, boost);
        for (int i = 0; i < charge.length; i++) {
            bill.value[i] = value[i];
            bill.reporting[i] = reporting[i];
            if (upper[i] == 0) {
                terms.chargeNothing(bill, i);
            } else {
                terms.chargeNear(bill, i, charge[i], lower[i], upper[i], gap[i]);
            }
        }
        return bill;
    }
}
