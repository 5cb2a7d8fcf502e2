package dev.candor.hunt;

import dev.candor.LocalSpark;
import dev.candor.failure.Failures;
import dev.candor.job.Main;
import dev.candor.job.cli.Shell;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A verb run in this JVM, in the session all tests share, and what it said. */
record Call(List<String> command, int exit, String out, String err) {
    /** Runs {@code jobs/verb flag...}; every way to end but those documented is a finding. */
    static Call of(List<String> verbAndFlags) {
        List<String> command = new ArrayList<>(verbAndFlags);
        command.add("--quiet");
        LocalSpark.session();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = new Shell(
                        Main.verbs(),
                        Failures.standard(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(command.toArray(String[]::new))
                .code();
        Call call = new Call(command, exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        boolean traced = call.err.contains("\n\tat ") || call.err.contains("this is a bug");
        Finding.unless(exit != 1 && !traced, "exit " + exit + " with a stack trace from " + call);
        return call;
    }

    Call isDone() {
        Finding.unless(exit == 0, "a refusal of what is sound: " + this);
        return this;
    }

    @Override
    public String toString() {
        String said = err.length() > 4000 ? err.substring(0, 4000) + " ..." : err;
        return "jobs/" + String.join(" ", command) + "\nexit " + exit + "\n" + said;
    }
}
