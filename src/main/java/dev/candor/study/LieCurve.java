package dev.candor.study;

/**
 * What the first agent of a game gets when it says it is α times its size, or that it wants β·r + (1−β)·r₋, r₋ the others'
 * weighted mean: the curves of Figure 2 of Sun et al. 2025.
 *
 * @param told α or β
 * @param valuation w·v by the true rewards and size
 * @param payment p^AFF of what is told
 */
record LieCurve(double told, double valuation, double payment) {
    /** w·v − p. */
    double utility() {
        return valuation - payment;
    }

    /** With α·w in place of w. */
    static LieCurve ofSize(WelfareMaximising rule, Game game, double alpha) {
        return at(rule, game, game.with(0, game.reward(0), alpha * game.size(0)), alpha);
    }

    /** With β·r + (1−β)·r₋ in place of r. */
    static LieCurve ofPreference(WelfareMaximising rule, Game game, double beta) {
        double[] others = game.othersMean(0);
        double[] told = game.reward(0).clone();
        for (int x = 0; x < told.length; x++) {
            told[x] = beta * told[x] + (1 - beta) * others[x];
        }
        return at(rule, game, game.with(0, told, game.size(0)), beta);
    }

    private static LieCurve at(WelfareMaximising rule, Game game, Game lied, double told) {
        WelfareMaximising.Optimum optimum = rule.optimum(lied);
        return new LieCurve(told, game.size(0) * game.value(0, optimum.prob()), optimum.payment(lied, 0));
    }
}
