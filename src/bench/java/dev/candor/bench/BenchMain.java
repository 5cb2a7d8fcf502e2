package dev.candor.bench;

import dev.candor.failure.Failures;
import dev.candor.job.cli.Shell;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The process behind {@code jobs/bench}. */
public final class BenchMain {
    private BenchMain() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Shell shell = new Shell(List.of(new BenchVerb()), new Failures(List.of()), out, err);
        System.exit(shell.run(arguments).code());
    }
}
