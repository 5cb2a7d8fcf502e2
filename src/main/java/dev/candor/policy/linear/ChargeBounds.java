package dev.candor.policy.linear;

import dev.candor.policy.ChargeInterval;

/**
 * How far a charge of {@link LogLinearCharges} can be from the exact one, in the arithmetic it was computed in.
 *
 * <p>On a prompt let F(u) = log E_π*[eᵘ] − E_π*[u], so that κp = λ Σ_c q_c F_c. F(u) is the KL divergence of π* from the
 * policy π_u ∝ π*eᵘ without the agent, and its gradient is π_u − π*. So along u + sδ with |δ| ≤ ε, Pinsker's inequality
 * gives |dF/ds| ≤ ε‖π_u − π*‖₁ ≤ ε√(2F), hence |√F(u+δ) − √F(u)| ≤ ε/√2: the root of a charge moves no more than u does.
 * Over the prompts the roots are one vector in ℓ²(q): |√(κp) − √(κp̂)| ≤ ε√(λ/2). With F(u) = min_c E_π*[ψ(u − c)],
 * relative errors of π* are relative errors of F.
 *
 * <p>With u = 2⁻⁵³ and B = Σ_j |κwβ_j/λ|·R_j: ε = (d + 12)·u·B (products, sum, centring); a mean of the computed u of
 * size ε adds at most √2.4·ε to the root and a relative ε; ψ, the sum over K candidates, log1p, q and λ add (K + 20)·u.
 *
 * <p>Where B ≤ 1 the mean square of δ will do: |dF/ds| ≤ ‖δ‖·√E[(e^v − 1)²] with norms of ℓ²(π*) and v = u − F in [−1.72, 1],
 * where (e^v − 1)² ≤ 4.12·ψ(v), and E[ψ(v)] = F: so |d√F/ds| ≤ 1.02·‖δ‖. What is rounded in feature j are φ_j − φ_jm and the
 * mean of it, m the likeliest candidate: with s_j the root of the mean square of the former, ‖δ‖ ≤ (d + 12)·u·2Σ_j |κwβ_j/λ|·s_j.
 * A policy that is nearly certain has s_j ≪ R_j.
 */
public final class ChargeBounds {
    private static final double U = 0x1p-53;
    /** 1/√2 + √2.4 in units of √½, rounded up. */
    private static final double ROOT_UNITS = 4;
    /** More than what underflow can hide. */
    private static final double UNDERFLOW = 0x1p-900;
    /** |u| up to which π*·ψ(u) does not depend on masses that have underflowed. */
    private static final double LARGE = 30;
    /** Relative error of π* beyond which it is taken for anything. */
    static final double UNKNOWN = 0.5;

    private final double lambda;
    private final double[] range;
    private final double[] spread;
    private final double policyError;
    private final int mostCandidates;

    /** Of the run whose prompts add up to {@code optimum}. */
    public ChargeBounds(double lambda, OptimumSums optimum) {
        this.lambda = lambda;
        this.range = optimum.range();
        this.spread = optimum.spread();
        this.policyError = optimum.policyError();
        this.mostCandidates = optimum.mostCandidates();
    }

    /** The interval of the charge that {@link LogLinearCharges} has computed for this agent. */
    public ChargeInterval of(AgentBatch batch, int agent, double charge) {
        double size = batch.sizes(agent, lambda, range);
        if (size == 0) {
            return new ChargeInterval(charge, charge, charge);
        }
        if (!(size <= LARGE && policyError <= UNKNOWN)) {
            // F = log E[eᵘ] ≤ max u ≤ B is all that holds whatever has underflowed.
            return new ChargeInterval(0, charge, Math.max(charge, lambda * size * (1 + 1e-10)));
        }
        double root = size <= 1 ? Math.min(size, 2 * batch.sizes(agent, lambda, spread)) : size;
        double unit = (range.length + 12) * U;
        double relative = (mostCandidates + 20) * U + policyError + unit * size;
        return around(charge, relative, ROOT_UNITS * unit * root * Math.sqrt(lambda / 2), (1 + lambda) * UNDERFLOW);
    }

    /** [((√(x/(1+r)) − root)₊)² − least, (√(x(1+r)) + root)² + least], widened by its own rounding. */
    static ChargeInterval around(double x, double relative, double root, double least) {
        double below = Math.max(0, Math.sqrt(x / (1 + relative)) * (1 - 4 * U) - root);
        double above = Math.sqrt(x * (1 + relative)) * (1 + 4 * U) + root;
        return new ChargeInterval(
                Math.max(0, below * below * (1 - 4 * U) - least), x, above * above * (1 + 4 * U) + least);
    }
}
