package dev.candor.api.publish;

import dev.candor.failure.Failures;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.util.function.Supplier;

/** Has what a user can mend reach the caller as a {@link UserException}, whatever Spark wrapped it in. */
public final class Explained {
    private Explained() {}

    public static <T> T run(Supplier<T> work) {
        try {
            return work.get();
        } catch (UserException known) {
            throw known;
        } catch (Throwable failure) {
            Failures.standard().explain(failure).ifPresent(mendable -> {
                throw mendable;
            });
            throw failure;
        }
    }

    public static ExitCode code(Throwable failure) {
        return Failures.standard().explain(failure).map(UserException::exitCode).orElse(ExitCode.UNEXPECTED);
    }

    public static String message(Throwable failure) {
        return Failures.standard().explain(failure).map(Throwable::getMessage).orElseGet(failure::toString);
    }
}
