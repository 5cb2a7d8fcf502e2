package dev.candor.policy.search;

import dev.candor.divergence.LogRatioDivergence;
import dev.candor.numeric.Stable;
import java.util.Arrays;

/**
 * n agents side by side at θ* + δ_i each: by how much F_{−i}(θ) = ASW(θ) − ½ridge‖θ‖² − b_i·Φ(θ), Φ = Σ q E_π[φ], is higher
 * there than at θ*, and its gradient. Every sum is over terms of the size of δ, so the digits of small agents survive.
 *
 * <p>On a prompt, with ψ̃, φ̃ and the pull h̃ centred under π*: v = δ·ψ̃, y = v − log E*[eᵛ], π = π*·e^y, e = e^y − 1,
 *
 * <pre>
 *   F(θ) − F(θ*)    = δ·∇F(θ*) + Σ q [Σ π*·h̃·ψ(y) − λB_D(π‖π*)]            ψ(y) = e^y − 1 − y
 *   b·(Φ(θ) − Φ(θ*)) = Σ q Σ π*·(b·φ̃)·(v + ψ(y))                          as E*[φ̃] = 0
 *   ∇F_{−i}(θ) − ∇F(θ*) = Σ q Σ [π*(e·h̃ + e^y·k) − π·m]·ψ̃,  k = −b·φ̃ − λ(g′(π) − g′(π*)),  m = Σ π*(e·h̃ + e^y·k)
 * </pre>
 *
 * <p>∇F(θ*), which only rounding keeps from 0, is left out of both. Inner loops run over agents: no sum crosses them.
 */
final class SearchedTile {
    private final int agents;
    private final int features;
    private final LogRatioDivergence divergence;
    private final double lambda;
    private final double ridge;
    /** b_ij, [d′][n]. */
    private final double[][] b;
    /** δ_ij, [d][n]. */
    private final double[][] delta;
    /** ∇F_{−i} − ∇F(θ*), [d][n]. */
    final double[][] gradient;

    /** F_{−i}(θ) − F_{−i}(θ*) − δ·∇F(θ*), length n, in two parts. */
    private final double[] rise;

    private final double[] riseLow;

    /** By candidate of a prompt, [K][n]. */
    private final double[][] v;

    private final double[][] r;
    private final double[] shift;
    private final double[] mean;
    private final double[] term;

    SearchedTile(
            LogRatioDivergence divergence, double lambda, double ridge, double[][] b, double[][] delta, int widest) {
        this.divergence = divergence;
        this.lambda = lambda;
        this.ridge = ridge;
        this.b = b;
        this.delta = delta;
        this.features = delta.length;
        this.agents = delta[0].length;
        this.gradient = new double[features][agents];
        this.rise = new double[agents];
        this.riseLow = new double[agents];
        this.v = new double[widest][agents];
        this.r = new double[widest][agents];
        this.shift = new double[agents];
        this.mean = new double[agents];
        this.term = new double[agents];
    }

    /** Evaluates on all prompts; once. */
    void evaluate(SearchedPolicy[] blocks) {
        for (SearchedPolicy block : blocks) {
            for (int c = 0; c < block.prompts(); c++) {
                evaluate(block, c);
            }
        }
        for (int j = 0; j < features; j++) {
            for (int i = 0; i < agents; i++) {
                double cost = ridge * delta[j][i];
                gradient[j][i] -= cost;
                add(i, -cost * delta[j][i] / 2);
            }
        }
    }

    /** F_{−i}(θ) − F_{−i}(θ*), but for the slopes left at θ*. */
    double rise(int agent) {
        return rise[agent] + riseLow[agent];
    }

    private void evaluate(SearchedPolicy block, int c) {
        int from = block.start[c];
        int candidates = block.start[c + 1] - from;
        Arrays.fill(shift, 0);
        for (int x = 0; x < candidates; x++) {
            product(block.policyFeature, (from + x) * features, delta, v[x]);
            product(block.rewardFeature, (from + x) * b.length, b, r[x]);
            double prob = block.prob[from + x];
            for (int i = 0; i < agents; i++) {
                shift[i] += prob > 0 ? prob * Stable.psi(v[x][i]) : 0;
            }
        }
        for (int i = 0; i < agents; i++) {
            shift[i] = Stable.log1pOfExcess(shift[i]);
        }
        Arrays.fill(mean, 0);
        Arrays.fill(term, 0);
        double weight = block.promptWeight[c];
        for (int x = 0; x < candidates; x++) {
            if (block.prob[from + x] > 0) {
                move(block, from + x, v[x], r[x]);
            }
        }
        for (int i = 0; i < agents; i++) {
            add(i, weight * term[i]);
        }
        for (int x = 0; x < candidates; x++) {
            if (block.prob[from + x] > 0) {
                double[] ofMean = v[x];
                double[] pulled = r[x];
                for (int i = 0; i < agents; i++) {
                    pulled[i] = weight * (pulled[i] - ofMean[i] * mean[i]);
                }
                scatter(block.policyFeature, (from + x) * features, pulled);
            }
        }
    }

    /** The candidate's terms; leaves π in {@code at} and π*(e·h̃ + e^y·k) in {@code reward}. */
    private void move(SearchedPolicy block, int x, double[] at, double[] reward) {
        double prob = block.prob[x];
        double ref = block.ref[x];
        double pull = block.pull[x];
        for (int i = 0; i < agents; i++) {
            double y = at[i] - shift[i];
            double psi = Stable.psi(y);
            double moved = Stable.expm1(y);
            double own = prob * (pull * psi) - lambda * divergence.bregman(prob, ref, y);
            double change = -reward[i] - lambda * divergence.rise(prob, ref, y);
            term[i] += own - prob * reward[i] * (at[i] + psi);
            double pulled = prob * (moved * pull + (1 + moved) * change);
            mean[i] += pulled;
            reward[i] = pulled;
            at[i] = prob * (1 + moved);
        }
    }

    private void product(double[] feature, int row, double[][] by, double[] result) {
        Arrays.fill(result, 0);
        for (int j = 0; j < by.length; j++) {
            double[] lane = by[j];
            double value = feature[row + j];
            for (int i = 0; i < agents; i++) {
                result[i] += value * lane[i];
            }
        }
    }

    private void scatter(double[] feature, int row, double[] scale) {
        for (int j = 0; j < features; j++) {
            double[] lane = gradient[j];
            double value = feature[row + j];
            for (int i = 0; i < agents; i++) {
                lane[i] += value * scale[i];
            }
        }
    }

    /** Twice the digits (Knuth's two-sum). */
    private void add(int i, double x) {
        double sum = rise[i] + x;
        double part = sum - rise[i];
        riseLow[i] += (rise[i] - (sum - part)) + (x - part);
        rise[i] = sum;
    }
}
