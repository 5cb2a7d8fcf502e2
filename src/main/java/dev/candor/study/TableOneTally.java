package dev.candor.study;

import dev.candor.numeric.ExactSums;

/**
 * What the first agent gains by moving ε from its worst candidate to its best (Thm 4.2, Sum domain), on average over games:
 * without payments, and with them (Table 1 of Sun et al. 2025). ε is cut to what the theorem allows, min{1 − max r, min r}.
 */
public final class TableOneTally implements StudyTally<TableOneTally> {
    private static final long serialVersionUID = 1L;

    private final WelfareMaximising rule;
    private final double[] epsilon;
    /** By ε: change of w·v and its square, change of utility and its square, whether ε was cut. */
    private final ExactSums sums;

    private long games;

    public TableOneTally(WelfareMaximising rule, double[] epsilon) {
        this.rule = rule;
        this.epsilon = epsilon.clone();
        this.sums = new ExactSums(5 * epsilon.length);
    }

    @Override
    public void add(Game game) {
        games++;
        double[] reward = game.reward(0);
        int worst = 0;
        int best = 0;
        for (int x = 1; x < reward.length; x++) {
            worst = reward[x] < reward[worst] ? x : worst;
            best = reward[x] > reward[best] ? x : best;
        }
        double room = Math.min(1 - reward[best], reward[worst]);
        WelfareMaximising.Optimum truth = rule.optimum(game);
        for (int e = 0; e < epsilon.length; e++) {
            double moved = Math.min(epsilon[e], room);
            double[] lie = reward.clone();
            lie[worst] -= moved;
            lie[best] += moved;
            Game lied = game.with(0, lie, game.size(0));
            WelfareMaximising.Optimum optimum = rule.optimum(lied);
            double gain = game.gain(0, truth.prob(), optimum.prob());
            double utility = gain - (optimum.payment(lied, 0) - truth.payment(game, 0));
            double[] figures = {gain, gain * gain, utility, utility * utility, moved < epsilon[e] ? 1 : 0};
            for (int k = 0; k < figures.length; k++) {
                sums.add(5 * e + k, figures[k]);
            }
        }
    }

    @Override
    public TableOneTally merge(TableOneTally other) {
        games += other.games;
        sums.merge(other.sums);
        return this;
    }

    long games() {
        return games;
    }

    /** Mean change of w·v. */
    double valuation(int level) {
        return sums.value(5 * level) / games;
    }

    /** Standard error of {@link #valuation}. */
    double valuationError(int level) {
        return error(5 * level);
    }

    /** Mean change of the utility with p^AFF charged. */
    double utility(int level) {
        return sums.value(5 * level + 2) / games;
    }

    /** Standard error of {@link #utility}. */
    double utilityError(int level) {
        return error(5 * level + 2);
    }

    /** Share of the games in which ε was more than the theorem allows. */
    double cut(int level) {
        return sums.value(5 * level + 4) / games;
    }

    private double error(int slot) {
        double mean = sums.value(slot) / games;
        return Math.sqrt(Math.max(0, sums.value(slot + 1) / games - mean * mean) / games);
    }
}
