package dev.candor.engine.potential;

import dev.candor.engine.bill.BillBlock;
import dev.candor.engine.bill.PaymentTerms;
import dev.candor.engine.pack.Coefficients;
import dev.candor.engine.pack.PackedBlock;
import dev.candor.engine.runtime.IdArray;
import dev.candor.policy.linear.AgentBatch;
import dev.candor.policy.search.SearchedCharges;
import dev.candor.policy.search.SearchedCounterfactuals;
import dev.candor.policy.search.SearchedInput;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/** What the payers of one block would be charged over a local optimum, before it is known whether it is the last. */
final class SearchedBill implements Serializable {
    private static final long serialVersionUID = 1L;

    private final IdArray ids;
    private final double[] weight;
    private final double[] boost;
    private final double[] value;
    private final double[] charge;
    private final double[] lower;
    private final double[] upper;
    private final double[] gap;
    private final double[] reporting;
    private SearchedCharges.Better better = SearchedCharges.Better.none();

    private SearchedBill(PackedBlock block) {
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
    static SearchedBill of(
            PackedBlock block, SearchedCounterfactuals counterfactuals, SearchedInput input, double[] meanFeature) {
        SearchedBill bill = new SearchedBill(block);
        for (int from = 0; from < block.payers(); from += Coefficients.BATCH) {
            int to = Math.min(from + Coefficients.BATCH, block.payers());
            AgentBatch batch =
                    Coefficients.batch(block, IntStream.range(from, to).toArray(), meanFeature.length);
            SearchedCharges charges = counterfactuals.charge(batch, input);
            for (int i = from; i < to; i++) {
                bill.value[i] = batch.value(i - from, block.size[i], meanFeature);
                bill.charge[i] = charges.charge(i - from);
                bill.lower[i] = charges.lower(i - from);
                bill.upper[i] = charges.upper(i - from);
                bill.gap[i] = charges.gap(i - from);
            }
            bill.better = SearchedCharges.Better.of(bill.better, charges.better());
        }
        return bill;
    }

    /** The largest rise of all agents' welfare that a counterfactual showed. */
    SearchedCharges.Better better() {
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
