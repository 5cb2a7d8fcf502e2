package dev.candor.study;

import dev.candor.mechanism.attack.Stream;
import dev.candor.numeric.ExactSums;
import java.util.Arrays;
import java.util.List;

/**
 * What the first agent of each game gains by lying when the mechanism works from r̂ = r + noise, max |noise| ≤ ε, beside the
 * bound 2wε (Thm 4.12 of Sun et al. 2025). The mechanism is truthful in r̂, so no report serves the agent better than one
 * that makes r̂ = r, and what that gains is B_G(S‖Ŝ)/κ: no search is needed, and none could find more.
 */
public final class NoiseTally implements StudyTally<NoiseTally> {
    private static final long serialVersionUID = 1L;

    /** How the noise is made; every one has max |noise| ≤ ε. */
    enum Noise {
        /** Independent and uniform on [−ε, ε]. */
        UNIFORM(0),
        /** +ε on the candidates of one half, drawn anew in each game, −ε on the others: what a biased reward model does. */
        BIASED(1),
        /** The signs that cost the agent most, by flipping one at a time from two starts. */
        ADVERSARIAL(2);

        private final int place;

        Noise(int place) {
            this.place = place;
        }
    }

    private static final int NOISES = Noise.values().length;

    private final List<WelfareMaximising> rules;
    private final double[] epsilon;
    private final long seed;
    private final ExactSums ratios;
    private final double[] largest;
    private long games;

    /** @param epsilon in units of reward, > 0 */
    public NoiseTally(List<WelfareMaximising> rules, double[] epsilon, long seed) {
        this.rules = List.copyOf(rules);
        this.epsilon = epsilon.clone();
        this.seed = seed;
        this.ratios = new ExactSums(rules.size() * epsilon.length * NOISES);
        this.largest = new double[rules.size() * epsilon.length * NOISES];
    }

    private int slot(int rule, int level, Noise noise) {
        return (rule * epsilon.length + level) * NOISES + noise.place;
    }

    @Override
    public void add(Game game) {
        games++;
        Draw draw = new Draw(Stream.key(seed, game.id()));
        double[] uniform = Arrays.stream(draw.uniforms(game.candidates()))
                .map(u -> 2 * u - 1)
                .toArray();
        double[] biased = Arrays.stream(draw.uniforms(game.candidates()))
                .map(u -> u < 0.5 ? -1 : 1)
                .toArray();
        for (int r = 0; r < rules.size(); r++) {
            for (int e = 0; e < epsilon.length; e++) {
                note(slot(r, e, Noise.UNIFORM), ratio(rules.get(r), game, uniform, epsilon[e]));
                note(slot(r, e, Noise.BIASED), ratio(rules.get(r), game, biased, epsilon[e]));
                note(slot(r, e, Noise.ADVERSARIAL), adversarial(rules.get(r), game, epsilon[e]));
            }
        }
    }

    private void note(int slot, double ratio) {
        ratios.add(slot, ratio);
        largest[slot] = Math.max(largest[slot], ratio);
    }

    /** The gain over 2wε when the first agent's rewards are seen as r + ε·direction. */
    static double ratio(WelfareMaximising rule, Game game, double[] direction, double epsilon) {
        double[] noise = Arrays.stream(direction).map(d -> epsilon * d).toArray();
        double[] seen = game.reward(0).clone();
        Arrays.setAll(seen, x -> seen[x] + noise[x]);
        double gain = rule.optimum(game.with(0, seen, game.size(0))).bregman(noise, game.scale(0)) / game.boost(0);
        return gain / (2 * game.size(0) * epsilon);
    }

    private static double adversarial(WelfareMaximising rule, Game game, double epsilon) {
        double[] prob = rule.policy(game);
        double value = game.value(0, prob);
        double[] flatten =
                Arrays.stream(game.reward(0)).map(r -> r > value ? -1 : 1).toArray();
        double[] polarise = Arrays.stream(flatten).map(sign -> -sign).toArray();
        return Math.max(climbed(rule, game, flatten, epsilon), climbed(rule, game, polarise, epsilon));
    }

    private static double climbed(WelfareMaximising rule, Game game, double[] sign, double epsilon) {
        double best = ratio(rule, game, sign, epsilon);
        for (boolean moved = true; moved; ) {
            moved = false;
            for (int x = 0; x < sign.length; x++) {
                sign[x] = -sign[x];
                double other = ratio(rule, game, sign, epsilon);
                if (other > best) {
                    best = other;
                    moved = true;
                } else {
                    sign[x] = -sign[x];
                }
            }
        }
        return best;
    }

    @Override
    public NoiseTally merge(NoiseTally other) {
        games += other.games;
        ratios.merge(other.ratios);
        Arrays.setAll(largest, k -> Math.max(largest[k], other.largest[k]));
        return this;
    }

    List<WelfareMaximising> rules() {
        return rules;
    }

    public long games() {
        return games;
    }

    /** The largest gain of all games over 2wε: at most 1 by the theorem. */
    double largest(int rule, int level, Noise noise) {
        return largest[slot(rule, level, noise)];
    }

    /** The mean gain over 2wε. */
    double mean(int rule, int level, Noise noise) {
        return games == 0 ? 0 : ratios.value(slot(rule, level, noise)) / games;
    }
}
