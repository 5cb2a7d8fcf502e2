package dev.candor.policy;

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
 */
public final class ChargeBounds {
    private static final double U = 0x1p-53;
    /** 1/√2 + √2.4 in units of √½, rounded up. */
    private static final double ROOT_UNITS = 4;
    /** More than what underflow can hide. */
    private static final double UNDERFLOW = 0x1p-900;

    private final double lambda;
    private final double[] range;
    private final double policyError;
    private final int mostCandidates;

    /** Of the run whose prompts add up to {@code optimum}. */
    public ChargeBounds(double lambda, OptimumSums optimum) {
        this.lambda = lambda;
        this.range = optimum.range();
        this.policyError = optimum.policyError();
        this.mostCandidates = optimum.mostCandidates();
    }

    /** The interval of the charge that {@link LogLinearCharges} has computed for this agent. */
    public ChargeInterval of(AgentBatch batch, int agent, double charge) {
        double size = batch.sizes(agent, lambda, range);
        if (size == 0) {
            return new ChargeInterval(charge, charge, charge);
        }
        double shift = (range.length + 12) * U * size;
        double relative = (mostCandidates + 20) * U + policyError + shift;
        double root = ROOT_UNITS * shift * Math.sqrt(lambda / 2);
        return around(charge, relative, root, (1 + lambda) * UNDERFLOW);
    }

    /** [((√(x/(1+r)) − root)₊)² − least, (√(x(1+r)) + root)² + least], widened by its own rounding. */
    static ChargeInterval around(double x, double relative, double root, double least) {
        double below = Math.max(0, Math.sqrt(x / (1 + relative)) * (1 - 4 * U) - root);
        double above = Math.sqrt(x * (1 + relative)) * (1 + 4 * U) + root;
        return new ChargeInterval(
                Math.max(0, below * below * (1 - 4 * U) - least), x, above * above * (1 + 4 * U) + least);
    }
}
