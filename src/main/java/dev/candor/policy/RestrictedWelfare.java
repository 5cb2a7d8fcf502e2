package dev.candor.policy;

import dev.candor.divergence.Kl;
import dev.candor.divergence.References;
import dev.candor.divergence.Regulariser;
import java.util.List;
import java.util.Map;

/**
 * ASW(θ) = Σ_c q_c [⟨π_θ, S_c⟩ − λ D(π_θ‖π0)] for π_θ ∝ π0·exp(θ·φ) and any rewards: what the best of the log-linear
 * policies maximises when rewards are not linear or D is not KL. Not concave in general.
 *
 * <p>∂ASW/∂θ_j = Σ_c q_c Cov_π(h, φ_j) with h = S − λ·∂D/∂π. As a sum, Σ π·(h − E_π[h])·(φ_j − E_π[φ_j]): constants of S
 * and φ drop out before anything is multiplied.
 */
public final class RestrictedWelfare {

    /** ∂D/∂π of one candidate up to a constant, from π0 and ℓ = log(π/π0). */
    private interface Marginal {
        double of(double ref, double logRatio);
    }

    /** f′(e^ℓ) − f′(1) for D = Σ π0·f(π/π0), and 2(π − π0) for l2. */
    private static final Map<String, Marginal> MARGINAL = Map.of(
            "kl", (ref, l) -> l,
            "reverse-kl", (ref, l) -> -StrictMath.expm1(-l),
            "chi-squared", (ref, l) -> 2 * StrictMath.expm1(l),
            "hellinger", (ref, l) -> -StrictMath.expm1(-l / 2),
            "jensen-shannon", (ref, l) -> -StrictMath.log1p(StrictMath.expm1(-l) / 2) / 2,
            "l2", (ref, l) -> 2 * ref * StrictMath.expm1(l));

    private final Regulariser regulariser;
    private final Marginal marginal;
    private final double[] theta;
    private final Kl unit = new Kl(1);

    /**
     * At θ.
     *
     * @param divergence a name of {@link #smooth()}
     * @param lambda λ > 0
     * @param theta θ, length d
     */
    public RestrictedWelfare(String divergence, double lambda, double[] theta) {
        if (!MARGINAL.containsKey(divergence)) {
            throw new IllegalArgumentException("cannot differentiate the divergence " + divergence
                    + " in a log-linear policy: use one of " + smooth());
        }
        this.regulariser = Regulariser.BY_NAME.get(divergence).apply(lambda);
        this.marginal = MARGINAL.get(divergence);
        this.theta = theta.clone();
    }

    /** The divergences that have a gradient everywhere, sorted. */
    public static List<String> smooth() {
        return MARGINAL.keySet().stream().sorted().toList();
    }

    /**
     * Adds welfare and gradient of the prompts of the block.
     *
     * @param aggregate S, length M
     */
    public void add(FeatureBlock block, double[] aggregate, RestrictedSums sums) {
        if (block.features() != theta.length || aggregate.length != block.candidates()) {
            throw new IllegalArgumentException("cannot evaluate " + theta.length + " coefficients and "
                    + aggregate.length + " rewards on a block of " + block.features() + " features and "
                    + block.candidates() + " candidates");
        }
        for (int c = 0; c < block.prompts(); c++) {
            add(block, c, aggregate, sums);
        }
    }

    private void add(FeatureBlock block, int prompt, double[] aggregate, RestrictedSums sums) {
        double[] logRef = block.logRefs(prompt);
        double[] feature = block.features(prompt);
        double[] gap = new double[logRef.length];
        LogLinearOptimum.gaps(theta, feature, gap);
        double[] prob = new double[gap.length];
        unit.solve(logRef, gap, prob, new double[gap.length]);
        double[] ref = References.probabilities(logRef);
        int from = block.start(prompt);
        double logMoment = LogLinearOptimum.logMoment(logRef, gap);
        double[] pull = new double[gap.length];
        double value = 0;
        double mean = 0;
        for (int x = 0; x < gap.length; x++) {
            value += prob[x] * aggregate[from + x];
            if (prob[x] > 0) {
                double dearness = marginal.of(ref[x], -gap[x] - logMoment);
                pull[x] = (aggregate[from + x] - aggregate[from]) - regulariser.lambda() * dearness;
                mean += prob[x] * pull[x];
            }
        }
        double weight = block.promptWeight(prompt);
        sums.addWelfare(weight * (value - regulariser.lambda() * regulariser.divergence(ref, prob)));
        addGradient(feature, prob, pull, mean, weight, sums);
    }

    private void addGradient(
            double[] feature, double[] prob, double[] pull, double meanPull, double weight, RestrictedSums sums) {
        int d = theta.length;
        for (int j = 0; j < d; j++) {
            double mean = 0;
            for (int x = 0; x < prob.length; x++) {
                mean += prob[x] * (feature[x * d + j] - feature[j]);
            }
            double slope = 0;
            for (int x = 0; x < prob.length; x++) {
                slope += prob[x] * (pull[x] - meanPull) * ((feature[x * d + j] - feature[j]) - mean);
            }
            sums.addSlope(j, weight * slope);
        }
    }
}
