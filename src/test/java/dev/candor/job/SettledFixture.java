package dev.candor.job;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A verb that takes a settlement: the small input, what jobs/settle publishes of it, and where the verb publishes. */
public abstract class SettledFixture {
    @TempDir
    public Path folder;

    public SmallInput input;
    public Published settled;
    public Published run;

    @BeforeEach
    void sound() {
        input = new SmallInput(folder.resolve("in"));
        settled = new Published(folder.resolve("settled"));
        run = new Published(folder.resolve("run"));
    }

    @AfterEach
    void nothingIsLeftInTheSession() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    public final void settle(String... flags) {
        List<String> command =
                input.command("settle", "--output", settled.directory().toString());
        command.addAll(List.of(flags));
        VerbRun.job(command).isDone();
    }
}
