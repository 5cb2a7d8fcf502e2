package dev.candor.policy;

import dev.candor.divergence.LogRatioDivergence;
import dev.candor.optim.QuasiNewtonAscent;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * κ_i p_i = max F_{−i} − F_{−i}(θ*) for many agents at once: each walks from θ* by L-BFGS in the metric of the curvature
 * there; a pass over the candidates serves all agents of a tile that are still on their way. θ_i = θ* is always allowed,
 * so no charge is negative, and an agent without influence stays there and is charged exactly 0.
 */
public final class RestrictedCounterfactuals implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The rise still promised, relative to the charge, at which an agent drops out. */
    private static final double TOLERANCE = 1e-13;

    private static final int MOST_PASSES = 60;
    /** Doubles of a tile's rows: d of them stay in a second-level cache. */
    private static final int TILE_CELLS = 16384;

    private final RestrictedPolicy[] policy;
    private final LogRatioDivergence divergence;
    private final double lambda;
    private final double ridge;
    private final RestrictedOptimum optimum;
    private final int widest;

    /** @param policy all prompts at θ*; not copied */
    public RestrictedCounterfactuals(
            RestrictedPolicy[] policy, String divergence, double lambda, double ridge, RestrictedOptimum optimum) {
        this.policy = policy;
        this.divergence = LogRatioDivergence.of(divergence);
        this.lambda = lambda;
        this.ridge = ridge;
        this.optimum = optimum;
        this.widest =
                Arrays.stream(policy).mapToInt(RestrictedPolicy::widest).max().orElse(0);
    }

    /** The solved prompts of a block. */
    public RestrictedPolicy policy(int block) {
        return policy[block];
    }

    /** Charges the agents of the batch; nobody's charge depends on who else is in it. */
    public RestrictedCharges charge(AgentBatch batch) {
        int n = batch.agents();
        double[] charge = new double[n];
        double[] blur = new double[n];
        double[] gap = new double[n];
        RestrictedCharges.Better better = RestrictedCharges.Better.none();
        int size = Math.max(8, Math.min(256, TILE_CELLS / optimum.residual().length));
        for (int from = 0; from < n; from += size) {
            List<Walk> walks = new ArrayList<>();
            for (int i = from; i < Math.min(n, from + size); i++) {
                walks.add(new Walk(batch, i));
            }
            for (List<Walk> on = walks;
                    !on.isEmpty();
                    on = on.stream().filter(Walk::isOn).toList()) {
                advance(on);
            }
            for (Walk walk : walks) {
                charge[walk.agent] = walk.ascent.value();
                gap[walk.agent] = walk.ascent.promised();
                double[] delta = walk.ascent.point();
                double along = dot(delta, optimum.residual());
                blur[walk.agent] = Math.abs(along);
                better = RestrictedCharges.Better.of(better, walk.found(along, delta));
            }
        }
        return new RestrictedCharges(charge, blur, gap, better);
    }

    /** One evaluation of every agent. */
    private void advance(List<Walk> on) {
        double[][] b = new double[on.get(0).b.length][on.size()];
        double[][] delta = new double[optimum.residual().length][on.size()];
        for (int i = 0; i < on.size(); i++) {
            scatter(on.get(i).b, b, i);
            scatter(on.get(i).ascent.trial(), delta, i);
        }
        RestrictedTile tile = new RestrictedTile(divergence, lambda, ridge, b, delta, widest);
        tile.evaluate(policy);
        double[] gradient = new double[delta.length];
        for (int i = 0; i < on.size(); i++) {
            for (int j = 0; j < gradient.length; j++) {
                gradient[j] = tile.gradient[j][i];
            }
            on.get(i).answer(tile.rise(i), tile.all[i], gradient);
        }
    }

    private static void scatter(double[] from, double[][] to, int column) {
        for (int j = 0; j < from.length; j++) {
            to[j][column] = from[j];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    /** One agent on its way from θ*. */
    private final class Walk {
        final int agent;
        final double[] b;
        final QuasiNewtonAscent ascent;
        private double[] best;
        private double rise;

        Walk(AgentBatch batch, int agent) {
            this.agent = agent;
            b = new double[batch.features()];
            for (int j = 0; j < b.length; j++) {
                b[j] = batch.scale(agent) * batch.beta(agent, j);
            }
            ascent = new QuasiNewtonAscent(
                    new double[optimum.residual().length], optimum.curvature(), TOLERANCE, MOST_PASSES);
        }

        boolean isOn() {
            return ascent.isRunning();
        }

        void answer(double value, double all, double[] gradient) {
            double[] trial = ascent.trial();
            ascent.answer(value, gradient);
            if (Arrays.equals(trial, ascent.point())) {
                best = trial;
                rise = all;
            }
        }

        /** What the place where it ended is worth to all. */
        RestrictedCharges.Better found(double along, double[] delta) {
            if (!Arrays.equals(best, delta) || !(rise + along > 0)) {
                return RestrictedCharges.Better.none();
            }
            double[] theta = optimum.theta();
            for (int j = 0; j < theta.length; j++) {
                theta[j] += delta[j];
            }
            return new RestrictedCharges.Better(rise + along, theta);
        }
    }
}
