package dev.candor.mechanism.attack;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.policy.mixture.Evaluation;
import dev.candor.policy.mixture.ExpertBlock;
import dev.candor.policy.mixture.MixtureCharges;
import dev.candor.policy.mixture.MixtureCounterfactuals;
import dev.candor.policy.mixture.MixtureOptimum;
import dev.candor.policy.mixture.MixtureSolver;
import java.util.Arrays;

/** A mixture of K experts as one agent meets it: y is θ, and the cost is λ Σ q D(Σ_k θ_k π_k ‖ π0). */
public final class MixtureGame extends AgentGame {
    private static final double U = 0x1p-53;

    private final Experts range;

    /** What is public. */
    public static final class Experts implements Range {
        private static final long serialVersionUID = 1L;

        private final ExpertBlock experts;
        private final MixtureDivergence divergence;
        /** What λ and values are multiplied by. */
        private final double unit;

        private final double lambda;
        private final double[] start;

        /**
         * @param experts all candidates as the experts see them
         * @param start θ that every claim is solved from, length K; not changed
         */
        public Experts(ExpertBlock experts, MixtureDivergence divergence, double lambda, double[] start) {
            this.experts = experts;
            this.divergence = divergence;
            this.unit = experts.unit(divergence, lambda);
            this.lambda = unit * lambda;
            this.start = start;
        }

        /** S_{−i} and d are values of experts, each up to a constant. */
        @Override
        public MixtureGame game(double[] others, double[] truth, double scale, double boost) {
            return new MixtureGame(this, others, PromptGame.middle(truth), PromptGame.fromMiddle(truth), scale, boost);
        }
    }

    private MixtureGame(Experts range, double[] others, double middle, double[] truth, double scale, double boost) {
        super(others, middle, truth, scale, boost);
        this.range = range;
    }

    @Override
    public MixtureGame among(double[] changed) {
        return new MixtureGame(range, changed, middle, truth, scale(), boost());
    }

    @Override
    public Play play() {
        return new Mixed();
    }

    private final class Mixed extends Play {
        private double[] values;
        private MixtureOptimum optimum;
        private double[] theta;
        /**
         * What rounding of S may be worth: with S off by e, the game is one among others who want e more. Then utility moves by
         * at most 2·max|e|, of a lie and of the truth, and max|e| is u of the largest value.
         */
        private double rounding;

        private double over;
        private double under;

        @Override
        public void solve(double[] claim) {
            values = new double[claim.length];
            double most = 0;
            for (int k = 0; k < values.length; k++) {
                double value = others[k] + claim[k];
                most = Math.max(most, Math.abs(value));
                values[k] = range.unit * value;
            }
            rounding = 4 * U * most;
            optimum = MixtureSolver.solve(
                    range.divergence,
                    values,
                    range.start,
                    mixtures -> Evaluation.of(range.experts, range.divergence, range.lambda, mixtures));
            theta = optimum.theta();
            over = optimum.gap() / range.unit + rounding;
            under = rounding;
        }

        @Override
        public double affineCharge(double[] claim) {
            if (!isSettled()) {
                return 0;
            }
            MixtureCharges charges = new MixtureCounterfactuals(
                            range.experts, range.divergence, range.lambda, values, optimum)
                    .chargeClosely(inUnit(claim));
            double lower = charges.lower(0) / range.unit;
            double upper = Math.max(charges.upper(0) / range.unit, lower);
            double charge = Math.min(Math.max(charges.payment(0) / range.unit, lower), upper);
            over = optimum.gap() / range.unit + rounding + (charge - lower);
            under = rounding + (upper - charge);
            return charge;
        }

        @Override
        public double outcome(int k) {
            return theta[k];
        }

        @Override
        public double cost() {
            return optimum.evaluation().value() / range.unit;
        }

        @Override
        public boolean isSettled() {
            return optimum.isCertified();
        }

        @Override
        public double over() {
            return over;
        }

        @Override
        public double under() {
            return under;
        }

        @Override
        void response(double[] v, double[] target) {
            optimum.response(inUnit(v), target);
        }

        private double[] inUnit(double[] v) {
            return Arrays.stream(v).map(part -> range.unit * part).toArray();
        }
    }
}
