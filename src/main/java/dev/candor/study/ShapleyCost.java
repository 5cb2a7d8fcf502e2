package dev.candor.study;

/** The Shapley value of the game in which a coalition T costs λD(π_T‖π0), π_T the welfare optimum of its members alone. */
final class ShapleyCost {
    /** 2ⁿ coalitions are trained. */
    private static final int MOST_AGENTS = 12;

    private ShapleyCost() {}

    /** Σ_T |T|!(n−1−|T|)!/n! · [c(T ∪ i) − c(T)] over the coalitions T without i. */
    static double share(WelfareMaximising mechanism, Game game, int agent) {
        int n = game.agents();
        if (n > MOST_AGENTS) {
            throw new IllegalArgumentException(
                    "cannot split among " + n + " agents: 2^n coalitions are trained, at most 2^" + MOST_AGENTS);
        }
        double share = 0;
        for (int coalition = 0; coalition < 1 << n; coalition++) {
            if ((coalition >> agent & 1) == 0) {
                double weight = weight(n, Integer.bitCount(coalition));
                share += weight * (cost(mechanism, game, coalition | 1 << agent) - cost(mechanism, game, coalition));
            }
        }
        return share;
    }

    /** k!(n−1−k)!/n! = 1/(n·C(n−1, k)). */
    private static double weight(int n, int k) {
        double choices = 1;
        for (int j = 0; j < k; j++) {
            choices = choices * (n - 1 - j) / (j + 1);
        }
        return 1 / (n * choices);
    }

    private static double cost(WelfareMaximising mechanism, Game game, int coalition) {
        double[] aggregate = new double[game.candidates()];
        for (int i = 0; i < game.agents(); i++) {
            if ((coalition >> i & 1) == 1) {
                for (int x = 0; x < aggregate.length; x++) {
                    aggregate[x] += game.scale(i) * game.reward(i)[x];
                }
            }
        }
        return mechanism.optimum(game.logRef(), aggregate).cost();
    }
}
