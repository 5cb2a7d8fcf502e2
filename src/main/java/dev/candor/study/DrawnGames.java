package dev.candor.study;

import dev.candor.mechanism.attack.DomainFit;
import dev.candor.mechanism.attack.Stream;
import dev.candor.model.RewardDomain;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Games as the paper draws them: rewards uniform on [0, 1], then brought into the domain; sizes 1 … 10, each as likely;
 * π0 uniform, boosts 1. In every second game each agent's least reward is 0 before that (Thm B.2 is about those).
 *
 * @param agents n ≥ 2
 * @param candidates K ≥ 2
 * @param withZeros whether every second game is so; otherwise every reward is above 0
 */
public record DrawnGames(int agents, int candidates, RewardDomain domain, long seed, boolean withZeros)
        implements Serializable {
    /** The mean size. */
    public static final double TYPICAL_SIZE = 5.5;

    private static final int LARGEST_SIZE = 10;

    /** Game number {@code id} ≥ 0, a function of the seed and of it. */
    public Game game(long id) {
        Draw draw = new Draw(Stream.key(seed, id));
        double[][] reward = new double[agents][];
        double[] size = new double[agents];
        for (int i = 0; i < agents; i++) {
            reward[i] = reward(draw, withZeros && id % 2 == 1);
            size[i] = 1 + draw.below(LARGEST_SIZE);
        }
        double[] boost = new double[agents];
        Arrays.fill(boost, 1);
        return Game.of(id, new double[candidates], reward, size, boost);
    }

    private double[] reward(Draw draw, boolean zero) {
        double[] reward = draw.uniforms(candidates);
        if (zero) {
            double least = Arrays.stream(reward).min().orElseThrow();
            Arrays.setAll(reward, x -> reward[x] - least);
        }
        DomainFit.fit(domain, reward);
        return reward;
    }
}
