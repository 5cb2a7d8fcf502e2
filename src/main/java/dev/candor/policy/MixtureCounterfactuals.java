package dev.candor.policy;

import dev.candor.divergence.Lanes;
import dev.candor.divergence.MixtureDivergence;
import dev.candor.optim.SimplexQuadratic;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What each agent owes for the mixture: κ_i p_i = max F_{−i} − F_{−i}(θ*), F_{−i}(θ) = F(θ) − ⟨b_i,θ⟩.
 *
 * <p>All agents start at θ*, where one quadratic program of size K gives the first move h_i. A pass over the candidates
 * then evaluates all agents: L = ⟨s − b, h⟩ − B_C(θ*+h ‖ θ*), which is the payment from below, and the residual there,
 * whose quadratic program gives both the bound from above and the next move. {@code docs/mixture.md} has the proofs.
 */
public final class MixtureCounterfactuals implements Serializable {
    /** Interval width, relative to the payment, at which an agent is settled. */
    private static final double TIGHT = 5e-7;
    /** Of the welfare: payments below this are settled at any width. */
    private static final double NEGLIGIBLE = 1e-16;

    private static final int PASSES = 4;
    /** For agents whose move is too large for the common Hessian. */
    private static final int OWN_PASSES = 10;
    /** ‖h‖² in units of λ, the mean square of the relative move, from which an agent's own Hessian is worth its cost. */
    private static final double LARGE_MOVE = 4e-4;

    private static final double MOST_HESSIAN_ERROR = 1e-2;
    private static final double LARGE_RISE = 0.05;
    /** Of the terms of a welfare, each good to a few units in the last place and all added exactly. */
    private static final double WELFARE_ROUNDING = 1e-14;

    /** τ tried for the bound that needs no stretching. */
    private static final double[] RISES = {1.0 / 64, 1.0 / 8, 1};

    private static final double UNIT_ROUNDOFF = 0x1p-53;
    /** Values b were rounded on their way here: products, normalised weights and probabilities, one sum. */
    private static final double VALUE_ROUNDINGS = 16;

    private static final long serialVersionUID = 1L;

    private final ExpertBlock block;
    private final MixtureDivergence divergence;
    private final double lambda;
    private final double[] theta;
    private final int pivot;
    private final double[] hessian;
    private final double[] ratio;
    private final double welfare;
    private final double cost;
    private final double negligible;
    private final MixtureUncertainty uncertainty;
    private final double[] values;
    private final double[] base;
    private final double[] scale;

    /**
     * @param block all candidates
     * @param values A, length K
     * @param optimum the optimum for A over the same candidates
     */
    public MixtureCounterfactuals(
            ExpertBlock block, MixtureDivergence divergence, double lambda, double[] values, MixtureOptimum optimum) {
        this.block = block;
        this.divergence = divergence;
        this.lambda = lambda;
        this.values = values.clone();
        this.theta = optimum.theta();
        this.pivot = MixtureSolver.largest(theta);
        this.hessian = optimum.evaluation().hessian();
        this.ratio = IntStream.range(0, theta.length)
                .mapToDouble(optimum.evaluation()::ratio)
                .toArray();
        this.welfare = optimum.welfare();
        this.cost = optimum.evaluation().value();
        this.negligible = NEGLIGIBLE * Math.abs(optimum.welfare());
        this.uncertainty = new MixtureUncertainty(optimum, divergence, values);
        this.base = new double[block.candidates()];
        this.scale = new double[block.candidates()];
        for (int x = 0; x < base.length; x++) {
            base[x] = block.mixed(x, theta);
            boolean counts = block.isReached(x) && (base[x] >= Evaluation.LEAST_PROB || !divergence.isSteepAtZero());
            scale[x] = counts ? lambda * block.weight[x] : 0;
        }
    }

    /**
     * Charges n agents.
     *
     * @param b b_ik = κ_i w_i v_i(π_k), n × K
     */
    public MixtureCharges charge(double[] b) {
        if (b.length % theta.length != 0) {
            throw new IllegalArgumentException(
                    "cannot read " + b.length + " values as agents of " + theta.length + " experts");
        }
        return new Batch(b).charge();
    }

    private static double square(double x) {
        return x * x;
    }

    /** The state of one batch. */
    private final class Batch {
        private final int experts = theta.length;
        private final int agents;
        private final double[] b;
        private final double[] move;
        private final double[] bestMove;
        private final double[] best;
        private final boolean[] large;
        private final MixtureCharges charges;
        private final SimplexQuadratic common = new SimplexQuadratic(hessian, experts);
        private final double[] beta = new double[experts];
        private final double[] pull = new double[experts];
        private final double[] residual = new double[experts];
        private final double[] point = new double[experts];
        private final double[] h = new double[experts];

        Batch(double[] b) {
            this.b = b;
            this.agents = b.length / experts;
            this.move = new double[b.length];
            this.bestMove = new double[b.length];
            this.best = new double[agents];
            this.large = new boolean[agents];
            this.charges = new MixtureCharges(agents);
        }

        MixtureCharges charge() {
            int[] active = IntStream.range(0, agents).filter(this::begin).toArray();
            for (int pass = 0; pass < OWN_PASSES && active.length > 0; pass++) {
                int[] walking = pass != PASSES
                        ? active
                        : Arrays.stream(active)
                                .filter(agent -> !solveAnew(agent))
                                .toArray();
                if (walking.length == 0) {
                    break;
                }
                boolean[] own = new boolean[walking.length];
                Lanes.Series[] series = new Lanes.Series[walking.length];
                for (int j = 0; j < walking.length; j++) {
                    loadMove(walking[j]);
                    series[j] = Lanes.Series.within(mostRelativeMove());
                    own[j] = divergence.isSteepAtZero()
                            && series[j] == Lanes.Series.ANY
                            && (large[walking[j]] || common.curvature(h) > LARGE_MOVE * lambda);
                }
                MovePass.Found found = walk(walking, series, own);
                boolean last = pass + 1 >= PASSES;
                active = IntStream.range(0, walking.length)
                        .filter(j -> !refine(walking[j], j, found) && (!last || large[walking[j]]))
                        .map(j -> walking[j])
                        .toArray();
            }
            return charges;
        }

        /**
         * Newton's method from θ* has not arrived: the agent's own problem from the even mixture, as the main one. Its
         * payment is no small part of the welfare, so the difference of two welfares and the duality gap bound it too.
         *
         * @return whether they settle the agent
         */
        private boolean solveAnew(int agent) {
            load(agent);
            double[] without = new double[experts];
            double owned = 0;
            double size = 0;
            for (int k = 0; k < experts; k++) {
                without[k] = values[k] - b[agent * experts + k];
                owned += b[agent * experts + k] * theta[k];
                size = Math.max(size, Math.abs(values[k]) + Math.abs(without[k]));
            }
            MixtureOptimum anew =
                    MixtureSolver.solve(divergence, without, at -> Evaluation.of(block, divergence, lambda, at));
            charges.countOwn(anew.passes());
            double value = anew.welfare() - (welfare - owned);
            double rounding =
                    WELFARE_ROUNDING * (size + lambda + cost + anew.evaluation().value());
            double shift = uncertainty.shiftOf(beta) + rounding;
            charges.lower[agent] = Math.max(charges.lower[agent], value - uncertainty.welfareMissed() - shift);
            charges.upper[agent] = Math.min(charges.upper[agent], value + anew.gap() + shift);
            if (charges.upper[agent] - charges.lower[agent] <= TIGHT * value) {
                charges.payment[agent] = Math.max(value, charges.lower[agent]);
                return true;
            }
            double[] to = anew.theta();
            for (int k = 0; k < experts; k++) {
                point[k] = theta[k] + bestMove[agent * experts + k];
                to[k] -= point[k];
            }
            advance(agent, point, to);
            return false;
        }

        private MovePass.Found walk(int[] walking, Lanes.Series[] series, boolean[] own) {
            MovePass pass = new MovePass(block, divergence, base, scale);
            MovePass.Found found = new MovePass.Found(walking.length, experts);
            int hessians = 0;
            for (Lanes.Series kind : Lanes.Series.values()) {
                int[] alike = IntStream.range(0, walking.length)
                        .filter(j -> series[j] == kind)
                        .toArray();
                pass.evaluate(walking, alike, move, kind, own, found);
            }
            for (boolean with : own) {
                hessians += with ? 1 : 0;
            }
            charges.count(walking.length, hessians);
            return found;
        }

        /** The bound at θ* and the first move; whether the agent needs a pass. */
        private boolean begin(int agent) {
            load(agent);
            common.solve(theta, pull);
            double above = above(common.upperBound(), pull, theta, new Span(0, 0, false), uncertainty.noise());
            charges.upper[agent] = above + uncertainty.shiftOf(beta);
            boolean still = true;
            for (int k = 0; k < experts; k++) {
                still &= common.move()[k] == 0;
            }
            if (still) {
                return false;
            }
            advance(agent, theta, common.move());
            return true;
        }

        /** β = b − b_pivot and the pull (s − b) − (s − b)_pivot. */
        private void load(int agent) {
            double[] slack = uncertainty.cleanSlack();
            for (int k = 0; k < experts; k++) {
                beta[k] = b[agent * experts + k] - b[agent * experts + pivot];
                pull[k] = slack[k] - beta[k];
            }
        }

        private void loadMove(int agent) {
            System.arraycopy(move, agent * experts, h, 0, experts);
        }

        /** |δ/π*| ≤ Σ|h_k|·R_k. */
        private double mostRelativeMove() {
            double most = 0;
            for (int k = 0; k < experts; k++) {
                most += h[k] == 0 ? 0 : Math.abs(h[k]) * ratio[k];
            }
            return most;
        }

        /** Takes what a pass found of the agent; whether the agent is settled. */
        private boolean refine(int agent, int j, MovePass.Found found) {
            load(agent);
            loadMove(agent);
            double curvature = common.curvature(h);
            double size = Math.sqrt(curvature);
            double gained = 0;
            double magnitude = 0;
            double absolute = 0;
            double length = 0;
            double largest = 0;
            for (int k = 0; k < experts; k++) {
                length += Math.abs(h[k]);
                largest = Math.max(largest, Math.abs(b[agent * experts + k]));
                gained += pull[k] * h[k];
                magnitude += Math.abs(pull[k] * h[k]);
                absolute += Math.abs(h[k]) * Math.sqrt(hessian[k * experts + k]);
            }
            double value = gained - found.bregman[j];
            boolean possible = found.lowest[j] > Lanes.NOTHING_LEFT && !Double.isNaN(value);
            if (!possible || value < best[agent]) {
                retreat(agent, possible);
                return false;
            }
            double remaining = 1 + found.lowest[j];
            double doubt = uncertainty.shiftOf(beta, h)
                    + UNIT_ROUNDOFF
                            * (VALUE_ROUNDINGS * largest * length
                                    + (experts + 4) * (magnitude + size * absolute)
                                    + (base.length + 10.0 * experts + 40) * found.bregman[j] / remaining);
            double noise = uncertainty.noise()
                    + UNIT_ROUNDOFF
                            * size
                            * ((base.length + 10) * Math.sqrt(uncertainty.condition())
                                    + (10 * experts + 30) / remaining);
            for (int k = 0; k < experts; k++) {
                residual[k] = pull[k] - (found.gradient[j * experts + k] - found.gradient[j * experts + pivot]);
                point[k] = theta[k] + h[k];
            }
            large[agent] = found.lowest[j] < -LARGE_RISE || found.highest[j] > LARGE_RISE;
            double[] own = found.hessian[j];
            SimplexQuadratic model = own == null ? common : new SimplexQuadratic(own, experts);
            model.solve(point, residual);
            Span span = new Span(found.lowest[j], found.highest[j], own != null);
            double above = above(model.upperBound(), residual, point, span, noise);
            double below = value - doubt - uncertainty.welfareMissed();
            best[agent] = value;
            charges.payment[agent] = value;
            charges.lower[agent] = Math.max(charges.lower[agent], below);
            charges.upper[agent] = Math.min(charges.upper[agent], value + doubt + above);
            System.arraycopy(h, 0, bestMove, agent * experts, experts);
            if (isSettled(agent, above, doubt + uncertainty.welfareMissed())) {
                return true;
            }
            advance(agent, point, model.move());
            return false;
        }

        /** Narrow enough, or as narrow as θ* and rounding allow. */
        private boolean isSettled(int agent, double above, double doubt) {
            double width = charges.upper[agent] - charges.lower[agent];
            return width <= TIGHT * charges.payment[agent]
                    || charges.upper[agent] <= negligible
                    || above <= 0.1 * doubt;
        }

        /**
         * max F_{−i} − F_{−i}(at) ≤ this: the least of the quadratic bound stretched, the quadratic bound where it shows
         * by itself that no better mixture is far, and Frank–Wolfe's.
         *
         * @param bound of the quadratic program, with the agent's own Hessian or the common one
         */
        private double above(double bound, double[] slope, double[] at, Span span, double noise) {
            double root = Math.sqrt(bound) + span.noiseFactor * noise / Math.sqrt(2);
            double quadratic = root * root / span.curvature;
            double stretched = quadratic * divergence.stretch(span.farthestRise());
            double farthest = span.riseOf(4.01 * Math.sqrt(2 * bound + square(span.noiseFactor * noise)));
            for (double rise : RISES) {
                double left = divergence.curvatureLeft(rise);
                if (farthest < rise * left * span.curvature) {
                    stretched = Math.min(stretched, quadratic / left);
                }
            }
            stretched /= 1 - span.hessianError;
            double steepest = Arrays.stream(slope).max().orElse(0);
            double frankWolfe = noise * uncertainty.diameter();
            for (int k = 0; k < experts; k++) {
                frankWolfe += at[k] * (steepest - slope[k]);
            }
            frankWolfe *= 1 + 4 * (experts + 4) * UNIT_ROUNDOFF;
            return stretched < frankWolfe ? stretched : frankWolfe;
        }

        /** How π at the agent's mixture lies to π*: what carries bounds from the one to the other. */
        private final class Span {
            final double lowest;
            /** The Hessian at the agent's mixture is at least this times the one of the quadratic program. */
            final double curvature;
            /** √(H* over the quadratic program's Hessian), at most. */
            final double noiseFactor;
            /** Relative, of the quadratic program's Hessian; an agent's own is summed over the candidates as it comes. */
            final double hessianError;

            Span(double lowest, double highest, boolean own) {
                this.lowest = lowest;
                double left = divergence.curvatureLeft(highest);
                this.curvature = own ? 1 : left;
                this.noiseFactor = own ? 1 / Math.sqrt(left) : 1;
                double summed = own ? UNIT_ROUNDOFF * base.length * uncertainty.condition() : 0;
                this.hessianError = Math.min(MOST_HESSIAN_ERROR, uncertainty.hessianError() + summed);
            }

            /** T: no mixture raises a probability by more, relative to itself. */
            double farthestRise() {
                double most = 0;
                for (double r : ratio) {
                    most = Math.max(most, r);
                }
                return Math.max(most / (1 + lowest) - 1, 0);
            }

            /** A step of this length raises no probability by more. */
            double riseOf(double length) {
                return length * noiseFactor * uncertainty.riseOfUnit() / (1 + lowest);
            }
        }

        /** Half the way back: nearly all of it forward where only the boundary itself is out of reach. */
        private void retreat(int agent, boolean possible) {
            double keep = possible ? 0.4 : 0.95;
            for (int k = 0; k < experts; k++) {
                int at = agent * experts + k;
                move[at] = bestMove[at] + keep * (move[at] - bestMove[at]);
            }
        }

        /** h ← best h + step, θ* + h in the simplex exactly. */
        private void advance(int agent, double[] from, double[] step) {
            double others = 0;
            for (int k = 0; k < experts; k++) {
                int at = agent * experts + k;
                move[at] = from[k] + step[k] <= 0 ? -theta[k] : Math.max(bestMove[at] + step[k], -theta[k]);
                others += k == pivot ? 0 : move[at];
            }
            double safe = theta[pivot] * (1 - 4 * experts * UNIT_ROUNDOFF);
            if (others > safe) {
                double shrink = safe / others * (1 - 4 * experts * UNIT_ROUNDOFF);
                others = 0;
                for (int k = 0; k < experts; k++) {
                    move[agent * experts + k] *= shrink;
                    others += k == pivot ? 0 : move[agent * experts + k];
                }
            }
            move[agent * experts + pivot] = -others;
        }
    }
}
