package dev.candor.hunt;

/** Something that is not as it must be: what, where, expected and obtained. */
final class Finding extends RuntimeException {
    private static final long serialVersionUID = 1;

    Finding(String message) {
        super(message);
    }

    static void unless(boolean holds, String message) {
        if (!holds) {
            throw new Finding(message);
        }
    }
}
