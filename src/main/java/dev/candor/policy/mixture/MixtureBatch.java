package dev.candor.policy.mixture;

import dev.candor.divergence.Lanes;
import dev.candor.divergence.MixtureDivergence;
import dev.candor.optim.SimplexQuadratic;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Agents on their way to their counterfactual mixtures, all of them a pass at a time ({@link MixtureCounterfactuals}). */
final class MixtureBatch {
    private static final int PASSES = 4;
    /** For agents whose move is too large for the common Hessian. */
    private static final int OWN_PASSES = 10;
    /** ‖h‖² in units of λ, the mean square of the relative move, from which an agent's own Hessian is worth its cost. */
    private static final double LARGE_MOVE = 4e-4;

    private static final double LARGE_RISE = 0.05;
    /** Of the terms of a welfare, each good to a few units in the last place and all added exactly. */
    private static final double WELFARE_ROUNDING = 1e-14;

    private static final double UNIT_ROUNDOFF = 0x1p-53;
    /** Normalised weights and probabilities were rounded on their way here, and so is a value in the end. */
    private static final double VALUE_ROUNDINGS = 16;
    /** Of an interval, that no rounding of its ends may narrow it to less than the truth. */
    private static final double ENDS = 0x1p-50;

    private final MixtureCounterfactuals game;
    /** Interval width, relative to the payment, at which an agent is settled. */
    private final double tight;

    private final double[] theta;
    private final double[] hessian;
    private final int pivot;
    private final MixtureDivergence divergence;
    private final MixtureUncertainty uncertainty;
    private final int experts;
    private final int agents;
    private final MixtureValues b;
    private final double[] move;
    private final double[] bestMove;
    private final double[] best;
    private final boolean[] large;
    private final MixtureCharges charges;
    private final SimplexQuadratic common;
    private final double[] beta;
    private final double[] pull;
    private final double[] residual;
    private final double[] point;
    private final double[] h;

    MixtureBatch(MixtureCounterfactuals game, MixtureValues b, double tight) {
        this.game = game;
        this.tight = tight;
        this.theta = game.theta;
        this.hessian = game.hessian;
        this.pivot = game.pivot;
        this.divergence = game.divergence;
        this.uncertainty = game.uncertainty;
        this.experts = theta.length;
        this.agents = b.parties();
        this.common = new SimplexQuadratic(hessian, experts);
        this.beta = new double[experts];
        this.pull = new double[experts];
        this.residual = new double[experts];
        this.point = new double[experts];
        this.h = new double[experts];
        this.b = b;
        this.move = new double[agents * experts];
        this.bestMove = new double[agents * experts];
        this.best = new double[agents];
        this.large = new boolean[agents];
        this.charges = new MixtureCharges(agents);
    }

    MixtureCharges charge() {
        int[] active = IntStream.range(0, agents).filter(this::begin).toArray();
        for (int pass = 0; pass < OWN_PASSES && active.length > 0; pass++) {
            int[] walking = pass != PASSES
                    ? active
                    : Arrays.stream(active).filter(agent -> !solveAnew(agent)).toArray();
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
                        && (large[walking[j]] || common.curvature(h) > LARGE_MOVE * game.lambda);
            }
            MovePass.Found found = walk(walking, series, own);
            boolean last = pass + 1 >= PASSES;
            active = IntStream.range(0, walking.length)
                    .filter(j -> !refine(walking[j], j, found) && (!last || isWorthMore(walking[j])))
                    .map(j -> walking[j])
                    .toArray();
        }
        for (int agent = 0; agent < agents; agent++) {
            charges.lower[agent] *= 1 - ENDS;
            charges.upper[agent] = Math.max(charges.upper[agent] * (1 + ENDS), charges.payment[agent]);
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
        MixtureValues without = game.values.less(0, b, agent);
        double owned = 0;
        for (int k = 0; k < experts; k++) {
            owned += b.value(agent, k) * theta[k];
        }
        MixtureOptimum anew =
                MixtureSolver.solve(divergence, without, at -> Evaluation.of(game.block, divergence, game.lambda, at));
        double value = anew.welfare() - (game.welfare - owned);
        double rounding = WELFARE_ROUNDING
                * (game.values.magnitude(0)
                        + without.magnitude(0)
                        + uncertainty.slopeSize()
                        + slopeSize(anew.evaluation())
                        + game.lambda
                        + game.cost
                        + anew.evaluation().value());
        double shift = uncertainty.shiftOf(beta) + rounding;
        charges.lower[agent] = Math.max(charges.lower[agent], value - uncertainty.welfareMissed() - shift);
        charges.upper[agent] = Math.min(charges.upper[agent], value + anew.gap() + shift);
        if (charges.upper[agent] - charges.lower[agent] <= tight * value) {
            charges.payment[agent] = Math.max(value, charges.lower[agent]);
            return true;
        }
        // What Newton's method found so far may be beyond what is known now.
        double most = Math.max(charges.lower[agent], charges.upper[agent]);
        charges.payment[agent] = Math.min(charges.payment[agent], most);
        double[] to = anew.theta();
        for (int k = 0; k < experts; k++) {
            point[k] = theta[k] + bestMove[agent * experts + k];
            to[k] -= point[k];
        }
        advance(agent, point, to);
        return false;
    }

    /** Σ |term| of the steepest slope. */
    static double slopeSize(Evaluation evaluation) {
        return IntStream.range(0, evaluation.experts())
                .mapToDouble(evaluation::gradientSize)
                .max()
                .orElse(0);
    }

    private MovePass.Found walk(int[] walking, Lanes.Series[] series, boolean[] own) {
        MovePass pass = new MovePass(game.block, divergence, game.base, game.scale);
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
        charges.count(hessians);
        return found;
    }

    /** The bound at θ* and the first move; whether the agent needs a pass. */
    private boolean begin(int agent) {
        // Of one expert there is one mixture, and nobody changes it.
        if (b.magnitude(agent) == 0 || experts == 1) {
            return false;
        }
        load(agent);
        common.solve(theta, pull);
        double above = span(0, 0, false)
                .above(common.upperBound(), pull, theta, uncertainty.noise() + noise(agent), flat(agent));
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

    /** What the rounding of b can do to a slope along a direction of length 1. */
    private double noise(int agent) {
        return rounding(agent) * uncertainty.unitLength();
    }

    /** The same along the directions in which experts are almost alike, whatever their length. */
    private double flat(int agent) {
        return uncertainty.flatSlack() + rounding(agent) * uncertainty.flatLength();
    }

    /** b may be off by this. */
    private double rounding(int agent) {
        return VALUE_ROUNDINGS * UNIT_ROUNDOFF * b.magnitude(agent);
    }

    /** β = b − b_pivot and the pull (s − b) − (s − b)_pivot. */
    private void load(int agent) {
        double[] slack = uncertainty.cleanSlack();
        for (int k = 0; k < experts; k++) {
            beta[k] = b.beyond(agent, k, pivot);
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
            most += h[k] == 0 ? 0 : Math.abs(h[k]) * game.ratio[k];
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
        for (int k = 0; k < experts; k++) {
            length += Math.abs(h[k]);
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
                + rounding(agent) * length
                + UNIT_ROUNDOFF
                        * ((experts + 12) * (magnitude + size * absolute)
                                + (game.base.length + 10.0 * experts + 40) * found.bregman[j] / remaining);
        double noise = uncertainty.noise()
                + noise(agent)
                + UNIT_ROUNDOFF
                        * size
                        * ((game.base.length + 10) * Math.sqrt(uncertainty.condition())
                                + (10 * experts + 30) / remaining);
        for (int k = 0; k < experts; k++) {
            residual[k] = pull[k] - (found.gradient[j * experts + k] - found.gradient[j * experts + pivot]);
            point[k] = theta[k] + h[k];
        }
        large[agent] = found.lowest[j] < -LARGE_RISE || found.highest[j] > LARGE_RISE;
        double[] own = found.hessian[j];
        SimplexQuadratic model = own == null ? common : new SimplexQuadratic(own, experts);
        model.solve(point, residual);
        double above = span(found.lowest[j], found.highest[j], own != null)
                .above(model.upperBound(), residual, point, noise, flat(agent));
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

    private MixtureSpan span(double lowest, double highest, boolean own) {
        return new MixtureSpan(divergence, uncertainty, game.ratio, lowest, highest, own ? game.base.length : 0);
    }

    /** Narrow enough, or as narrow as θ* and rounding allow. */
    private boolean isSettled(int agent, double above, double doubt) {
        double width = charges.upper[agent] - charges.lower[agent];
        return width <= tight * charges.payment[agent]
                || charges.upper[agent] <= game.negligible
                || above <= 0.1 * doubt;
    }

    /** Whether more passes, or solving anew, can be of use: the move is large, or the interval wide beside what they leave. */
    private boolean isWorthMore(int agent) {
        if (large[agent]) {
            return true;
        }
        load(agent);
        double left = uncertainty.welfareMissed()
                + 2 * uncertainty.shiftOf(beta)
                + MixtureSolver.RELATIVE_GAP * (Math.abs(game.welfare) + game.values.magnitude(0) + game.cost);
        return charges.upper[agent] - charges.lower[agent] > 4 * left;
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
