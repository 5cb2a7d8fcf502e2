package dev.candor.policy.search;

import dev.candor.divergence.LogRatioDivergence;
import dev.candor.model.Divergence;
import dev.candor.optim.QuasiNewtonAscent;
import dev.candor.policy.linear.AgentBatch;
import dev.candor.policy.linear.Indifference;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * κ_i p_i = max F_{−i} − F_{−i}(θ*) for many agents at once: each walks from θ* by L-BFGS in the metric of the curvature
 * there; a pass over the candidates serves all agents of a tile that are still on their way. θ_i = θ* is always allowed,
 * so no charge is negative. An agent to which all candidates are the same is charged exactly 0 ({@link Indifference}). A large
 * agent has its own search from all starts besides. What nobody has found is in the intervals ({@link SearchedMargin}).
 */
public final class SearchedCounterfactuals implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The rise still promised, relative to the charge, at which an agent drops out. */
    private static final double TOLERANCE = 1e-13;

    private static final int MOST_PASSES = 60;
    /** Of an agent's d/λ: the best without a larger one may be where no way from θ* leads. */
    private static final double LARGE = 10;
    /** Doubles of a tile's rows: d of them stay in a second-level cache. */
    private static final int TILE_CELLS = 16384;

    private final SearchedPolicy[] policy;
    private final Divergence divergence;
    private final double lambda;
    private final double ridge;
    private final SearchedOptimum optimum;
    private final List<SearchedSolver.Theta> starts;
    private final int widest;

    /**
     * Counterfactuals of some agents.
     *
     * @param policy all prompts at θ*; not copied
     * @param starts from where large agents' counterfactuals are searched for, beside θ*
     */
    public SearchedCounterfactuals(
            SearchedPolicy[] policy,
            Divergence divergence,
            double lambda,
            double ridge,
            SearchedOptimum optimum,
            List<SearchedSolver.Theta> starts) {
        this.policy = policy;
        this.divergence = divergence;
        this.lambda = lambda;
        this.ridge = ridge;
        this.optimum = optimum;
        this.starts = List.copyOf(starts);
        this.widest =
                Arrays.stream(policy).mapToInt(SearchedPolicy::widest).max().orElse(0);
    }

    /** The solved prompts of a block. */
    public SearchedPolicy policy(int block) {
        return policy[block];
    }

    /** Charges the agents of the batch; nobody's charge depends on who else is in it. */
    public SearchedCharges charge(AgentBatch batch, SearchedInput input) {
        int n = batch.agents();
        SearchedCharges charges = new SearchedCharges(n);
        Indifference indifference = input.indifference();
        int size = Math.max(8, Math.min(256, TILE_CELLS / optimum.residual().length));
        for (int from = 0; from < n; from += size) {
            List<Walk> walks = new ArrayList<>();
            for (int i = from; i < Math.min(n, from + size); i++) {
                if (!indifference.of(batch, i)) {
                    walks.add(new Walk(batch, i));
                }
            }
            for (List<Walk> on = walks;
                    !on.isEmpty();
                    on = on.stream().filter(Walk::isOn).toList()) {
                advance(on);
            }
            walks.forEach(walk -> walk.end(input, charges));
        }
        return charges;
    }

    /** One evaluation of every agent. */
    private void advance(List<Walk> on) {
        double[][] b = new double[on.get(0).b.length][on.size()];
        double[][] delta = new double[optimum.residual().length][on.size()];
        for (int i = 0; i < on.size(); i++) {
            scatter(on.get(i).b, b, i);
            scatter(on.get(i).ascent.trial(), delta, i);
        }
        SearchedTile tile = new SearchedTile(LogRatioDivergence.of(divergence), lambda, ridge, b, delta, widest);
        tile.evaluate(policy);
        double[] gradient = new double[delta.length];
        for (int i = 0; i < on.size(); i++) {
            for (int j = 0; j < gradient.length; j++) {
                gradient[j] = tile.gradient[j][i];
            }
            on.get(i).ascent.answer(tile.rise(i), gradient);
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

        /** Charges the agent for the best that is found, and bounds what there is. */
        void end(SearchedInput input, SearchedCharges charges) {
            SearchedMargin margin = new SearchedMargin(input, policy, divergence, lambda, ridge, optimum.theta(), b);
            double[] delta = ascent.point();
            double[] there = optimum.theta();
            for (int j = 0; j < there.length; j++) {
                there[j] += delta[j];
            }
            double least = margin.to(there).least();
            // Where rounding has led the walk astray, what is known of the welfares corrects it.
            double charge =
                    margin.isKnown() ? Math.max(0, Math.min(Math.max(ascent.value(), least), margin.most())) : 0;
            double gap = ascent.promised() + 2 * Math.abs(dot(delta, optimum.residual()));
            charges.found(margin.ofAll(), there);
            if (reach() > LARGE) {
                SearchedOptimum alone = alone(input);
                margin.to(alone.theta());
                charges.found(margin.ofAll(), alone.theta());
                if (margin.least() > charge) {
                    least = margin.least();
                    charge = margin.value();
                    gap = alone.gap();
                }
            }
            double most = margin.toBest().most();
            charges.set(agent, charge, Math.max(0, least), Math.max(charge, most), gap);
        }

        /** The best without the agent from all starts and from θ*. */
        private SearchedOptimum alone(SearchedInput input) {
            List<SearchedSolver.Theta> from = new ArrayList<>(starts);
            from.add(new SearchedSolver.Theta(optimum.theta()));
            return new SearchedSolver(input.without(b).passes(divergence, lambda), ridge).solve(from);
        }

        /** By how much candidates of a prompt can differ for the agent, over λ, at most. */
        private double reach() {
            double reach = 0;
            for (SearchedPolicy block : policy) {
                for (int c = 0; c < block.prompts(); c++) {
                    double here = 0;
                    for (int j = 0; j < b.length; j++) {
                        here += Math.abs(b[j]) / lambda * block.range[c * b.length + j];
                    }
                    reach = Math.max(reach, here);
                }
            }
            return reach;
        }
    }
}
