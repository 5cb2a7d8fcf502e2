package dev.candor.model;

/** What a job's process returns; documented in {@code docs/operations.md}. */
public enum ExitCode {
    /** The result is published (or was already, under the same fingerprint). */
    DONE(0),
    /** A bug or a failure of the machine. */
    UNEXPECTED(1),
    /** The command line or the configuration cannot be run. */
    CONFIGURATION(2),
    /** The input broke the data contract. */
    INPUT_REJECTED(3),
    /** The certificate is worse than asked for. */
    CERTIFICATE_NOT_MET(4),
    /** The output directory holds a run with another fingerprint. */
    OUTPUT_CONFLICT(5),
    /** Publication may or may not have happened. */
    COMMIT_STATE_UNKNOWN(6);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
