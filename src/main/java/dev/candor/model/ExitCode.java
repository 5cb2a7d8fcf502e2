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
    COMMIT_STATE_UNKNOWN(6),
    /** Stopped by SIGHUP, as 128 + 1: the terminal went away. Nothing is published. */
    HUNG_UP(129),
    /** Stopped by SIGINT, as 128 + 2: Ctrl-C. Nothing is published. */
    INTERRUPTED(130),
    /** Stopped by SIGTERM, as 128 + 15: kill, or a scheduler. Nothing is published. */
    TERMINATED(143);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** Whether a signal ended the run. */
    public boolean isStop() {
        return code > 128;
    }
}
