package dev.candor.engine.text;

import dev.candor.embedding.TextEncoder;
import dev.candor.model.UserException;
import java.util.Optional;

/**
 * How features are made of texts.
 *
 * @param encoder the network that makes vectors of them; empty = hashed terms
 * @param terms into which words and sequences of words are hashed
 * @param ngrams the longest sequence of words that is a term of its own
 * @param dimensions d of the features; 0 = the vectors themselves
 */
public record TextSpec(Optional<TextEncoder> encoder, int terms, int ngrams, int dimensions) {
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
        int length = encoder.map(TextEncoder::dimensions).orElse(terms);
        int most = Math.min(length, MOST_DIMENSIONS);
        require(
                dimensions >= 0 && dimensions <= most && (dimensions > 0 || length <= MOST_DIMENSIONS),
                "--dimensions " + dimensions + " of vectors of length " + length + ": it must be from 1 to " + most
                        + ", or 0 of vectors of at most " + MOST_DIMENSIONS);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw UserException.configuration("Cannot make features with " + what + ".");
        }
    }
}
