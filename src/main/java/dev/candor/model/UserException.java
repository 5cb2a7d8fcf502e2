package dev.candor.model;

/**
 * Something the user can mend: the message says what cannot be done, why, the value, and what to change.
 * Every other exception is a bug and ends in {@link ExitCode#UNEXPECTED}.
 */
public final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final boolean outputMisplaced;

    private UserException(ExitCode exitCode, String message, Throwable cause) {
        this(exitCode, message, cause, false);
    }

    private UserException(ExitCode exitCode, String message, Throwable cause, boolean outputMisplaced) {
        super(message, cause);
        this.exitCode = exitCode;
        this.outputMisplaced = outputMisplaced;
    }

    public static UserException configuration(String message) {
        return new UserException(ExitCode.CONFIGURATION, message, null);
    }

    /** The output must not lie where it does: nothing may be written there, not even that the run failed. */
    public static UserException misplacedOutput(String message) {
        return new UserException(ExitCode.CONFIGURATION, message, null, true);
    }

    public static UserException configuration(String message, Throwable cause) {
        return new UserException(ExitCode.CONFIGURATION, message, cause);
    }

    public static UserException inputRejected(String message) {
        return new UserException(ExitCode.INPUT_REJECTED, message, null);
    }

    public static UserException inputRejected(String message, Throwable cause) {
        return new UserException(ExitCode.INPUT_REJECTED, message, cause);
    }

    public static UserException certificateNotMet(String message) {
        return new UserException(ExitCode.CERTIFICATE_NOT_MET, message, null);
    }

    public static UserException outputConflict(String message) {
        return new UserException(ExitCode.OUTPUT_CONFLICT, message, null);
    }

    public static UserException commitStateUnknown(String message, Throwable cause) {
        return new UserException(ExitCode.COMMIT_STATE_UNKNOWN, message, cause);
    }

    public boolean isOutputMisplaced() {
        return outputMisplaced;
    }

    /** A run that a signal ended, which is nobody's mistake. */
    public static UserException stopped(ExitCode exitCode, String message) {
        return new UserException(exitCode, message, null);
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
