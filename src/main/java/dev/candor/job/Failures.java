package dev.candor.job;

import dev.candor.io.ReadFailures;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Tells what the user can mend from what is a bug, and says either on stderr. */
public final class Failures {
    private final List<Function<Throwable, Optional<UserException>>> explanations;

    /** What every job can explain. */
    public static Failures standard() {
        return new Failures(List.of(ReadFailures::explain, Failures::outOfMemory));
    }

    private static Optional<UserException> outOfMemory(Throwable failure) {
        return failure instanceof OutOfMemoryError
                ? Optional.of(UserException.configuration(
                        "Cannot finish in " + (Runtime.getRuntime().maxMemory() >> 20)
                                + " MiB of driver memory (" + failure.getMessage()
                                + "). Set CANDOR_DRIVER_MEMORY, e.g. CANDOR_DRIVER_MEMORY=8g, or raise --partitions."))
                : Optional.empty();
    }

    /** {@code explanations} are asked in order about each throwable of the cause chain, outermost first. */
    public Failures(List<Function<Throwable, Optional<UserException>>> explanations) {
        this.explanations = List.copyOf(explanations);
    }

    /** The user's error inside {@code failure}: Spark wraps what a task threw; empty when it is a bug. */
    public Optional<UserException> explain(Throwable failure) {
        List<Throwable> chain = chain(failure);
        return chain.stream()
                .filter(UserException.class::isInstance)
                .map(UserException.class::cast)
                .findFirst()
                .or(() -> chain.stream()
                        .flatMap(cause -> explanations.stream().map(explanation -> explanation.apply(cause)))
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    /** Prints {@code failure} for a person and says what the process should return. */
    public ExitCode report(Throwable failure, PrintStream err) {
        Optional<UserException> mendable = explain(failure);
        if (mendable.isPresent()) {
            err.println("candor: " + mendable.get().getMessage());
            return mendable.get().exitCode();
        }
        err.println("candor: unexpected failure");
        failure.printStackTrace(err);
        err.println("candor: this is a bug, or the machine failed; nothing was published unless it says so above."
                + " To report it, send the lines above with the command and the output of jobs/selfcheck"
                + " to the project's issue tracker.");
        return ExitCode.UNEXPECTED;
    }

    private static List<Throwable> chain(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }
}
