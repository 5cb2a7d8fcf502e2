package dev.candor.hunt;

/** A game that the reference itself cannot solve: nothing is known of what was obtained. */
final class Undecided extends RuntimeException {
    private static final long serialVersionUID = 1;

    Undecided(String message) {
        super(message);
    }
}
