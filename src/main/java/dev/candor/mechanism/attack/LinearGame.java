package dev.candor.mechanism.attack;

import dev.candor.numeric.ExactSums;
import dev.candor.policy.ChargeInterval;
import dev.candor.policy.linear.AgentBatch;
import dev.candor.policy.linear.FeatureBlock;
import dev.candor.policy.linear.LogLinearOptimum;
import dev.candor.policy.linear.OptimumSums;
import dev.candor.policy.linear.SolvedFeatures;
import dev.candor.policy.search.CertifiedCharges;
import java.util.Arrays;

/**
 * The log-linear class under KL and linear rewards as one agent meets it: what it says is β ∈ Rᵈ, and y is
 * Φ = Σ_c q_c E_π[φ], π ∝ π0·exp(θ·φ), θ = Σ κwβ/λ. Features are counted from the middle of their range on each prompt, and in
 * the power of two that is next below their range: coefficients then tell what they are worth, and products are the same bits.
 */
public final class LinearGame extends AgentGame {
    /** Unit of a feature that tells no candidates of a prompt apart: what its coefficient says is nothing beside the others'. */
    private static final double INERT = 0x1p-60;

    private final Candidates range;
    private double stake = -1;

    /** What is public. */
    public static final class Candidates implements Range {
        private static final long serialVersionUID = 1L;

        private final FeatureBlock[] blocks;
        private final double lambda;
        /** Σ_c q_c × the middle of each feature, length d, in its unit. */
        private final double[] middle;
        /** Of each feature. */
        private final double[] unit;

        public Candidates(FeatureBlock[] blocks, double lambda) {
            this.lambda = lambda;
            this.middle = new double[blocks[0].features()];
            FeatureBlock[] centred =
                    Arrays.stream(blocks).map(block -> block.fromMiddle(middle)).toArray(FeatureBlock[]::new);
            this.unit = new double[middle.length];
            Arrays.setAll(unit, j -> unit(centred, j));
            this.blocks =
                    Arrays.stream(centred).map(block -> block.inUnits(unit)).toArray(FeatureBlock[]::new);
            Arrays.setAll(middle, j -> middle[j] / unit[j]);
        }

        private static double unit(FeatureBlock[] centred, int j) {
            double range = 0;
            for (FeatureBlock block : centred) {
                for (int c = 0; c < block.prompts(); c++) {
                    double most = 0;
                    for (int x = block.start(c); x < block.start(c + 1); x++) {
                        most = Math.max(most, Math.abs(block.feature(x, j)));
                    }
                    range += 2 * most * block.promptWeight(c);
                }
            }
            return range > 0 ? Math.scalb(1.0, Math.getExponent(range)) : INERT;
        }

        /** S_{−i} and d are coefficients. */
        @Override
        public LinearGame game(double[] others, double[] truth, double scale, double boost) {
            return new LinearGame(this, inUnits(others), inUnits(truth), scale, boost);
        }

        private double[] inUnits(double[] coefficients) {
            double[] scaled = new double[coefficients.length];
            Arrays.setAll(scaled, j -> coefficients[j] * unit[j]);
            return scaled;
        }
    }

    private LinearGame(Candidates range, double[] others, double[] truth, double scale, double boost) {
        super(others, 0, truth, scale, boost);
        this.range = range;
    }

    @Override
    public LinearGame among(double[] changed) {
        return new LinearGame(range, changed, truth, scale(), boost());
    }

    @Override
    public Play play() {
        return new Solved();
    }

    @Override
    double constant() {
        double constant = 0;
        for (int j = 0; j < truth.length; j++) {
            constant += truth[j] * range.middle[j];
        }
        return constant;
    }

    @Override
    LiarView standpoint(double[] curvature, long stream) {
        return LiarView.aboutZero(reward(), others, curvature, stream);
    }

    /** Every coefficient matters. */
    @Override
    void centre(double[] claim) {}

    /** Σ_c q_c (max_x d·φ − min_x d·φ). */
    @Override
    double stake() {
        if (stake < 0) {
            stake = 0;
            for (FeatureBlock block : range.blocks) {
                for (int c = 0; c < block.prompts(); c++) {
                    stake += block.promptWeight(c) * range(block, c);
                }
            }
        }
        return stake;
    }

    private double range(FeatureBlock block, int prompt) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int x = block.start(prompt); x < block.start(prompt + 1); x++) {
            double d = 0;
            for (int j = 0; j < truth.length; j++) {
                d += truth[j] * block.feature(x, j);
            }
            least = Math.min(least, d);
            most = Math.max(most, d);
        }
        return most - least;
    }

    private final class Solved extends Play {
        private final SolvedFeatures[] solved = new SolvedFeatures[range.blocks.length];
        /** S, exactly. */
        private ExactSums aggregate;

        private OptimumSums sums;
        private double[] mean;
        private double[] lost;
        /** What rounding of the policy may be worth to the agent: a multiple of its stake. */
        private double rounding;

        private double over;
        private double under;

        @Override
        public void solve(double[] claim) {
            aggregate = new ExactSums(claim.length);
            for (int j = 0; j < claim.length; j++) {
                aggregate.add(j, others[j]);
                aggregate.add(j, claim[j]);
            }
            LogLinearOptimum optimum = LogLinearOptimum.of(aggregate, range.lambda);
            sums = new OptimumSums(claim.length);
            for (int b = 0; b < solved.length; b++) {
                solved[b] = optimum.solve(range.blocks[b], sums);
            }
            mean = sums.meanFeature();
            lost = sums.meanFeatureLost();
            rounding = Math.min(1, sums.policyError()) * stake();
            over = rounding;
            under = rounding;
        }

        @Override
        public double affineCharge(double[] claim) {
            AgentBatch batch = new AgentBatch(claim.length, claim.clone(), new double[] {1});
            ChargeInterval interval =
                    new CertifiedCharges(range.lambda, range.blocks, solved, sums, aggregate).of(batch)[0];
            over = rounding + (interval.charge() - interval.lower());
            under = rounding + (interval.upper() - interval.charge());
            return interval.charge();
        }

        @Override
        public double outcome(int j) {
            return mean[j];
        }

        @Override
        double outcomeLost(int j) {
            return lost[j];
        }

        @Override
        public double cost() {
            return range.lambda * sums.divergence();
        }

        @Override
        public double over() {
            return over;
        }

        @Override
        public double under() {
            return under;
        }

        /** Σ_c q_c Var_π(φ_j). */
        @Override
        void curvature(double[] target) {
            Arrays.fill(target, 0);
            for (int b = 0; b < solved.length; b++) {
                for (int c = 0; c < range.blocks[b].prompts(); c++) {
                    for (int x = range.blocks[b].start(c); x < range.blocks[b].start(c + 1); x++) {
                        double mass = range.blocks[b].promptWeight(c) * solved[b].prob(x);
                        for (int j = 0; j < target.length; j++) {
                            target[j] += mass * solved[b].centred(x, j) * solved[b].centred(x, j);
                        }
                    }
                }
            }
        }

        /** Σ_c q_c Cov_π(φ, φ·v)/λ. */
        @Override
        void response(double[] v, double[] target) {
            Arrays.fill(target, 0);
            for (int b = 0; b < solved.length; b++) {
                for (int c = 0; c < range.blocks[b].prompts(); c++) {
                    double weight = range.blocks[b].promptWeight(c) / range.lambda;
                    for (int x = range.blocks[b].start(c); x < range.blocks[b].start(c + 1); x++) {
                        double along = 0;
                        for (int j = 0; j < v.length; j++) {
                            along += v[j] * solved[b].centred(x, j);
                        }
                        for (int j = 0; j < v.length; j++) {
                            target[j] += weight * solved[b].prob(x) * along * solved[b].centred(x, j);
                        }
                    }
                }
            }
        }
    }
}
