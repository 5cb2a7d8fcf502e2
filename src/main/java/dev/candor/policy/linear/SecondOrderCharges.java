package dev.candor.policy.linear;

import dev.candor.policy.ChargeInterval;
import java.io.Serializable;

/**
 * Charges of small agents in d² operations, whatever the number of candidates: κp ≈ ½λV, V = bᵀΣb the variance
 * Σ_c q_c Var_π*(u) of u = −Y/λ, b = κwβ/λ.
 *
 * <p>Theorem. With |u| ≤ B everywhere and g(v) = ψ(v)/v²: λ·g(−B − g(B)B²)·V ≤ κp ≤ λ·g(B)·V.
 *
 * <p>Proof. On a prompt F = log E[eᵘ] with E[u] = 0, and E[ψ(u − c)] = e^(−c)·E[eᵘ] − 1 + c is least at c = F, where it is
 * F: so F = min_c E[ψ(u − c)]. g is increasing, being ∫₀¹ (1−s)e^(sv) ds. Above: c = 0 gives
 * F ≤ E[g(u)u²] ≤ g(B)·Var u ≤ g(B)B². Below: at c = F, u − F ≥ −B − g(B)B², so
 * F = E[g(u − F)(u − F)²] ≥ g(−B − g(B)B²)·E[(u − F)²], which is at least that times Var u. Sum over prompts with q. ∎ B is the lesser of
 * Σ_j |b_j|·R_j and ‖b‖₂·max‖φ − E_π*[φ]‖₂.
 *
 * <p>So the form is within ±B/3 of κp to first order, and a two-point u (−B rarely, or B rarely) attains both signs.
 */
public final class SecondOrderCharges implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The largest tolerance that may be asked for. */
    public static final double MOST_TOLERANCE = 0.1;

    private static final double U = 0x1p-53;
    /** Room for the rounding of B itself. */
    private static final double BOUND_SLACK = 1 + 1e-10;

    private static final double UNDERFLOW = 0x1p-900;
    /** B beyond which the agent is not small: all that is said then is 0 ≤ F = log E[eᵘ] ≤ B. */
    private static final double LARGEST = 1;

    private final double lambda;
    private final double[] covariance;
    /** √Σ_jj. */
    private final double[] deviation;

    private final double[] range;
    /** Of φ from that of the likeliest candidate, root of the mean square. */
    private final double[] away;

    private final double radius;
    private final double policyError;
    private final int mostCandidates;

    /** Of the run whose prompts add up to {@code optimum} and {@code covariance}. */
    public SecondOrderCharges(double lambda, OptimumSums optimum, CovarianceSums covariance) {
        this.lambda = lambda;
        this.covariance = covariance.lowerTriangle();
        this.range = optimum.range();
        this.away = optimum.spread();
        this.radius = optimum.radius();
        this.policyError = optimum.policyError();
        this.mostCandidates = optimum.mostCandidates();
        this.deviation = new double[range.length];
        for (int j = 0; j < deviation.length; j++) {
            deviation[j] = Math.sqrt(this.covariance[j * (j + 1) / 2 + j]);
        }
    }

    /**
     * κ times the most that a report can save by being charged in this form, whatever it says, when only intervals of at
     * most {@code tolerance} of the charge are taken: 1.5·λ·tolerance³.
     *
     * <p>Proof. g is convex with g′(0) = 1/6, so g(B) ≥ ½ + B/6 and g(−B − g(B)B²) ≤ g(−B) ≤ ½ − B/6 + B²/24. A width within
     * the tolerance t hence has t ≥ 2B/3 − B²/12 ≥ 7B/12 for B ≤ 1; the charge ½λV ≤ ½λB² is at most 1.47·λt², and κp exceeds
     * it by at most t of that. With B > 1 the interval begins at 0 and is wider than any tolerance below 1. ∎
     */
    public static double mostGain(double lambda, double tolerance) {
        return 1.5 * lambda * tolerance * tolerance * tolerance;
    }

    /** ½λV and the interval of κp, by the theorem and the rounding of V. */
    public ChargeInterval of(AgentBatch batch, int agent) {
        double size = batch.sizes(agent, lambda, range);
        double variance = Math.max(0, variance(batch, agent));
        if (size == 0) {
            return new ChargeInterval(0, 0, 0);
        }
        double spread = batch.sizes(agent, lambda, deviation);
        double rounding = (mostCandidates + 2 * range.length + 16) * U * spread * spread;
        double bound = Math.min(size, batch.reach(agent, lambda) * radius) * BOUND_SLACK;
        if (!(bound <= LARGEST && policyError <= ChargeBounds.UNKNOWN)) {
            double form = lambda / 2 * variance;
            return new ChargeInterval(0, form, Math.max(form, lambda * bound));
        }
        double off = 12 * U * Math.min(size, 2 * batch.sizes(agent, lambda, away));
        ChargeInterval exact = ChargeBounds.around(variance, policyError + 8 * U, off, UNDERFLOW);
        double upperRatio = JensenGap.ratio(bound);
        double lowerRatio = JensenGap.ratio(-bound * (1 + upperRatio * bound));
        double above = lambda * upperRatio * (exact.upper() + rounding) * (1 + 16 * U);
        double below = lambda * lowerRatio * Math.max(0, exact.lower() - rounding) * (1 - 16 * U);
        return new ChargeInterval(below, lambda / 2 * variance, above);
    }

    /** bᵀΣb = Σ_j b_j·(Σ_jj b_j + 2 Σ_(k<j) Σ_jk b_k). */
    private double variance(AgentBatch batch, int agent) {
        double[] slope = new double[range.length];
        double variance = 0;
        int at = 0;
        for (int j = 0; j < slope.length; j++) {
            slope[j] = batch.slope(agent, j, lambda);
            double across = 0;
            for (int k = 0; k < j; k++) {
                across += covariance[at++] * slope[k];
            }
            variance += slope[j] * (covariance[at++] * slope[j] + 2 * across);
        }
        return variance;
    }
}
