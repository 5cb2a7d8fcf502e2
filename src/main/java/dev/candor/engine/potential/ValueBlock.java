package dev.candor.engine.potential;

import dev.candor.engine.candidates.Layout;
import dev.candor.engine.pack.PackedBlock;
import dev.candor.engine.runtime.IdArray;
import dev.candor.numeric.ExactSums;
import dev.candor.numeric.Stable;
import dev.candor.policy.mixture.MixtureValues;
import java.io.Serializable;
import java.util.Arrays;

/**
 * What is kept of the payers of one block under a mixture: v_i(π_k) for each of K experts and the reference model, by payer.
 * A policy's value is linear in its mixture weights, so nothing else of a payer's reports matters.
 *
 * <p>On a prompt a payer's rewards are taken as a reward that it gives all candidates and what they differ by. The first is
 * worth the same under every policy and is kept apart: values of policies are good to what rewards differ by, however
 * large they are. A payer whose rewards are alike on every prompt has values of exactly 0.
 */
final class ValueBlock implements Serializable {
    private static final long serialVersionUID = 2L;

    final IdArray ids;
    final double[] weight;
    /** As in {@link PackedBlock#size}. */
    final double[] size;

    final double[] boost;
    /** Policies: the experts and the reference model, the last. */
    final int policies;
    /** n × policies by payers, per unit of size: beyond {@link #common}. */
    final double[] value;
    /** What {@link #value} leaves. */
    final double[] rest;
    /** Σ |term| of those, of the policy where it is largest, length n. */
    final double[] magnitude;
    /** Σ_c q_c·(what the payer gives every candidate of c), length n. */
    final double[] common;

    private ValueBlock(PackedBlock block, int policies) {
        this.ids = block.ids;
        this.weight = block.weight;
        this.size = block.size;
        this.boost = block.boost;
        this.policies = policies;
        this.value = new double[block.payers() * policies];
        this.rest = new double[block.payers() * policies];
        this.magnitude = new double[block.payers()];
        this.common = new double[block.payers()];
    }

    /** Evaluates all policies. */
    static ValueBlock of(PackedBlock block, ExpertMasses masses, Layout layout) {
        ValueBlock values = new ValueBlock(block, masses.experts + 1);
        Evaluation evaluation = new Evaluation(masses, layout, block);
        for (int i = 0; i < block.payers(); i++) {
            evaluation.evaluate(i, values);
        }
        return values;
    }

    int payers() {
        return boost.length;
    }

    /** d = κw·v of the experts, payers [from, to). */
    MixtureValues experts(int from, int to) {
        int experts = policies - 1;
        double[] d = new double[(to - from) * experts];
        double[] left = new double[d.length];
        double[] sizes = new double[to - from];
        for (int i = from; i < to; i++) {
            double scale = size[i] * boost[i];
            double scaleRest = Math.fma(size[i], boost[i], -scale);
            sizes[i - from] = scale * magnitude[i];
            for (int k = 0; k < experts; k++) {
                int at = (i - from) * experts + k;
                double v = value[i * policies + k];
                d[at] = scale * v;
                left[at] = Math.fma(scale, v, -d[at]) + (scale * rest[i * policies + k] + scaleRest * v);
            }
        }
        return new MixtureValues(experts, d, left, sizes);
    }

    /** Whether payer i gives all candidates of a prompt the same, on every prompt. */
    boolean isIndifferent(int i) {
        return magnitude[i] == 0;
    }

    /** Whether payer i has a reward other than 0 on a prompt of positive weight. */
    boolean isReporting(int i) {
        return magnitude[i] != 0 || common[i] != 0;
    }

    /** Sums that {@link #addTo} adds to: d of each policy, of what is common, and of magnitudes. */
    static int sums(int policies) {
        return policies + 2;
    }

    /** Adds every payer's d, exactly. */
    ExactSums addTo(ExactSums sums) {
        for (int i = 0; i < payers(); i++) {
            double scale = size[i] * boost[i];
            double scaleRest = Math.fma(size[i], boost[i], -scale);
            for (int k = 0; k < policies; k++) {
                add(sums, k, scale, scaleRest, value[i * policies + k]);
                add(sums, k, scale, scaleRest, rest[i * policies + k]);
            }
            add(sums, policies, scale, scaleRest, common[i]);
            sums.add(policies + 1, scale * magnitude[i]);
        }
        return sums;
    }

    private static void add(ExactSums sums, int k, double scale, double scaleRest, double x) {
        sums.addProduct(k, scale, x);
        sums.addProduct(k, scaleRest, x);
    }

    /** One walk over a block's payers: sums of products as if in twice the digits (Ogita, Rump and Oishi's Dot2). */
    private static final class Evaluation {
        private final ExpertMasses masses;
        private final Layout layout;
        private final PackedBlock block;
        private final int policies;
        /** Of a prompt, by policy. */
        private final double[] high;

        private final double[] low;
        private final double[] sizes;
        /** Of all prompts. */
        private final double[] total;

        private final double[] totalLow;
        private final double[] totalSizes;

        Evaluation(ExpertMasses masses, Layout layout, PackedBlock block) {
            this.masses = masses;
            this.layout = layout;
            this.block = block;
            this.policies = masses.experts + 1;
            this.high = new double[policies];
            this.low = new double[policies];
            this.sizes = new double[policies];
            this.total = new double[policies];
            this.totalLow = new double[policies];
            this.totalSizes = new double[policies];
        }

        void evaluate(int i, ValueBlock into) {
            Arrays.fill(total, 0);
            Arrays.fill(totalLow, 0);
            Arrays.fill(totalSizes, 0);
            double common = 0;
            int end = block.firstEntry[i + 1];
            int from = block.firstEntry[i];
            while (from < end) {
                int prompt = layout.promptOf()[block.slot[from]];
                int limit = layout.start(prompt + 1);
                int to = from + 1;
                while (to < end && block.slot[to] < limit) {
                    to++;
                }
                double shared = to - from == limit - layout.start(prompt) ? block.reward[from] : 0;
                double q = masses.weight[block.slot[from]];
                common += q * shared;
                addPrompt(from, to, shared, shared == 0 ? 0 : block.rest(from), q);
                from = to;
            }
            into.common[i] = common;
            for (int k = 0; k < policies; k++) {
                double value = total[k] + totalLow[k];
                into.value[i * policies + k] = value;
                into.rest[i * policies + k] = (total[k] - value) + totalLow[k];
                into.magnitude[i] = Math.max(into.magnitude[i], totalSizes[k]);
            }
        }

        private void addPrompt(int from, int to, double shared, double sharedRest, double q) {
            Arrays.fill(high, 0);
            Arrays.fill(low, 0);
            Arrays.fill(sizes, 0);
            boolean alike = true;
            for (int e = from; e < to; e++) {
                double reward = block.reward[e];
                double beyond = reward - shared;
                double left = Stable.sumRest(reward, -shared, beyond) + (block.rest(e) - sharedRest);
                if (beyond != 0 || left != 0) {
                    addCandidate(block.slot[e], beyond, left);
                    alike = false;
                }
            }
            if (!alike) {
                for (int k = 0; k < policies; k++) {
                    double product = q * high[k];
                    double sum = total[k] + product;
                    totalLow[k] +=
                            Stable.sumRest(total[k], product, sum) + (Math.fma(q, high[k], -product) + q * low[k]);
                    total[k] = sum;
                    totalSizes[k] += q * sizes[k];
                }
            }
        }

        /** Of a reward of beyond + left. */
        private void addCandidate(int slot, double beyond, double left) {
            int row = slot * masses.experts;
            for (int k = 0; k < policies; k++) {
                double prob = k < masses.experts ? masses.prob[row + k] : masses.ref[slot];
                double product = beyond * prob;
                double sum = high[k] + product;
                low[k] += Stable.sumRest(high[k], product, sum) + (Math.fma(beyond, prob, -product) + left * prob);
                high[k] = sum;
                sizes[k] += Math.abs(product) + Math.abs(left * prob);
            }
        }
    }
}
