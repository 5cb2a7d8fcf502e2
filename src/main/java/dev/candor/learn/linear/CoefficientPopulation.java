package dev.candor.learn.linear;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What agents' coefficients are drawn from, d numbers each. Of one level: β_i ~ N(b, diag(τ²)). Of two, with groups between: the
 * groups a_G ~ N(b, diag(ω²)), and the agents of each β_i ~ N(a_G, diag(τ²)) (Gelman & Hill 2007, ch. 13).
 */
public final class CoefficientPopulation implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What agents are drawn from, or, where there are groups, what those are. */
    private final CoefficientPrior top;
    /** Whether ω is estimated. */
    private final ScaleRule rule;

    private final Group[] groups;

    /**
     * A group.
     *
     * @param agents N(a_G, diag(τ²)), with a_G's own uncertainty, that of b included
     * @param members agents that were seen of it
     * @param reliance how much a_G relies on the population, as {@link CoefficientPosterior#reliance}
     */
    record Group(CoefficientPrior agents, long members, double reliance) implements Serializable {}

    private CoefficientPopulation(CoefficientPrior top, ScaleRule rule, Group... groups) {
        this.top = top;
        this.rule = rule;
        this.groups = groups;
    }

    /** Of one level. */
    public static CoefficientPopulation of(CoefficientPrior agents) {
        return new CoefficientPopulation(agents, ScaleRule.FIXED);
    }

    /**
     * Of two levels, before any log is read.
     *
     * @param agents N(b, diag(τ²)): every group's
     * @param groups how many
     * @param scale ω, where it is estimated: until then
     * @param rule whether ω is estimated
     */
    public static CoefficientPopulation grouped(CoefficientPrior agents, int groups, double scale, ScaleRule rule) {
        Group[] all = new Group[groups];
        Arrays.fill(all, new Group(agents, 0, 1));
        return new CoefficientPopulation(CoefficientPrior.declared(agents.dimension(), scale), rule, all);
    }

    /** About what a group of d coefficients takes: mean and covariance on their way out, exact sums on their way back. */
    public static long groupBytes(int d) {
        return Double.BYTES * ((long) d * d + d) + GroupSums.bytes(d);
    }

    /** The groups {@code next} of a population N(b, diag(ω²)). */
    CoefficientPopulation with(CoefficientPrior population, Group... next) {
        return new CoefficientPopulation(population, rule, next);
    }

    /** Other means, one after the other, and another τ. */
    CoefficientPopulation at(double[] means, double[] tau) {
        if (groups.length == 0) {
            return of(top.at(means, tau));
        }
        int d = dimension();
        Group[] moved = new Group[groups.length];
        Arrays.setAll(
                moved,
                g -> new Group(
                        groups[g].agents.at(Arrays.copyOfRange(means, g * d, (g + 1) * d), tau),
                        groups[g].members,
                        groups[g].reliance));
        return with(top, moved);
    }

    /** No sums yet of a pass over its agents. */
    public PopulationSums sums() {
        return groups.length == 0 ? new PopulationSums(dimension()) : PopulationSums.restricted(dimension());
    }

    /** d. */
    int dimension() {
        return top.dimension();
    }

    /** Groups, 0 where there is one level. */
    public int groups() {
        return groups.length;
    }

    /** What the agents of a group are drawn from; where there are no groups, all agents. */
    public CoefficientPrior agents(int group) {
        return groups.length == 0 ? top : groups[group].agents;
    }

    /** N(b, diag(ω²)), of which groups are drawn; where there are none, N(b, diag(τ²)). */
    public CoefficientPrior top() {
        return top;
    }

    /** Whether ω is estimated. */
    ScaleRule groupRule() {
        return rule;
    }

    /** How many agents were seen of a group. */
    public long members(int group) {
        return groups[group].members;
    }

    /** How much a group relies on the population, in (0, 1]. */
    public double reliance(int group) {
        return groups[group].reliance;
    }

    /** How many means a search moves: b, or all a_G; d each. */
    int means() {
        return Math.max(1, groups.length) * dimension();
    }

    /** Number k of them. */
    double mean(int k) {
        return agents(k / dimension()).mean(k % dimension());
    }

    /** τ_j. */
    public double scale(int j) {
        return agents(0).scale(j);
    }
}
