package dev.candor.policy.search;

import dev.candor.numeric.ExactSums;
import dev.candor.policy.ChargeInterval;
import dev.candor.policy.linear.AgentBatch;
import dev.candor.policy.linear.ChargeBounds;
import dev.candor.policy.linear.FeatureBlock;
import dev.candor.policy.linear.Indifference;
import dev.candor.policy.linear.LogLinearCharges;
import dev.candor.policy.linear.OptimumSums;
import dev.candor.policy.linear.PreciseCharges;
import dev.candor.policy.linear.SolvedFeatures;
import java.util.Arrays;

/**
 * The charges of a log-linear optimum with the intervals that hold them: of all agents by {@link LogLinearCharges}, and of
 * those whose interval is wide then by {@link PreciseCharges}, or exactly 0 where all candidates are the same to them. Which
 * of these it is depends on the optimum and the agent alone.
 */
public final class CertifiedCharges {
    /** Of the charge: wider intervals are worth an agent's own evaluation. */
    private static final double WIDE = 1e-10;

    private static final ChargeInterval NOTHING = new ChargeInterval(0, 0, 0);

    private final double lambda;
    private final SolvedFeatures[] solved;
    private final ChargeBounds bounds;
    private final PreciseCharges precise;
    private final FeatureBlock[] blocks;

    /**
     * Of an optimum.
     *
     * @param blocks all candidates
     * @param solved the same, solved
     * @param sums what they add up to
     * @param aggregate Σ_i κ_i w_i β_i, every agent that is charged among them
     */
    public CertifiedCharges(
            double lambda, FeatureBlock[] blocks, SolvedFeatures[] solved, OptimumSums sums, ExactSums aggregate) {
        this.lambda = lambda;
        this.solved = solved;
        this.blocks = blocks;
        this.bounds = new ChargeBounds(lambda, sums);
        this.precise = new PreciseCharges(lambda, blocks, solved, aggregate);
    }

    /** Of each agent. */
    public ChargeInterval[] of(AgentBatch batch) {
        LogLinearCharges charges = new LogLinearCharges(lambda, batch);
        ExactSums charged = new ExactSums(batch.agents());
        Arrays.stream(solved).forEach(part -> charges.add(part, charged));
        ChargeInterval[] intervals = new ChargeInterval[batch.agents()];
        Indifference indifference = new Indifference(blocks);
        Arrays.setAll(intervals, i -> {
            ChargeInterval interval = bounds.of(batch, i, charged.value(i));
            if (interval.isWithin(WIDE)) {
                return interval;
            }
            return indifference.of(batch, i) ? NOTHING : precise.of(batch, i);
        });
        return intervals;
    }
}
