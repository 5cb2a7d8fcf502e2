package dev.candor.learn.choice;

/**
 * The weight of a judge's vote that makes a weighted majority of independent judges the likeliest verdict: the log-odds of
 * being right (Nitzan and Paroush 1982). Odds are smoothed by pseudo-counts, for no log proves a judge infallible.
 */
public final class LogOddsBoost {
    private LogOddsBoost() {}

    /**
     * log((r + s)/(n − r + s)), or {@code least} where that is less: a judge no better than chance decides next to nothing,
     * and is not taken to mean the contrary of what it says.
     *
     * @param halfPoints 2r: 2 for each right judgement, 1 for a tie, in [0, 2n]
     * @param judged n ≥ 0
     * @param smoothing s > 0, right and wrong judgements added to those made
     * @param least > 0
     */
    public static double of(long halfPoints, long judged, double smoothing, double least) {
        if (halfPoints < 0 || halfPoints > 2 * judged) {
            throw new IllegalArgumentException(halfPoints + " half points of " + judged + " judgements");
        }
        double right = halfPoints / 2.0;
        return Math.max(least, StrictMath.log((right + smoothing) / (judged - right + smoothing)));
    }
}
