package dev.candor.policy.mixture;

import dev.candor.divergence.Lanes;
import dev.candor.divergence.MixtureDivergence;
import java.util.Arrays;

/**
 * One walk over the candidates for many agents: what C does between θ* and θ* + h_i, in forms that do not cancel.
 *
 * <p>Agents lie side by side in lanes; for every candidate δ = Σ_k π_k h_k and the gradient's Σ π_k·slope are loops over
 * lanes, each lane's sums in the order of the candidates. So an agent's bits do not depend on its neighbours.
 */
final class MovePass {
    /** Agents in a tile: 16 experts' moves and gradients stay in the first cache. */
    private static final int TILE = 64;

    /** Candidates whose slopes go into the gradient in one sweep. */
    private static final int TOGETHER = 4;

    private final ExpertBlock block;
    private final MixtureDivergence divergence;
    private final double[] base;
    private final double[] scale;
    private final int experts;

    /**
     * @param base π* of every candidate, length M
     * @param scale λq of every candidate, 0 for those to be left out
     */
    MovePass(ExpertBlock block, MixtureDivergence divergence, double[] base, double[] scale) {
        this.block = block;
        this.divergence = divergence;
        this.base = base;
        this.scale = scale;
        this.experts = block.experts();
    }

    /** What one pass found of the agents asked about, in their order. */
    static final class Found {
        /** B_C(θ*+h ‖ θ*). */
        final double[] bregman;
        /** ∇C(θ*+h) − ∇C(θ*), agents × K. */
        final double[] gradient;
        /** Smallest and largest (π_{θ*+h} − π*)/π*. */
        final double[] lowest;

        final double[] highest;
        /** ∇²C(θ*+h), or null where not asked for. */
        final double[][] hessian;

        Found(int agents, int experts) {
            bregman = new double[agents];
            gradient = new double[agents * experts];
            lowest = new double[agents];
            highest = new double[agents];
            hessian = new double[agents][];
        }
    }

    /**
     * Evaluates agent[j] at its row of {@code move}, for all j of {@code which}, into row j of {@code found}.
     *
     * @param move h of every agent, n × K
     */
    void evaluate(int[] agent, int[] which, double[] move, Lanes.Series series, boolean[] withHessian, Found found) {
        for (int from = 0; from < which.length; from += TILE) {
            int[] tile = Arrays.copyOfRange(which, from, Math.min(from + TILE, which.length));
            evaluateTile(agent, tile, move, series, withHessian, found);
        }
    }

    private void evaluateTile(
            int[] agent, int[] tile, double[] move, Lanes.Series series, boolean[] withHessian, Found found) {
        int width = (tile.length + 7) / 8 * 8;
        Lanes lanes = new Lanes(width, series);
        double[] moves = new double[experts * width];
        double[] gradient = new double[experts * width];
        int[] ownLanes = Arrays.stream(tile).filter(j -> withHessian[j]).toArray();
        for (int j : ownLanes) {
            found.hessian[j] = new double[experts * experts];
        }
        for (int a = 0; a < tile.length; a++) {
            for (int k = 0; k < experts; k++) {
                moves[k * width + a] = move[agent[tile[a]] * experts + k];
            }
        }
        double[] slopes = new double[TOGETHER * width];
        int[] rows = new int[TOGETHER];
        int waiting = 0;
        for (int x = 0; x < base.length; x++) {
            if (scale[x] > 0) {
                mix(block.prob, x * experts, experts, moves, lanes.delta);
                divergence.move(base[x], block.ref[x], scale[x], lanes);
                System.arraycopy(lanes.slope, 0, slopes, waiting * width, width);
                rows[waiting++] = x * experts;
                if (waiting == TOGETHER) {
                    spreadFour(block.prob, rows, experts, slopes, gradient);
                    waiting = 0;
                }
                if (ownLanes.length > 0) {
                    addHessians(x, tile, lanes, found);
                }
            }
        }
        for (int i = 0; i < waiting; i++) {
            spread(block.prob, rows[i], experts, slopes, i * width, gradient, width);
        }
        for (int a = 0; a < tile.length; a++) {
            int j = tile[a];
            found.bregman[j] = lanes.bregman[a];
            found.lowest[j] = lanes.lowest[a];
            found.highest[j] = lanes.highest[a];
            for (int k = 0; k < experts; k++) {
                found.gradient[j * experts + k] = gradient[k * width + a];
            }
        }
        mirror(ownLanes, found);
    }

    /** delta = Σ_k p[row + k]·moves[k]. */
    private static void mix(double[] p, int row, int experts, double[] moves, double[] delta) {
        Arrays.fill(delta, 0);
        int width = delta.length;
        int k = 0;
        for (; k + 4 <= experts; k += 4) {
            mixFour(p[row + k], p[row + k + 1], p[row + k + 2], p[row + k + 3], moves, k * width, delta);
        }
        for (; k < experts; k++) {
            double q = p[row + k];
            int from = k * width;
            for (int a = 0; a < width; a++) {
                delta[a] += q * moves[from + a];
            }
        }
    }

    private static void mixFour(double p0, double p1, double p2, double p3, double[] moves, int from, double[] delta) {
        int width = delta.length;
        int second = from + width;
        int third = second + width;
        int fourth = third + width;
        for (int a = 0; a < width; a++) {
            delta[a] +=
                    (p0 * moves[from + a] + p1 * moves[second + a]) + (p2 * moves[third + a] + p3 * moves[fourth + a]);
        }
    }

    /** gradient[k] += Σ p[row + k]·slope over four candidates. */
    private static void spreadFour(double[] p, int[] rows, int experts, double[] slopes, double[] gradient) {
        int width = slopes.length / TOGETHER;
        for (int k = 0; k < experts; k++) {
            spreadFour(
                    p[rows[0] + k], p[rows[1] + k], p[rows[2] + k], p[rows[3] + k], slopes, gradient, k * width, width);
        }
    }

    private static void spreadFour(
            double p0, double p1, double p2, double p3, double[] slopes, double[] gradient, int from, int width) {
        int third = 2 * width;
        int fourth = 3 * width;
        for (int a = 0; a < width; a++) {
            gradient[from + a] +=
                    (p0 * slopes[a] + p1 * slopes[width + a]) + (p2 * slopes[third + a] + p3 * slopes[fourth + a]);
        }
    }

    /** gradient[k] += p[row + k]·slope of one candidate. */
    private static void spread(
            double[] p, int row, int experts, double[] slopes, int first, double[] gradient, int width) {
        for (int k = 0; k < experts; k++) {
            double q = p[row + k];
            int from = k * width;
            for (int a = 0; a < width; a++) {
                gradient[from + a] += q * slopes[first + a];
            }
        }
    }

    private void addHessians(int x, int[] tile, Lanes lanes, Found found) {
        for (int a = 0; a < tile.length; a++) {
            double[] hessian = found.hessian[tile[a]];
            if (hessian != null) {
                double prob = Math.max(base[x] + lanes.delta[a], 0x1p-50 * base[x]);
                double factor = scale[x] * divergence.curvature(prob, block.ref[x]);
                for (int k = 0; k < experts; k++) {
                    double row = factor * block.prob[x * experts + k];
                    for (int l = k; l < experts; l++) {
                        hessian[k * experts + l] += row * block.prob[x * experts + l];
                    }
                }
            }
        }
    }

    private void mirror(int[] own, Found found) {
        for (int j : own) {
            double[] hessian = found.hessian[j];
            for (int k = 0; k < experts; k++) {
                for (int l = 0; l < k; l++) {
                    hessian[k * experts + l] = hessian[l * experts + k];
                }
            }
        }
    }
}
