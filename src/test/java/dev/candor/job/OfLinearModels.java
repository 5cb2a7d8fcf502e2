package dev.candor.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Runs of jobs/learn --model linear in a folder of their own. */
abstract class OfLinearModels {
    static final String COMPARISONS = "agent_id,prompt_id,candidate_a,candidate_b,outcome\n";

    @TempDir
    Path folder;

    final Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    final Published learned(String name, String... flags) {
        List<String> command = new ArrayList<>(List.of(
                "learn", "--model", "linear", "--output", folder.resolve(name).toString()));
        command.addAll(Arrays.asList(flags));
        Ran.job(command).isDone();
        Ran.assertNothingIsLeftInTheSession();
        return new Published(folder.resolve(name)).assertClean();
    }
}
