package dev.candor.optim;

/** How a solver ended; never an exception. */
public enum SolveStatus {
    /** The gap (of a concave problem the duality gap, otherwise what the slopes still promise) is within the tolerance. */
    CONVERGED,
    /** The passes allowed were used up before the gap closed. */
    GAP_NOT_REACHED,
    /** No step along the search direction raised the objective, and the gap is open. */
    STALLED
}
