package dev.candor.engine.learn;

import dev.candor.model.RatingCorrection;
import dev.candor.model.TargetDomain;
import dev.candor.model.UserException;
import java.io.Serializable;

/**
 * How rewards are learned. Public constants, fixed before the log is read.
 *
 * @param priorScale σ of the utilities' prior, in logits
 * @param tiePrevalence Davidson's ν ≥ 0
 * @param confidence of each agent's error bound, in (0, 1)
 * @param domain where rewards go
 * @param correction of ratings
 * @param ratingStep how far a true position may be from its rating for certain, in [0, 1]
 * @param ratingNoise standard deviation of one rating about that, as a share of the scale
 */
public record LearnSpec(
        double priorScale,
        double tiePrevalence,
        double confidence,
        TargetDomain domain,
        RatingCorrection correction,
        double ratingStep,
        double ratingNoise)
        implements Serializable {
    private static final double MOST_SCALE = 100;
    private static final double LEAST_SCALE = 0.01;

    public LearnSpec {
        require(
                priorScale >= LEAST_SCALE && priorScale <= MOST_SCALE,
                "--prior-scale " + priorScale + ": it must be from " + LEAST_SCALE + " to " + MOST_SCALE + " (logits)");
        require(
                tiePrevalence >= 0 && tiePrevalence <= MOST_SCALE,
                "--tie-prevalence " + tiePrevalence + ": it must be from 0 (a tie is half a win of each) to "
                        + MOST_SCALE);
        require(confidence > 0 && confidence < 1, "--confidence " + confidence + ": it must be above 0 and below 1");
        require(
                ratingNoise >= 0 && ratingNoise <= 1,
                "--rating-noise " + ratingNoise + ": it is a share of the scale and must be from 0 to 1");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw UserException.configuration("Cannot learn with " + what + ".");
        }
    }
}
