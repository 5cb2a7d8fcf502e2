package dev.candor.embedding;

/** A trained network that makes vectors of texts. Safe for use by several threads; what it needs it loads at first use. */
public interface TextEncoder {
    /** What a command line calls it. */
    String name();

    /** The name and which weights: vectors of equal identity may be compared. */
    String identity();

    /** d of its vectors. */
    int dimensions();

    /** The vector of a text, of length 1: a function of this text alone, whatever else was encoded. */
    double[] encode(String text);
}
