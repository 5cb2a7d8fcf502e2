package dev.candor.engine;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A settlement before money: the optimum and what each payer owes, in units of reward × weight.
 *
 * @param policy prompt_id, candidate_id, ref_prob, prob, aggregate_reward
 * @param payments one row a payer, the columns of design §5 but the charge
 * @param welfare ASW(π*)
 * @param referenceWelfare ASW(π0)
 * @param divergence Σ_c q_c D(π*_c ‖ π0_c)
 * @param totalValue Σ w v(π*)
 * @param revenue Σ p
 * @param release frees what the settlement keeps in memory
 */
public record Settlement(
        Dataset<Row> policy,
        Dataset<Row> payments,
        double welfare,
        double referenceWelfare,
        double divergence,
        double totalValue,
        double revenue,
        Runnable release)
        implements AutoCloseable {

    @Override
    public void close() {
        release.run();
    }
}
