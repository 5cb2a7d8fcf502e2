package dev.candor.policy.linear;

import dev.candor.numeric.ExactSums;
import dev.candor.numeric.Stable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * κ_i p_i of a batch of agents with linear rewards under λ·KL: Σ_c q_c λ·log1p(E_π*[ψ(u_i)]) with
 * u_i = −Y_i/λ = −κ_i w_i β_i·(φ − E_π*[φ])/λ and ψ(u) = eᵘ − 1 − u. Bregman form of eq. (1), Sun et al. 2025 (design §2).
 *
 * <p>A tile of agents meets the prompts of a block one after the other, so the tile's d rows stay in cache. How ψ is
 * computed depends on the bound ‖κwβ/λ‖·max‖φ − E[φ]‖ of agent and prompt; terms are added over candidates in their
 * order; prompts are added exactly. So an agent's charge has the same bits in whatever batch, tile or block it is computed.
 */
public final class LogLinearCharges {
    /** Doubles of a tile: d rows of it, 256 KiB, stay in a second-level cache. */
    private static final int TILE_CELLS = 32768;

    private static final int SMALLEST_TILE = 64;
    private static final int LARGEST_TILE = 512;
    /** Beyond this, π*·ψ(u) is formed in logarithms: π* may have underflowed where ψ is large. */
    private static final double LARGE = 30;

    private final double lambda;
    private final int agents;
    private final int features;
    private final List<AgentTile> tiles = new ArrayList<>();

    /** Lays the batch out in tiles; λ > 0. */
    public LogLinearCharges(double lambda, AgentBatch batch) {
        this.lambda = lambda;
        this.agents = batch.agents();
        this.features = batch.features();
        double[] reach = IntStream.range(0, agents)
                .mapToDouble(i -> batch.reach(i, lambda))
                .toArray();
        Integer[] order = IntStream.range(0, agents).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> reach[i]));
        int size = Math.max(SMALLEST_TILE, Math.min(LARGEST_TILE, TILE_CELLS / features / 8 * 8));
        for (int from = 0; from < agents; from += size) {
            tiles.add(new AgentTile(batch, lambda, order, reach, from, Math.min(agents, from + size)));
        }
    }

    /** Adds each agent's κp on the prompts of the block to its sum; there are n sums. */
    public void add(SolvedFeatures block, ExactSums charges) {
        if (block.features != features || charges.count() != agents) {
            throw new IllegalArgumentException("cannot charge " + agents + " agents with " + features
                    + " features: the block has " + block.features + ", and there are " + charges.count() + " sums");
        }
        for (AgentTile tile : tiles) {
            double[] u = new double[tile.size()];
            double[] next = new double[tile.size()];
            double[] excess = new double[tile.size()];
            for (int c = 0; c < block.prompts(); c++) {
                if (block.radius[c] > 0 && block.promptWeight[c] > 0) {
                    charge(tile, block, c, u, next, excess, charges);
                }
            }
        }
    }

    private void charge(
            AgentTile tile,
            SolvedFeatures block,
            int prompt,
            double[] u,
            double[] next,
            double[] excess,
            ExactSums charges) {
        int shorter = tile.within(AgentTile.SHORT, block.radius[prompt]);
        int longer = tile.within(AgentTile.LONG, block.radius[prompt]);
        Arrays.fill(excess, 0);
        int end = block.start[prompt + 1];
        int x = block.start[prompt];
        for (; x + 1 < end; x += 2) {
            int row = x * block.stride;
            tile.product(block.centred, row, row + block.stride, u, next);
            add(block, x, u, excess, shorter, longer);
            add(block, x + 1, next, excess, shorter, longer);
        }
        if (x < end) {
            tile.product(block.centred, x * block.stride, u);
            add(block, x, u, excess, shorter, longer);
        }
        double weight = block.promptWeight[prompt] * lambda;
        for (int i = 0; i < excess.length; i++) {
            double gap =
                    excess[i] < Double.MAX_VALUE ? Stable.log1pOfExcess(excess[i]) : logMoment(tile, i, block, prompt);
            charges.add(tile.agent[i], weight * gap);
        }
    }

    /** Adds π*_x·ψ(u) to every agent's excess: by the short series, the long one, or one by one. */
    private static void add(SolvedFeatures block, int x, double[] u, double[] excess, int shorter, int longer) {
        double prob = block.prob[x];
        AgentTile.addShort(prob, u, excess, 0, shorter);
        AgentTile.addLong(prob, u, excess, shorter, longer);
        for (int i = longer; i < excess.length; i++) {
            excess[i] += u[i] <= LARGE
                    ? prob * Stable.psi(u[i])
                    : StrictMath.exp(block.logProb[x] + u[i]) - prob * (1 + u[i]);
        }
    }

    /** log E_π*[exp u] where the expectation overflows. */
    private static double logMoment(AgentTile tile, int i, SolvedFeatures block, int prompt) {
        int from = block.start[prompt];
        double[] exponent = new double[block.start[prompt + 1] - from];
        for (int x = 0; x < exponent.length; x++) {
            exponent[x] = block.logProb[from + x] + tile.productOf(i, block.centred, (from + x) * block.stride);
        }
        return Stable.logSumExp(exponent, 0, exponent.length);
    }
}
