package dev.candor.mechanism;

/** Differences between a lie and the truth, formed so that they do not cancel. */
final class Gains {
    private Gains() {}

    /**
     * ⟨d, π̃ − π⟩, d counted from the middle of its range: Σ(π̃ − π) is 0 but for rounding, so no constant in d counts,
     * and what rounding remains is relative to the range of d.
     */
    static double ofValue(PromptGame game, Play truth, Play lied) {
        double[] d = game.truth;
        double least = d[0];
        double most = d[0];
        for (double one : d) {
            least = Math.min(least, one);
            most = Math.max(most, one);
        }
        double middle = least / 2 + most / 2;
        double gain = 0;
        for (int x = 0; x < d.length; x++) {
            gain += (d[x] - middle) * (lied.prob(x) - truth.prob(x));
        }
        return gain;
    }
}
