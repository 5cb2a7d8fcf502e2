package dev.candor.bench;

import dev.candor.failure.Failures;
import dev.candor.job.cli.Shell;
import dev.candor.job.cli.Verb;
import dev.candor.model.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A verb of Candor run in this JVM through the public shell, in the session that is open. */
final class InProcess {
    private InProcess() {}

    /**
     * Runs {@code flags}, the verb first.
     *
     * @throws IllegalStateException with everything it said, unless it ended with exit code 0
     */
    static void run(Verb verb, List<String> flags) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        ExitCode code = new Shell(List.of(verb), new Failures(List.of()), out, out).run(flags.toArray(String[]::new));
        if (code != ExitCode.DONE) {
            throw new IllegalStateException(
                    String.join(" ", flags) + " ended with " + code + ": " + said.toString(StandardCharsets.UTF_8));
        }
    }
}
