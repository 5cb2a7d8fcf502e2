package dev.candor.study;

import dev.candor.divergence.Divergences;
import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.References;
import dev.candor.divergence.Regulariser;
import dev.candor.divergence.RewardSlice;
import dev.candor.divergence.Workspace;
import dev.candor.mechanism.payment.Surcharge;
import dev.candor.model.Divergence;
import java.util.stream.IntStream;

/**
 * SW-Max: the π that maximises Σ κ w v(π) − λD(π‖π0) (Def. 4.1 of Sun et al. 2025), and the payments that belong to it.
 *
 * @param name of the divergence
 */
public record WelfareMaximising(String name, Regulariser regulariser) implements TrainingRule, PaymentFunction {

    /** The rule of a divergence at this λ. */
    public static WelfareMaximising of(Divergence divergence, double lambda) {
        return new WelfareMaximising(divergence.commandName(), Divergences.of(divergence, lambda));
    }

    @Override
    public double[] policy(Game reported) {
        return optimum(reported).prob();
    }

    /** p^AFF of one agent for what is reported, ≥ 0, in utility. */
    @Override
    public double payment(Game reported, int agent) {
        return optimum(reported).payment(reported, agent);
    }

    @Override
    public double precision() {
        return 1e-12;
    }

    /** π* of what is reported. */
    Optimum optimum(Game reported) {
        return optimum(reported.logRef(), reported.aggregate(-1));
    }

    /** π* of aggregate rewards S. */
    Optimum optimum(double[] logRef, double[] aggregate) {
        int candidates = logRef.length;
        double best = Double.NEGATIVE_INFINITY;
        for (double s : aggregate) {
            best = Math.max(best, s);
        }
        double[] gap = new double[candidates];
        for (int x = 0; x < candidates; x++) {
            gap[x] = best - aggregate[x];
        }
        double[] prob = new double[candidates];
        double[] dual = new double[candidates];
        regulariser.solve(logRef, gap, prob, dual);
        return new Optimum(regulariser, logRef, prob, dual, gap);
    }

    /** One prompt solved. */
    static final class Optimum {
        private final Regulariser regulariser;
        private final double[] ref;
        private final double[] prob;
        private final double[] dual;
        private final PolicyBlock block;

        private Optimum(Regulariser regulariser, double[] logRef, double[] prob, double[] dual, double[] gap) {
            this.regulariser = regulariser;
            this.ref = References.probabilities(logRef);
            this.prob = prob;
            this.dual = dual;
            this.block = new PolicyBlock(
                    0, 0, new int[] {0, prob.length}, new double[] {1}, logRef, ref, prob, dual, new double[][] {gap});
        }

        double[] prob() {
            return prob;
        }

        /** ω = π0/f″(π*‖π0), length K. */
        double[] curvature() {
            double[] curvature = new double[prob.length];
            regulariser.curvature(ref, prob, dual, curvature);
            return curvature;
        }

        /** p^AFF of one agent for what is reported, in utility. */
        double payment(Game reported, int agent) {
            return bregman(reported.reward(agent), reported.scale(agent)) / reported.boost(agent);
        }

        /** λD(π*‖π0). */
        double cost() {
            return regulariser.lambda() * regulariser.divergence(ref, prob);
        }

        /** B_G(S − d‖S) = G(S − d) − G(S) + ⟨d, π*⟩ ≥ 0 for d = scale·reward: κp of who reports that. */
        double bregman(double[] reward, double scale) {
            return regulariser.charge(block, 0, slice(reward), scale, new Workspace());
        }

        /** What a rule asks of one agent beyond p^AFF, in utility. */
        double surcharge(Surcharge rule, Game reported, int agent) {
            double boost = reported.boost(agent);
            return rule.of(block, 0, slice(reported.reward(agent)), reported.scale(agent), boost) / boost;
        }

        private static RewardSlice slice(double[] reward) {
            int[] slot = IntStream.range(0, reward.length).toArray();
            return new RewardSlice().at(slot, reward, 0, reward.length);
        }
    }
}
