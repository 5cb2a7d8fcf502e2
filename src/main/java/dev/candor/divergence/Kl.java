package dev.candor.divergence;

import dev.candor.numeric.Stable;
import java.util.Arrays;

/**
 * λ·KL(π‖π0) = λ Σ π log(π/π0): the optimum is the softmax π* ∝ π0·exp(S/λ). {@code dual} is log π*.
 *
 * <p>κp = λ·log1p(E_π*[ψ(−Y/λ)]), Y = d − E_π*[d]: Bregman form of eq. (1), Sun et al. 2025 (design §2), which is
 * λ·KL(π* ‖ π without the agent). One ψ a reward and one log1p an agent and prompt; no exp while |Y| ≤ λ.
 */
public record Kl(double lambda) implements Regulariser {
    /** Beyond this, π*·ψ(u) is formed in logarithms: π* may have underflowed where ψ is large. */
    private static final double LARGE = 30;

    /** Beyond this the rounding of u alone is 1e-11 of π*·ψ(u): decimal arithmetic takes over. */
    private static final double TOO_LARGE = 0x1p16;

    /** e to the power of less is no double. */
    private static final double NOTHING = -750;

    /** Below this a mass has lost digits to underflow. */
    private static final double UNDERFLOW = 1e-280;

    @Override
    public void solve(double[] logRef, double[][] gap, double[] prob, double[] dual) {
        int candidates = logRef.length;
        for (int x = 0; x < candidates; x++) {
            dual[x] = logRef[x] - gap[0][x] / lambda;
        }
        double normaliser = Stable.logSumExp(dual, 0, candidates);
        for (int x = 0; x < candidates; x++) {
            dual[x] -= normaliser;
            prob[x] = StrictMath.exp(dual[x]);
        }
    }

    @Override
    public double divergence(double[] ref, double[] prob) {
        double sum = 0;
        for (int x = 0; x < ref.length; x++) {
            sum += ref[x] * Stable.entropyExcess((prob[x] - ref[x]) / ref[x]);
        }
        return sum;
    }

    /** A π0 that has underflowed still has its logarithm. */
    @Override
    public double divergence(double[] logRef, double[] prob, double[] dual) {
        double sum = 0;
        for (int x = 0; x < logRef.length; x++) {
            double ref = StrictMath.exp(logRef[x]);
            sum += ref > UNDERFLOW
                    ? ref * Stable.entropyExcess((prob[x] - ref) / ref)
                    : prob[x] * (dual[x] - logRef[x]) - (prob[x] - ref);
        }
        return Math.max(0, sum);
    }

    /** π*. */
    @Override
    public void curvature(double[] ref, double[] prob, double[] dual, double[] curvature) {
        System.arraycopy(prob, 0, curvature, 0, prob.length);
    }

    @Override
    public double charge(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        return assess(policy, prompt, r, scale, workspace);
    }

    @Override
    public double assess(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        if (policy.isComplete(prompt, r)) {
            return complete(policy, prompt, r, scale, workspace);
        }
        workspace.value = policy.value(prompt, r);
        return partial(policy, prompt, r, scale, workspace);
    }

    /** κp of an agent that reports every candidate: entry i of the window is slot i + ahead of the block. */
    private double complete(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        double[] prob = policy.prob;
        double[] reward = r.reward;
        int ahead = policy.offset(prompt) - r.from;
        double centre = policy.centreOfComplete(prompt, r);
        double mean = 0;
        double value = 0;
        for (int i = r.from; i < r.to; i++) {
            double p = prob[i + ahead];
            value += p * reward[i];
            mean += p * (reward[i] - centre);
        }
        workspace.value = value;
        double factor = scale / lambda;
        double excess = 0;
        double largest = 0;
        for (int i = r.from; i < r.to; i++) {
            double u = (mean - (reward[i] - centre)) * factor;
            double p = prob[i + ahead];
            largest = Math.max(largest, counts(policy.dual[i + ahead], u));
            excess += u <= LARGE ? p * Stable.psi(u) : largeTerm(policy.dual[i + ahead], p, u);
        }
        if (!(largest <= TOO_LARGE)) {
            return decimal(policy, prompt, r, scale, workspace);
        }
        return excess < Double.MAX_VALUE
                ? lambda * Stable.log1pOfExcess(excess)
                : lambda * logMoment(policy, r, mean, centre, factor, Double.NEGATIVE_INFINITY);
    }

    private double decimal(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        return new DecimalKl(lambda, policy, prompt).charge(policy, prompt, r, scale, workspace);
    }

    /** κp of an agent that leaves candidates out: those have reward 0 and are one term, of the mass they have together. */
    double partial(PolicyBlock policy, int prompt, RewardSlice r, double scale, Workspace workspace) {
        double[] prob = policy.prob;
        double centre = policy.centre(prompt, r);
        double reported = 0;
        double mean = 0;
        for (int i = r.from; i < r.to; i++) {
            double p = prob[policy.index(r.slot[i])];
            reported += p;
            mean += p * (r.reward[i] - centre);
        }
        double rest = policy.restOfProb(prompt, r, reported);
        mean -= rest * centre;
        double factor = scale / lambda;
        double excess = 0;
        double uRest = (mean + centre) * factor;
        double largest = Math.max(uRest, 0);
        for (int i = r.from; i < r.to; i++) {
            int x = policy.index(r.slot[i]);
            double u = (mean - (r.reward[i] - centre)) * factor;
            largest = Math.max(largest, counts(policy.dual[x], u));
            excess += u <= LARGE ? prob[x] * Stable.psi(u) : largeTerm(policy.dual[x], prob[x], u);
        }
        if (!(largest <= TOO_LARGE)) {
            return decimal(policy, prompt, r, scale, workspace);
        }
        boolean deep = uRest > LARGE;
        double logRest = deep ? logRest(policy, prompt, r, rest) : 0;
        if (deep) {
            excess += largeTerm(logRest, rest, uRest);
        } else if (rest > 0) {
            excess += rest * Stable.psi(uRest);
        }
        return excess < Double.MAX_VALUE
                ? lambda * Stable.log1pOfExcess(excess)
                : lambda
                        * logMoment(policy, r, mean, centre, factor, deep ? logRest + uRest : Double.NEGATIVE_INFINITY);
    }

    /** u, or 0 where π*·ψ(u) is nothing whatever the rounding of u and of log π* does. */
    private static double counts(double logProb, double u) {
        return u > TOO_LARGE && logProb + u < NOTHING - u * 0x1p-48 ? 0 : u;
    }

    /** log π of every candidate of the prompt without the agent: π_{−i} ∝ π*·exp(−d/λ), length K. */
    public double[] logWithout(PolicyBlock policy, int prompt, RewardSlice r, double scale) {
        int first = policy.firstSlotOf(prompt);
        int offset = policy.offset(prompt);
        double[] log = Arrays.copyOfRange(policy.dual, offset, offset + policy.candidates(prompt));
        for (int i = r.from; i < r.to; i++) {
            log[r.slot[i] - first] -= r.reward[i] * scale / lambda;
        }
        double normaliser = Stable.logSumExp(log, 0, log.length);
        for (int x = 0; x < log.length; x++) {
            log[x] -= normaliser;
        }
        return log;
    }

    /** π·ψ(u) for u > 30, with log π at hand. */
    private static double largeTerm(double logProb, double prob, double u) {
        return StrictMath.exp(logProb + u) - prob * (1 + u);
    }

    /** log of the π*-mass outside the window; where that underflows, from the logarithms of its parts. */
    private static double logRest(PolicyBlock policy, int prompt, RewardSlice r, double rest) {
        if (rest > UNDERFLOW) {
            return StrictMath.log(rest);
        }
        int candidates = policy.candidates(prompt);
        double[] logs = Arrays.copyOfRange(policy.dual, policy.offset(prompt), policy.offset(prompt) + candidates);
        for (int i = r.from; i < r.to; i++) {
            logs[r.slot[i] - policy.firstSlotOf(prompt)] = Double.NEGATIVE_INFINITY;
        }
        return Stable.logSumExp(logs, 0, candidates);
    }

    /** log E_π*[exp(−Y/λ)] when the expectation overflows; {@code rest} is the logarithm of the unreported part. */
    private static double logMoment(
            PolicyBlock policy, RewardSlice r, double mean, double centre, double factor, double rest) {
        double[] exponent = new double[r.size() + 1];
        for (int i = r.from; i < r.to; i++) {
            double u = (mean - (r.reward[i] - centre)) * factor;
            exponent[i - r.from] = policy.dual[policy.index(r.slot[i])] + u;
        }
        exponent[r.size()] = rest;
        return Stable.logSumExp(exponent, 0, exponent.length);
    }
}
