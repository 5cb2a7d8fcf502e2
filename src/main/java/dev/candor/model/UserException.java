package dev.candor.model;

/**
 * Something the user can mend: the message says what cannot be done, why, the value, and what to change.
 * Every other exception is a bug and ends in {@link ExitCode#UNEXPECTED}.
 */
public final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    private UserException(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public static UserException configuration(String message) {
        return new UserException(ExitCode.CONFIGURATION, message, null);
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

    /** A run that a signal ended, which is nobody's mistake. */
    public static UserException stopped(ExitCode exitCode, String message) {
        return new UserException(exitCode, message, null);
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
