package dev.candor.failure;

import dev.candor.io.schema.ReadFailures;
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

    /** What every job can explain: what the machine lacks first, since reading fails for want of it too. */
    public static Failures standard() {
        return new Failures(
                List.of(MachineLimits::explain, ReadFailures::explain, PlaceFailures::explain, Failures::stopped));
    }

    /** Spark is gone, and nobody here stopped it. */
    private static Optional<UserException> stopped(Throwable failure) {
        return String.valueOf(failure.getMessage()).contains("SparkContext was shut down")
                ? Optional.of(UserException.configuration("Cannot finish: Spark stopped during the run; most often the"
                        + " driver's memory ran out. Set CANDOR_DRIVER_MEMORY, e.g. CANDOR_DRIVER_MEMORY=8g."))
                : Optional.empty();
    }

    /** {@code explanations} are asked in order, each about every throwable of the cause chain, outermost first. */
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
                .or(() -> explanations.stream()
                        .flatMap(explanation -> chain.stream().map(explanation))
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
