package dev.candor.mechanism;

/** Differences between a lie and the truth, formed so that they do not cancel. */
final class Gains {
    private Gains() {}

    /**
     * ⟨d, ỹ − y⟩. Where outcomes sum to 1, d is counted from the middle of its range: Σ(ỹ − y) is 0 but for rounding, so what
     * rounding remains is relative to that range.
     */
    static double ofValue(AgentGame game, Play truth, Play lied) {
        double[] d = game.truth;
        double gain = 0;
        for (int x = 0; x < d.length; x++) {
            gain += d[x] * (lied.outcome(x) - truth.outcome(x));
        }
        return gain;
    }
}
