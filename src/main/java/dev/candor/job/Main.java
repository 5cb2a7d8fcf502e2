package dev.candor.job;

import dev.candor.model.UserException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** {@code Main verb flag...}: the process behind {@code jobs/verb}; what it returns is an ExitCode. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        PrintStream out = utf8(FileDescriptor.out);
        PrintStream err = utf8(FileDescriptor.err);
        Failures failures = new Failures(List.of(Main::outOfMemory));
        System.exit(new Shell(verbs(), failures, out, err).run(arguments).code());
    }

    private static List<Verb> verbs() {
        return List.of(new Selfcheck());
    }

    private static Optional<UserException> outOfMemory(Throwable failure) {
        return failure instanceof OutOfMemoryError
                ? Optional.of(UserException.configuration(
                        "Cannot finish in " + (Runtime.getRuntime().maxMemory() >> 20)
                                + " MiB of driver memory (" + failure.getMessage()
                                + "). Set CANDOR_DRIVER_MEMORY, e.g. CANDOR_DRIVER_MEMORY=8g, or raise --partitions."))
                : Optional.empty();
    }

    /** λ and × reach the terminal whatever the locale of the JVM. */
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
