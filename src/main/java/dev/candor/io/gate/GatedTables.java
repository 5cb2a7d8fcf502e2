package dev.candor.io.gate;

import dev.candor.kept.Kept;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The input behind the gate. Candidates, agents and prompts are read once and kept until {@link #close}; reports read the
 * files again whenever they are used.
 *
 * @param reports agent_id, prompt_id, candidate_id string, reward double, reject int (0, or the code of the reason the
 *     row by itself is rejected for), row_text string (costs nothing where it is not selected): every row read
 * @param candidates prompt_id, candidate_id, log_base double = ref_logprob − gen_logprob in nats up to a constant per
 *     prompt: accepted, one row a pair
 * @param agents agent_id string, weight, boost double > 0, payer_id string, nothing null: accepted, one row an agent
 * @param prompts prompt_id string, prompt_weight double ≥ 0, not normalised: accepted, one row a prompt
 * @param rejected the rejected rows of candidates, agents and prompts
 * @param kept the rows that {@link #close} lets go of
 */
public record GatedTables(
        Dataset<Row> reports,
        Dataset<Row> candidates,
        Optional<Dataset<Row>> agents,
        Optional<Dataset<Row>> prompts,
        Rejections rejected,
        Kept kept)
        implements AutoCloseable {

    /** Lets go of the kept rows. */
    @Override
    public void close() {
        kept.close();
    }
}
