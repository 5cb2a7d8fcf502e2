package dev.candor.job.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.failure.Failures;
import dev.candor.job.Published;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.job.cli.Shell;
import dev.candor.model.ExitCode;
import dev.candor.model.FrontierPoint;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PaymentConcentration;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** jobs/sweep from the flags to the published directory, around an engine that makes its points up. */
class SweepJobIT {
    @TempDir
    Path folder;

    private final List<MechanismSpec> swept = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ExitCode sweep(Path output, String... flags) {
        LocalSpark.session();
        SweepJob job = new SweepJob((work, reports, mechanisms, limits) -> {
            assertThat(reports.rowsAccepted()).isEqualTo(6);
            swept.addAll(mechanisms);
            return mechanisms.stream().map(SweepJobIT::point).toList();
        });
        List<String> command = new SmallInput(folder.resolve("in")).command("sweep", "--output", output.toString());
        command.addAll(List.of(flags));
        return new Shell(
                        List.of(job),
                        Failures.standard(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(command.toArray(String[]::new));
    }

    private static FrontierPoint point(MechanismSpec mechanism) {
        PaymentConcentration one = new PaymentConcentration(1, 1, 1, 3, 1);
        double moved = 1 / (1 + mechanism.lambda());
        return new FrontierPoint(mechanism.divergence(), mechanism.lambda(), 2, 1, 2 + moved, moved, moved, one);
    }

    @Test
    void aFrontierIsPublishedOnceWithEverythingAboutIt() {
        Published run = new Published(folder.resolve("run"));
        assertThat(sweep(run.directory(), "--lambda", "10,0.1,1", "--divergence", "kl,l2"))
                .as(err.toString(StandardCharsets.UTF_8))
                .isEqualTo(ExitCode.DONE);
        run.assertClean();
        assertThat(swept)
                .extracting(MechanismSpec::divergence, MechanismSpec::lambda)
                .hasToString("[(\"kl\", 0.1), (\"kl\", 1.0), (\"kl\", 10.0),"
                        + " (\"l2\", 0.1), (\"l2\", 1.0), (\"l2\", 10.0)]");
        assertThat(run.contents())
                .containsOnlyKeys(
                        "frontier.csv",
                        "frontier.html",
                        "frontier.json",
                        "frontier.svg",
                        "manifest.json",
                        "run_result.json");
        assertThat(run.text("frontier.csv").lines()).hasSize(7);
        assertThat(run.text("frontier.svg")).startsWith("<svg");
        assertThat(run.manifest().orElseThrow().counts()).containsEntry("agents", 3L);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("Swept 6 settlements of 3 agents on 2 prompts: 4 candidates, 6 rewards")
                .contains("! Do not settle these same reports");
        assertThat(sweep(run.directory(), "--lambda", "0.1:10:3", "--divergence", "kl,l2"))
                .isEqualTo(ExitCode.DONE);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Already done");
        assertThat(swept).hasSize(6);
        VerbRun.assertNothingIsLeftInTheSession();
    }
}
