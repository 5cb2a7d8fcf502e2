package dev.candor.study;

import dev.candor.mechanism.attack.DomainFit;
import dev.candor.mechanism.attack.Stream;
import dev.candor.model.RewardDomain;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Whether payments exist at all that make truth dominant, rule by rule: a rule is implementable exactly where it is cycle
 * monotone (Rochet 1987), Σ_j w_j [v(ψ(t_j); r_j) − v(ψ(t_{j+1}); r_j)] ≥ 0 over every cycle of types t = (w, r) of an
 * agent, the others' reports held. Types of the first agent of each game are sampled, its own among them, once with its
 * size and once with sizes of their own; the cycle of least mean is searched among all that they make.
 */
public final class ImplementabilityTally implements StudyTally<ImplementabilityTally> {
    private static final long serialVersionUID = 1L;

    /** Sizes of sampled types. */
    private static final int LARGEST_SIZE = 10;

    private final List<TrainingRule> rules;
    private final RewardDomain domain;
    private final int types;
    private final long seed;
    /** By rule and whether sizes differ: 2 r + (0 or 1). */
    private final long[] cyclic;

    private final Cycle[] worst;
    private long games;

    /** A cycle of types that violates monotonicity, or the one that comes nearest to it. */
    static final class Cycle implements Serializable {
        private static final long serialVersionUID = 1L;

        private final long game;
        private final double mean;
        private final double[] size;
        private final double[][] reward;
        private final double[][] policy;

        private Cycle(long game, double mean, double[] size, double[][] reward, double[][] policy) {
            this.game = game;
            this.mean = mean;
            this.size = size;
            this.reward = reward;
            this.policy = policy;
        }

        /** The game in which it was found. */
        long game() {
            return game;
        }

        /** Mean cost of an edge as a share of the largest stake of a type on it; below 0 where monotonicity fails. */
        double mean() {
            return mean;
        }

        /** Types on it. */
        int length() {
            return size.length;
        }

        double size(int type) {
            return size[type];
        }

        double[] reward(int type) {
            return reward[type].clone();
        }

        /** What is trained when the agent reports this type. */
        double[] policy(int type) {
            return policy[type].clone();
        }
    }

    /** @param types sampled types of an agent, ≥ 2 */
    public ImplementabilityTally(List<TrainingRule> rules, RewardDomain domain, int types, long seed) {
        this.rules = List.copyOf(rules);
        this.domain = domain;
        this.types = types;
        this.seed = seed;
        this.cyclic = new long[2 * rules.size()];
        this.worst = new Cycle[2 * rules.size()];
    }

    @Override
    public void add(Game game) {
        games++;
        Draw draw = new Draw(Stream.key(seed, game.id()));
        double[][] reward = new double[types][];
        double[] size = new double[types];
        for (int t = 0; t < types; t++) {
            reward[t] = t == 0 ? game.reward(0) : draw.uniforms(game.candidates());
            size[t] = t == 0 ? game.size(0) : 1 + draw.below(LARGEST_SIZE);
            if (t > 0) {
                DomainFit.fit(domain, reward[t]);
            }
        }
        double[] same = new double[types];
        Arrays.fill(same, game.size(0));
        for (int r = 0; r < rules.size(); r++) {
            look(2 * r, game, reward, same);
            look(2 * r + 1, game, reward, size);
        }
    }

    private void look(int slot, Game game, double[][] reward, double[] size) {
        TrainingRule rule = rules.get(slot / 2);
        Cycle cycle = least(rule, game, reward, size);
        cyclic[slot] += cycle.mean < -rule.precision() ? 1 : 0;
        worst[slot] = worse(worst[slot], cycle);
    }

    /** The cycle of least mean among these types of the game's first agent. */
    static Cycle least(TrainingRule rule, Game game, double[][] reward, double[] size) {
        int types = size.length;
        double[][] policy = new double[types][];
        Game[] typed = new Game[types];
        double stake = 0;
        for (int t = 0; t < types; t++) {
            typed[t] = game.with(0, reward[t], size[t]);
            policy[t] = rule.policy(typed[t]);
            stake = Math.max(stake, typed[t].stake(0));
        }
        double[][] cost = new double[types][types];
        for (int t = 0; t < types; t++) {
            for (int u = 0; u < types; u++) {
                cost[t][u] = -typed[t].gain(0, policy[t], policy[u]);
            }
        }
        LeastMeanCycle found = LeastMeanCycle.of(cost);
        int[] on = found.nodes().stream().mapToInt(Integer::intValue).toArray();
        return new Cycle(
                game.id(),
                stake > 0 ? found.mean() / stake : 0,
                Arrays.stream(on).mapToDouble(t -> size[t]).toArray(),
                Arrays.stream(on).mapToObj(t -> reward[t]).toArray(double[][]::new),
                Arrays.stream(on).mapToObj(t -> policy[t]).toArray(double[][]::new));
    }

    private static Cycle worse(Cycle a, Cycle b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        int byMean = Double.compare(a.mean, b.mean);
        return byMean < 0 || (byMean == 0 && a.game <= b.game) ? a : b;
    }

    @Override
    public ImplementabilityTally merge(ImplementabilityTally other) {
        games += other.games;
        for (int slot = 0; slot < worst.length; slot++) {
            cyclic[slot] += other.cyclic[slot];
            worst[slot] = worse(worst[slot], other.worst[slot]);
        }
        return this;
    }

    List<TrainingRule> rules() {
        return rules;
    }

    public long games() {
        return games;
    }

    /** Games with a cycle that violates monotonicity. */
    long cyclic(int rule, boolean sizesDiffer) {
        return cyclic[2 * rule + (sizesDiffer ? 1 : 0)];
    }

    /** The cycle of least mean of all games; at least one was seen. */
    Cycle worst(int rule, boolean sizesDiffer) {
        return worst[2 * rule + (sizesDiffer ? 1 : 0)];
    }
}
