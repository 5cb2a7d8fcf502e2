package dev.candor.divergence;

/** Reference probabilities of one prompt. */
public final class References {
    private References() {}

    /** π0 = exp(log π0), length K. */
    public static double[] probabilities(double[] logRef) {
        double[] ref = new double[logRef.length];
        for (int x = 0; x < ref.length; x++) {
            ref[x] = StrictMath.exp(logRef[x]);
        }
        return ref;
    }
}
