package dev.candor.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.failure.Failures;
import dev.candor.job.Main;
import dev.candor.job.Published;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A settlement that is asked to stop in the middle and before the end: one sentence, its account, nothing else; not too late. */
class StoppedRunsIT {
    @TempDir
    Path folder;

    @Test
    void onItsWay() {
        for (String phase :
                List.of("fingerprint inputs", "encode and pack reports", "write policy", "list largest payments")) {
            Stop stop = new Stop();
            String place = "after-" + phase.replace(' ', '-');
            VerbRun ran = stopped(stop, phase, place);
            Published run = new Published(folder.resolve(place));
            assertThat(ran.code()).as(phase + ": " + ran.err()).isEqualTo(ExitCode.TERMINATED);
            assertThat(ran.err())
                    .endsWith(
                            "candor: Stopped by SIGTERM: nothing was published. Run the same command again to start over.\n")
                    .doesNotContain("\tat ", "this is a bug");
            assertThat(ran.out()).isEmpty();
            assertThat(run.result().status()).isEqualTo("stopped");
            assertThat(run.result().exitCode()).isEqualTo(143);
            assertThat(run.contents().keySet()).allMatch(path -> path.equals("run_result.json"));
            assertThat(folder.resolve(place).toFile().list()).allMatch(name -> name.equals("run_result.json"));
        }
        VerbRun.assertNothingIsLeftInTheSession();
        VerbRun.job(command("after-write-policy")).isDone();
        new Published(folder.resolve("after-write-policy")).assertClean();
    }

    /** Once the result is being published the run ends as it would have. */
    @Test
    void tooLate() {
        Stop stop = new Stop();
        stop.begin();
        stop.commit();
        assertThat(stop.ask(ExitCode.INTERRUPTED)).isTrue();
        stop.check();
        assertThat(stop.request()).isEmpty();
        assertThat(Thread.interrupted()).isFalse();
        assertThat(stop.ask(ExitCode.INTERRUPTED)).isFalse();
    }

    private VerbRun stopped(Stop stop, String phase, String place) {
        LocalSpark.session();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream asking = new PrintStream(err, true, StandardCharsets.UTF_8) {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                super.write(bytes, offset, length);
                if (new String(bytes, offset, length, StandardCharsets.UTF_8).startsWith(phase + ":")) {
                    ask(stop, phase.startsWith("list") ? 0 : 20);
                }
            }
        };
        ExitCode code = new Shell(
                        Main.verbs(),
                        Failures.standard(),
                        stop,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        asking)
                .run(command(place).toArray(String[]::new));
        return new VerbRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** At once, or from another thread a little later, within the next phase. */
    private static void ask(Stop stop, long millis) {
        if (millis == 0) {
            stop.ask(ExitCode.TERMINATED);
            return;
        }
        new Thread(() -> {
                    LockSupport.parkNanos(millis * 1_000_000);
                    stop.ask(ExitCode.TERMINATED);
                })
                .start();
    }

    private List<String> command(String place) {
        return new SmallInput(folder.resolve("in"))
                .command(
                        "settle",
                        "--lambda",
                        "1",
                        "--output",
                        folder.resolve(place).toString(),
                        "--progress",
                        "never");
    }
}
