package dev.candor.job.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.failure.Failures;
import dev.candor.job.Published;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.job.cli.Shell;
import dev.candor.model.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** jobs/sweep from the flags to the published directory. */
class SweepJobIT {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ExitCode sweep(Path output, String... flags) {
        LocalSpark.session();
        List<String> command = new SmallInput(folder.resolve("in")).command("sweep", "--output", output.toString());
        command.addAll(List.of(flags));
        return new Shell(
                        List.of(new SweepJob()),
                        Failures.standard(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(command.toArray(String[]::new));
    }

    @Test
    void aFrontierIsPublishedOnceWithEverythingAboutIt() {
        Published run = new Published(folder.resolve("run"));
        assertThat(sweep(run.directory(), "--lambda", "10,0.1,1", "--divergence", "kl,l2"))
                .as(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(ExitCode.DONE);
        run.assertClean();
        assertThat(run.text("frontier.csv").lines().skip(1).map(line -> line.substring(0, line.indexOf(',', 4))))
                .containsExactly("kl,0.1", "kl,1.0", "kl,10.0", "l2,0.1", "l2,1.0", "l2,10.0");
        assertThat(run.contents())
                .containsOnlyKeys(
                        "frontier.csv",
                        "frontier.html",
                        "frontier.json",
                        "frontier.svg",
                        "manifest.json",
                        "run_result.json");
        assertThat(run.text("frontier.svg")).startsWith("<svg");
        assertThat(run.manifest().orElseThrow().counts()).containsEntry("agents", 3L);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("Swept 6 settlements of 3 agents on 2 prompts: 4 candidates, 6 rewards")
                .contains("! Do not settle these same reports");
        assertThat(sweep(run.directory(), "--lambda", "0.1:10:3", "--divergence", "kl,l2"))
                .isEqualTo(ExitCode.DONE);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Already done");
        VerbRun.assertNothingIsLeftInTheSession();
    }
}
