package dev.candor.engine.learn;

import dev.candor.learn.choice.LogOddsBoost;
import dev.candor.model.UserException;
import java.io.Serializable;

/**
 * How boosts are made of known answers.
 *
 * @param folds K ≥ 2, into which prompts fall by the hash of the seed and their ids
 * @param smoothing pseudo-counts of {@link LogOddsBoost}
 * @param leastBoost of an agent that is no better than chance
 */
public record CalibrationSpec(int folds, long seed, double smoothing, double leastBoost) implements Serializable {
    /** Each fold is two tables of files. */
    private static final int MOST_FOLDS = 100;

    private static final double MOST = 1e6;
    private static final double LEAST = 1e-9;

    public CalibrationSpec {
        require(
                folds >= 2 && folds <= MOST_FOLDS,
                "--folds " + folds + ": it must be from 2 to " + MOST_FOLDS
                        + ", for the boosts of a fold come from the others");
        require(
                smoothing >= LEAST && smoothing <= MOST,
                "--smoothing " + smoothing + ": it must be from " + LEAST + " to " + MOST);
        require(
                leastBoost >= LEAST && leastBoost <= 1,
                "--least-boost " + leastBoost + ": it must be from " + LEAST
                        + " to 1, for a settlement takes positive boosts only");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw UserException.configuration("Cannot calibrate with " + what + ".");
        }
    }
}
