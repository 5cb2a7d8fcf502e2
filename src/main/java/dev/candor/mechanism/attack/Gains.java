package dev.candor.mechanism.attack;

/** Differences between a lie and the truth, formed so that they do not cancel. */
final class Gains {
    private Gains() {}

    /**
     * ⟨d, ỹ − y⟩ in twice the precision. Where outcomes sum to 1, d is counted from the middle of its range: Σ(ỹ − y) is 0 but
     * for rounding, so what rounding remains is relative to that range.
     */
    static double ofValue(AgentGame game, Play truth, Play lied) {
        double[] d = game.truth;
        double gain = 0;
        double lost = 0;
        for (int x = 0; x < d.length; x++) {
            double moved = lied.outcome(x) - truth.outcome(x);
            double product = d[x] * moved;
            double sum = gain + product;
            lost += Math.fma(d[x], moved, -product) + lost(gain, product, sum);
            lost += d[x]
                    * (lost(lied.outcome(x), -truth.outcome(x), moved) + (lied.outcomeLost(x) - truth.outcomeLost(x)));
            gain = sum;
        }
        return gain + lost;
    }

    /** What a + b has lost by rounding to {@code sum} (Knuth). */
    static double lost(double a, double b, double sum) {
        double part = sum - a;
        return (a - (sum - part)) + (b - part);
    }
}
