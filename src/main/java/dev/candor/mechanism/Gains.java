package dev.candor.mechanism;

/** Differences between a lie and the truth, formed so that they do not cancel. */
final class Gains {
    private Gains() {}

    /**
     * ⟨d, π̃ − π⟩ for d counted from the middle of its range: Σ(π̃ − π) is 0 but for rounding, so what rounding remains is
     * relative to the range of d.
     */
    static double ofValue(PromptGame game, Play truth, Play lied) {
        double[] d = game.truth;
        double gain = 0;
        for (int x = 0; x < d.length; x++) {
            gain += d[x] * (lied.prob(x) - truth.prob(x));
        }
        return gain;
    }
}
