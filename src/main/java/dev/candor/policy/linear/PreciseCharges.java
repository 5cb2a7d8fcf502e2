package dev.candor.policy.linear;

import dev.candor.numeric.Compensated;
import dev.candor.numeric.ExactSums;
import dev.candor.numeric.Stable;
import dev.candor.policy.ChargeInterval;

/**
 * κ_i p_i of one agent whose charge {@link LogLinearCharges} does not know closely: one that moves the policy far, or whose
 * coefficients nearly cancel. The same formula, with products in twice the precision, relative to the likeliest candidate m:
 *
 * <pre>
 *   a_x = −b·(φ_x − φ_m),  u_x = a_x − E_π*[a],  h_x = (θ − b)·(φ_x − φ_m)            b = κwβ/λ, θ − b of exact sums
 *   F = log1p(E_π*[ψ(u)]),  π*·eᵘ = exp(log π*_m + (log π0_x − log π0_m) + h_x − E_π*[a])   where u is large
 * </pre>
 *
 * <p>π*·eᵘ is what the candidate would have without the agent, so its exponent is of ordinary size though u and log π* are
 * not. u_x is off by a few u of |u_x| and of |E_π*[a]|; the first is a relative error of ψ, the second one of the root of F
 * ({@link ChargeBounds}).
 */
public final class PreciseCharges {
    private static final double U = 0x1p-53;
    /** Beyond this, π*·eᵘ is formed of its exponent. */
    private static final double LARGE = 30;
    /** Masses below exp of this are lost in underflow. */
    private static final double GONE = -745;

    private static final double UNDERFLOW = 0x1p-900;
    /** Of |u|: what it may miss up to this is a relative error of ψ. */
    private static final double CLOSE = 1e-6;

    private final double lambda;
    private final FeatureBlock[] blocks;
    private final SolvedFeatures[] solved;
    private final ExactSums aggregate;
    private final int features;

    public PreciseCharges(double lambda, FeatureBlock[] blocks, SolvedFeatures[] solved, ExactSums aggregate) {
        this.lambda = lambda;
        this.blocks = blocks;
        this.solved = solved;
        this.aggregate = aggregate;
        this.features = aggregate.count();
    }

    /** The charge and what it is known to. */
    public ChargeInterval of(AgentBatch batch, int agent) {
        ExactSums own = new ExactSums(features);
        batch.add(agent, 1, own);
        ExactSums rest = PreciseVector.copy(aggregate);
        batch.add(agent, -1, rest);
        Prompt prompt = new Prompt(PreciseVector.quotient(own, lambda), PreciseVector.quotient(rest, lambda));
        ExactSums charge = new ExactSums(1);
        double lower = 0;
        double upper = 0;
        int prompts = 0;
        for (int b = 0; b < blocks.length; b++) {
            for (int c = 0; c < blocks[b].prompts(); c++) {
                double weight = blocks[b].promptWeight(c) * lambda;
                if (solved[b].radius[c] > 0 && weight > 0) {
                    prompt.charge(blocks[b], solved[b], c);
                    charge.add(0, weight * prompt.gap);
                    lower += weight * prompt.lower;
                    upper += weight * prompt.upper;
                    prompts++;
                }
            }
        }
        double rounded = charge.value(0);
        double slack = (prompts + 4) * U;
        return new ChargeInterval(
                Math.min(rounded, lower * (1 - slack)), rounded, Math.max(rounded, upper * (1 + slack)));
    }

    /** One agent on one prompt after the other. */
    private final class Prompt {
        private final PreciseVector own;
        private final PreciseVector without;
        private final Compensated product = new Compensated();
        /** F, and bounds of it. */
        double gap;

        double lower;
        double upper;

        Prompt(PreciseVector own, PreciseVector without) {
            this.own = own;
            this.without = without;
        }

        void charge(FeatureBlock block, SolvedFeatures policy, int c) {
            double[] feature = block.features(c);
            int from = block.start(c);
            int candidates = block.start(c + 1) - from;
            int mode = policy.mode[c];
            double[] a = new double[candidates];
            Compensated mean = new Compensated();
            double size = 0;
            double[] missed = new double[candidates];
            double farthest = 0;
            double lostOfMean = 0;
            for (int x = 0; x < candidates; x++) {
                own.times(feature, x * features, mode * features, product);
                a[x] = -product.value();
                mean.add(policy.prob[from + x], a[x]);
                size += policy.prob[from + x] * Math.abs(a[x]);
                missed[x] = own.missed() * own.size(feature, x * features, mode * features);
                farthest = Math.max(farthest, Math.abs(a[x]) + missed[x]);
                lostOfMean += policy.prob[from + x] * missed[x];
            }
            double shift = mean.value();
            double off = 4 * U * Math.abs(shift);
            double missing = 0;
            double offset = policy.logProb[from + mode] - block.logRef(from + mode);
            double excess = 0;
            double exponents = 0;
            double[] exponent = new double[candidates];
            for (int x = 0; x < candidates; x++) {
                double u = a[x] - shift;
                double prob = policy.prob[from + x];
                if (u <= LARGE && missed[x] > 0) {
                    if (missed[x] <= CLOSE * Math.abs(u)) {
                        missing = Math.max(missing, (2 + LARGE) * missed[x] / Math.abs(u));
                    } else {
                        off = Math.max(off, 2 * missed[x]);
                    }
                }
                without.times(feature, x * features, mode * features, product);
                double away = product.value();
                exponent[x] = (block.logRef(from + x) + offset) + (away - shift);
                if (u <= LARGE) {
                    excess += prob > 0 ? prob * Stable.psi(u) : 0;
                } else {
                    excess += StrictMath.exp(exponent[x]) - prob * (1 + u);
                    if (exponent[x] > GONE) {
                        double parts = Math.abs(block.logRef(from + x)) + Math.abs(offset) + Math.abs(away);
                        double lost = without.missed() * without.size(feature, x * features, mode * features);
                        exponents = Math.max(exponents, 4 * U * (parts + Math.abs(shift) + 1) + lost);
                    }
                }
            }
            gap = excess < Double.MAX_VALUE
                    ? Stable.log1pOfExcess(Math.max(0, excess))
                    : Stable.logSumExp(exponent, 0, candidates);
            double relative = (candidates + 200) * U + policy.error[c] + missing;
            if (policy.error[c] <= ChargeBounds.UNKNOWN) {
                bound(relative, exponents, off, 4 * U * size + lostOfMean);
            } else {
                // 0 ≤ F ≤ max u.
                lower = 0;
                upper = Math.max(gap, 2 * farthest * (1 + 1e-10));
            }
        }

        /**
         * Bounds of F, masses known to {@code relative}, exponents of large terms to {@code exponents}, u off by {@code off}
         * and its mean by c ≤ {@code off} + {@code centre}. Of a small F: relative errors, and those of its root; log(E[eᵘ] − c)
         * moves by |c|F + 2.4c² while c ≤ ¼. Of a large one: |∂F/∂u|₁ ≤ 2, log(E[eᵘ] − c) moves by at most 2|c|, and E[eᵘ] = e^F
         * off by a factor e^δ moves F by δ at most.
         */
        private void bound(double relative, double exponents, double off, double centre) {
            double mean = off + centre;
            boolean small = gap <= 0.5 && mean <= 0.25 && exponents <= 1e-3;
            double absolute = small ? 0 : 2 * off + 2 * mean + exponents;
            ChargeInterval interval = ChargeBounds.around(
                    gap, relative + (small ? mean + 2 * exponents : 0), small ? off + 1.6 * mean : 0, UNDERFLOW);
            lower = Math.max(0, interval.lower() - absolute);
            upper = interval.upper() + absolute;
        }
    }
}
