package dev.candor.study;

import dev.candor.divergence.Kl;
import dev.candor.model.RewardDomain;
import dev.candor.numeric.ExactSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;

/**
 * For how many agents some lie strictly gains when nobody pays, rule by rule: the necessity of payments (Thm 4.2 and B.2 of
 * Sun et al. 2025) as counts. An agent that is indifferent between all candidates has nothing to gain and is not counted.
 */
public final class NecessityTally implements StudyTally<NecessityTally> {
    private static final long serialVersionUID = 1L;

    /** What is counted of agents under a rule. */
    public enum Count {
        /** Agents with something at stake. */
        AGENTS,
        /** Some lie about rewards alone gains. */
        BY_REWARDS,
        /** Some lie about the size alone gains. */
        BY_SIZE,
        /** Some lie gains. */
        BY_ANY,
        /** With p^AFF charged some lie gains; SW-Max only. */
        WITH_PAYMENTS,
        /** Least reward above 0: Thm 4.2 names these. */
        POSITIVE,
        /** Of them, a construction of the theorem gains. */
        POSITIVE_GAINING,
        /** Least reward 0, and a reward strictly between with t ≠ 0: Thm B.2 names these. */
        ZERO,
        /** Of them, a construction of the theorem gains. */
        ZERO_GAINING
    }

    /** Sums of a rule: best gains as shares of the stakes, values, welfare under KL. */
    private static final int SUMS = 3;

    private final List<TrainingRule> rules;
    private final LieSearch search;
    private final Kl kl;
    /** Of each rule. */
    private final List<EnumMap<Count, Long>> counts = new ArrayList<>();

    private final ExactSums sums;
    /** Largest gain of each rule, whose it is, and by what. */
    private final double[] largest;

    private final long[] largestGame;
    private final int[] largestAgent;
    private final String[] largestLie;
    private long games;
    private final ExactSums reference = new ExactSums(1);

    /**
     * Nothing seen yet.
     *
     * @param lambda λ of the KL welfare that all rules' policies are compared by
     * @param lies how many lies an agent tries
     */
    public NecessityTally(List<TrainingRule> rules, RewardDomain domain, double lambda, int lies, long seed) {
        this.rules = List.copyOf(rules);
        this.search = new LieSearch(domain, lies, seed);
        this.kl = new Kl(lambda);
        rules.forEach(rule -> counts.add(new EnumMap<>(Count.class)));
        this.sums = new ExactSums(rules.size() * SUMS);
        this.largest = new double[rules.size()];
        this.largestGame = new long[rules.size()];
        this.largestAgent = new int[rules.size()];
        this.largestLie = new String[rules.size()];
        Arrays.fill(largestLie, "");
    }

    @Override
    public void add(Game game) {
        games++;
        double[] ref = Arrays.stream(game.logRef()).map(l -> StrictMath.exp(l)).toArray();
        reference.add(0, total(game, ref));
        for (int r = 0; r < rules.size(); r++) {
            double[] truth = rules.get(r).policy(game);
            double value = total(game, truth);
            sums.add(r * SUMS + 1, value);
            sums.add(r * SUMS + 2, value - kl.lambda() * kl.divergence(ref, truth));
            for (int i = 0; i < game.agents(); i++) {
                if (game.stake(i) > 0) {
                    count(r, game, i, truth);
                }
            }
        }
    }

    private static double total(Game game, double[] prob) {
        double total = 0;
        for (int i = 0; i < game.agents(); i++) {
            total += game.scale(i) * game.value(i, prob);
        }
        return total;
    }

    private void count(int r, Game game, int agent, double[] truth) {
        TrainingRule rule = rules.get(r);
        double precision = rule.precision();
        LieSearch.Gains gains = search.of(rule, game, agent, truth);
        add(r, Count.AGENTS, true);
        add(r, Count.BY_REWARDS, gains.rewards > precision);
        add(r, Count.BY_SIZE, gains.size > precision);
        add(r, Count.BY_ANY, gains.any > precision);
        add(r, Count.WITH_PAYMENTS, gains.withPayments > precision);
        double least = Arrays.stream(game.reward(agent)).min().orElseThrow();
        boolean zero = least == 0 && gains.inside;
        add(r, Count.POSITIVE, least > 0);
        add(r, Count.POSITIVE_GAINING, least > 0 && gains.theorem > precision);
        add(r, Count.ZERO, zero);
        add(r, Count.ZERO_GAINING, zero && gains.theorem > precision);
        sums.add(r * SUMS, gains.any);
        if (precedes(gains.any, game.id(), agent, largest[r], largestGame[r], largestAgent[r])) {
            largest[r] = gains.any;
            largestGame[r] = game.id();
            largestAgent[r] = agent;
            largestLie[r] = gains.lie;
        }
    }

    private void add(int rule, Count count, boolean holds) {
        counts.get(rule).merge(count, holds ? 1L : 0L, Long::sum);
    }

    /** Larger gains first, then smaller games, then smaller agents. */
    private static boolean precedes(double a, long gameA, int agentA, double b, long gameB, int agentB) {
        if (a != b) {
            return a > b;
        }
        return a > 0 && (gameA != gameB ? gameA < gameB : agentA < agentB);
    }

    @Override
    public NecessityTally merge(NecessityTally other) {
        games += other.games;
        reference.merge(other.reference);
        sums.merge(other.sums);
        for (int r = 0; r < largest.length; r++) {
            EnumMap<Count, Long> mine = counts.get(r);
            other.counts.get(r).forEach((count, number) -> mine.merge(count, number, Long::sum));
            if (precedes(
                    other.largest[r],
                    other.largestGame[r],
                    other.largestAgent[r],
                    largest[r],
                    largestGame[r],
                    largestAgent[r])) {
                largest[r] = other.largest[r];
                largestGame[r] = other.largestGame[r];
                largestAgent[r] = other.largestAgent[r];
                largestLie[r] = other.largestLie[r];
            }
        }
        return this;
    }

    public List<TrainingRule> rules() {
        return rules;
    }

    /** Games seen. */
    public long games() {
        return games;
    }

    public long count(int rule, Count count) {
        return counts.get(rule).getOrDefault(count, 0L);
    }

    /** The mean over agents of the best lie's gain, as a share of the stake. */
    double meanGain(int rule) {
        long agents = count(rule, Count.AGENTS);
        return agents == 0 ? 0 : sums.value(rule * SUMS) / agents;
    }

    /** The largest gain of any agent, as a share of its stake. */
    double largestGain(int rule) {
        return largest[rule];
    }

    /** The lie of {@link #largestGain}; empty where nobody gains. */
    String largestLie(int rule) {
        return largestLie[rule];
    }

    /** Σ κ w v(π) over all games when nobody lies. */
    double value(int rule) {
        return sums.value(rule * SUMS + 1);
    }

    /** Σ κ w v(π) − λKL(π‖π0) over all games when nobody lies. */
    double welfare(int rule) {
        return sums.value(rule * SUMS + 2);
    }

    /** Σ κ w v(π0) over all games. */
    double referenceValue() {
        return reference.value(0);
    }
}
