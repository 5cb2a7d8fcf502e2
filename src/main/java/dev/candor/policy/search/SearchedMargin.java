package dev.candor.policy.search;

import dev.candor.divergence.Divergences;
import dev.candor.divergence.LogRatioDivergence;
import dev.candor.divergence.Regulariser;
import dev.candor.model.Divergence;
import dev.candor.numeric.Compensated;
import java.util.Arrays;

/**
 * How much better another policy is than π_θ* for all but one agent, F_{−i}(π) − F_{−i}(θ*), with all that rounding can
 * have done to it. At any θ that is a bound below the agent's charge; at the best policy of all, prompt by prompt, it is one
 * above, wherever the maximum over θ may be.
 *
 * <p>On a prompt, with s = (c − b)·φ̃, c = Σ_k b_k, φ̃ centred under π*, gaps s_best − s ≥ 0 and u = 2⁻⁵³:
 *
 * <pre>
 *   F_{−i}(π) − F_{−i}(θ*) = Σ (π* − π)·gap − λ(D(π) − D(π*))
 * </pre>
 *
 * <ul>
 *   <li>sums, products, D and the normalisation of π0 and π are good to (K + 24 + max|log π0|)·u of
 *       Σ (π* + π)·gap + 2λ(D(π) + D(π*) + 1);
 *   <li>s is good to ε = (d′ + 16)·u·Σ_j (|c_j| + |b_j|)·max|φ̃_j|, which moves the difference by 2ε;
 *   <li>π_x of a given θ is good to {@link PromptPoint#blur}, which moves F_{−i} by its sum with |h − E[h]|, h = s − λ·∂D/∂π. At a
 *       best policy of all nothing has a slope: its error enters squared.
 * </ul>
 */
final class SearchedMargin {
    private static final double U = 0x1p-53;
    /** Room for the rounding of the bound itself. */
    private static final double SLACK = 1 + 1e-6;

    private final SearchedInput input;
    private final SearchedPolicy[] at;
    private final LogRatioDivergence divergence;
    private final Regulariser regulariser;
    private final double ridge;
    private final double[] theta;
    private final double[] b;
    private final double[] others;
    private final double[] size;

    private final Compensated margin = new Compensated();
    /** By how much the agent is better off there. */
    private final Compensated own = new Compensated();

    private double error;

    /**
     * Of one agent.
     *
     * @param at all prompts at θ*
     * @param b its κwβ, length d′
     */
    SearchedMargin(
            SearchedInput input,
            SearchedPolicy[] at,
            Divergence divergence,
            double lambda,
            double ridge,
            double[] theta,
            double[] b) {
        this.input = input;
        this.at = at;
        this.divergence = LogRatioDivergence.of(divergence);
        this.regulariser = Divergences.of(divergence, lambda);
        this.ridge = ridge;
        this.theta = theta;
        this.b = b;
        this.others = new double[b.length];
        this.size = new double[b.length];
        for (int j = 0; j < b.length; j++) {
            others[j] = input.coefficient(j) - b[j];
            size[j] = (b.length + 16) * U * (Math.abs(input.coefficient(j)) + Math.abs(b[j]));
        }
    }

    /** Goes to the policy of another θ. */
    SearchedMargin to(double[] other) {
        clear(squares(theta) - squares(other), squares(theta) + squares(other));
        for (int block = 0; block < at.length; block++) {
            double[] s = rewards(at[block]);
            for (int c = 0; c < at[block].prompts(); c++) {
                PromptPoint point = new PromptPoint(divergence, regulariser.lambda(), other, input.policy(block), c, s);
                add(block, c, s, point.prob, dot(point.blur(input.policy(block), c), point.pull));
            }
        }
        return this;
    }

    /** Goes to the best policy of all; a ridge costs it nothing. */
    SearchedMargin toBest() {
        clear(squares(theta), squares(theta));
        for (int block = 0; block < at.length; block++) {
            double[] s = rewards(at[block]);
            for (int c = 0; c < at[block].prompts(); c++) {
                double[] gap = gaps(at[block], c, s);
                double[] prob = new double[gap.length];
                regulariser.solve(logRefs(block, c), gap, prob, new double[gap.length]);
                double mass = Arrays.stream(prob).sum();
                for (int x = 0; x < prob.length; x++) {
                    prob[x] /= mass;
                }
                add(block, c, s, prob, 0);
            }
        }
        return this;
    }

    /** F_{−i} there less F_{−i}(θ*), as computed. */
    double value() {
        return margin.value();
    }

    /** F there less F(θ*), the agent counted in, about; −∞ where nothing is known. */
    double ofAll() {
        return isKnown() ? value() + own.value() : Double.NEGATIVE_INFINITY;
    }

    /** Whether anything is known: not where policies underflow and a divergence becomes infinite. */
    boolean isKnown() {
        return Double.isFinite(value()) && Double.isFinite(off());
    }

    /** A bound below {@link #value}. */
    double least() {
        return isKnown() ? value() - off() : Double.NEGATIVE_INFINITY;
    }

    /** A bound above {@link #value}. */
    double most() {
        return isKnown() ? value() + off() : Double.POSITIVE_INFINITY;
    }

    private double off() {
        return error * SLACK + 4 * U * Math.abs(value());
    }

    private void clear(double cost, double sizes) {
        margin.clear().add(ridge / 2, cost);
        own.clear();
        error = ridge / 2 * sizes * (theta.length + 8) * U;
    }

    /** @param slopes what rounding of {@code prob} may have done */
    private void add(int block, int c, double[] s, double[] prob, double slopes) {
        SearchedPolicy here = at[block];
        int from = here.start[c];
        double[] ref = Arrays.copyOfRange(here.ref, from, from + prob.length);
        double[] gap = gaps(here, c, s);
        double blur = 0;
        for (int j = 0; j < b.length; j++) {
            blur += size[j] * here.range[c * b.length + j];
        }
        double worth = 0;
        double sizes = 0;
        double farthest = 0;
        double stay = 0;
        double gain = 0;
        for (int x = 0; x < prob.length; x++) {
            worth += (here.prob[from + x] - prob[x]) * gap[x];
            sizes += (here.prob[from + x] + prob[x]) * gap[x];
            farthest = Math.max(farthest, -input.policy(block).logRef(from + x));
            double reward = 0;
            for (int j = 0; j < b.length; j++) {
                reward += b[j] * here.rewardFeature[(from + x) * b.length + j];
            }
            gain += (prob[x] - here.prob[from + x]) * reward;
            stay += here.blur[from + x] * (Math.abs(here.pull[from + x] - reward) + blur);
        }
        double price = regulariser.lambda();
        double cost = regulariser.divergence(ref, prob);
        double weight = here.promptWeight[c];
        double units = (prob.length + 24 + farthest) * U;
        double known = units * (sizes + 2 * price * (cost + here.divergence[c] + 1)) + 2 * blur + slopes + stay;
        margin.add(weight, worth - price * (cost - here.divergence[c]));
        own.add(weight, gain);
        error += weight * known;
    }

    private static double dot(double[] blur, double[] pull) {
        double sum = 0;
        for (int x = 0; x < blur.length; x++) {
            sum += blur[x] * Math.abs(pull[x]);
        }
        return sum;
    }

    private double[] logRefs(int block, int c) {
        return input.policy(block).logRefs(c);
    }

    /** (c − b)·φ̃ of the block's candidates. */
    private double[] rewards(SearchedPolicy here) {
        double[] s = new double[here.prob.length];
        for (int x = 0; x < s.length; x++) {
            for (int j = 0; j < b.length; j++) {
                s[x] += others[j] * here.rewardFeature[x * b.length + j];
            }
        }
        return s;
    }

    private static double[] gaps(SearchedPolicy here, int c, double[] s) {
        double[] gap = Arrays.copyOfRange(s, here.start[c], here.start[c + 1]);
        double best = Arrays.stream(gap).max().orElseThrow();
        for (int x = 0; x < gap.length; x++) {
            gap[x] = best - gap[x];
        }
        return gap;
    }

    private static double squares(double[] theta) {
        double sum = 0;
        for (double t : theta) {
            sum += t * t;
        }
        return sum;
    }
}
