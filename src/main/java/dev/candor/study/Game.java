package dev.candor.study;

import dev.candor.numeric.Stable;
import java.io.Serializable;
import java.util.Arrays;

/**
 * One prompt as a game of n agents and K candidates, dense: log π0, rewards r, sizes w and boosts κ. What is computed of it
 * depends on the order of the agents, which is that of their numbers, and on nothing else. Arrays that are handed out
 * are the game's own and are not to be changed.
 */
public final class Game implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long id;
    /** log π0, length K, Σ exp = 1. */
    private final double[] logRef;
    /** r, n rows of length K. */
    private final double[][] reward;
    /** w > 0, length n. */
    private final double[] size;
    /** κ > 0, length n. */
    private final double[] boost;

    private Game(long id, double[] logRef, double[][] reward, double[] size, double[] boost) {
        this.id = id;
        this.logRef = logRef;
        this.reward = reward;
        this.size = size;
        this.boost = boost;
    }

    /**
     * A game; arrays are taken, not copied.
     *
     * @param id which one it is: ties between games are broken by it
     * @param logBase log π0 up to a constant, length K
     * @param reward r, n rows of length K, finite
     * @param size w > 0, length n
     * @param boost κ > 0, length n
     */
    public static Game of(long id, double[] logBase, double[][] reward, double[] size, double[] boost) {
        if (reward.length == 0 || reward.length != size.length || size.length != boost.length) {
            throw new IllegalArgumentException("a game needs a reward row, a size and a boost of every agent, but has "
                    + reward.length + ", " + size.length + " and " + boost.length);
        }
        double normaliser = Stable.logSumExp(logBase, 0, logBase.length);
        double[] logRef = Arrays.stream(logBase).map(l -> l - normaliser).toArray();
        return new Game(id, logRef, reward, size, boost);
    }

    /** The same game when agent i reports otherwise. */
    public Game with(int agent, double[] report, double reportedSize) {
        double[][] rewards = reward.clone();
        rewards[agent] = report;
        double[] sizes = size.clone();
        sizes[agent] = reportedSize;
        return new Game(id, logRef, rewards, sizes, boost);
    }

    long id() {
        return id;
    }

    int agents() {
        return reward.length;
    }

    int candidates() {
        return logRef.length;
    }

    double[] logRef() {
        return logRef;
    }

    /** r of one agent, length K. */
    public double[] reward(int agent) {
        return reward[agent];
    }

    /** w of one agent. */
    public double size(int agent) {
        return size[agent];
    }

    /** κ of one agent. */
    double boost(int agent) {
        return boost[agent];
    }

    /** κw of one agent. */
    double scale(int agent) {
        return boost[agent] * size[agent];
    }

    /** S = Σ κ w r, length K; without agent {@code absent}, or of all where it is −1. */
    double[] aggregate(int absent) {
        double[] sum = new double[candidates()];
        for (int i = 0; i < reward.length; i++) {
            if (i != absent) {
                double scale = scale(i);
                for (int x = 0; x < sum.length; x++) {
                    sum[x] += scale * reward[i][x];
                }
            }
        }
        return sum;
    }

    /** The others' mean reward, weighted by κw, length K; of an agent alone its own. */
    double[] othersMean(int agent) {
        double total = 0;
        for (int i = 0; i < reward.length; i++) {
            total += i == agent ? 0 : scale(i);
        }
        double weight = total;
        return weight == 0
                ? reward[agent]
                : Arrays.stream(aggregate(agent)).map(s -> s / weight).toArray();
    }

    /** w·(E_{π̃}[r] − E_π[r]) of one agent by its own rewards and size: what moving from π to π̃ is worth to it. */
    double gain(int agent, double[] from, double[] to) {
        double gain = 0;
        for (int x = 0; x < from.length; x++) {
            gain += (to[x] - from[x]) * reward[agent][x];
        }
        return size[agent] * gain;
    }

    /** E_π[r] of one agent. */
    double value(int agent, double[] prob) {
        double value = 0;
        for (int x = 0; x < prob.length; x++) {
            value += prob[x] * reward[agent][x];
        }
        return value;
    }

    /** w·(max r − min r): the most that any policy can be worth to the agent more than any other. */
    double stake(int agent) {
        double[] r = reward[agent];
        return size[agent]
                * (Arrays.stream(r).max().orElseThrow() - Arrays.stream(r).min().orElseThrow());
    }
}
