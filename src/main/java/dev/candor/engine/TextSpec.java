package dev.candor.engine;

import dev.candor.model.UserException;

/**
 * How features are made of texts.
 *
 * @param terms into which words and sequences of words are hashed
 * @param ngrams the longest sequence of words that is a term of its own
 * @param dimensions d of the features; 0 = the terms themselves
 */
public record TextSpec(int terms, int ngrams, int dimensions) {
    private static final int LEAST_TERMS = 16;
    /** The matrix of their second moments is decomposed on the driver. */
    private static final int MOST_TERMS = 2048;

    private static final int MOST_NGRAMS = 3;
    /** What settle takes. */
    private static final int MOST_DIMENSIONS = 512;

    public TextSpec {
        require(
                terms >= LEAST_TERMS && terms <= MOST_TERMS,
                "--terms " + terms + ": it must be from " + LEAST_TERMS + " to " + MOST_TERMS);
        require(ngrams >= 1 && ngrams <= MOST_NGRAMS, "--ngrams " + ngrams + ": it must be from 1 to " + MOST_NGRAMS);
        int most = Math.min(terms, MOST_DIMENSIONS);
        require(
                dimensions >= 0 && dimensions <= most && (dimensions > 0 || terms <= MOST_DIMENSIONS),
                "--dimensions " + dimensions + " of --terms " + terms + ": it must be from 1 to " + most
                        + ", or 0 with at most " + MOST_DIMENSIONS + " terms");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw UserException.configuration("Cannot make features with " + what + ".");
        }
    }
}
