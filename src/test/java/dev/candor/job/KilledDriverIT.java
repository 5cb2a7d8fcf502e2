package dev.candor.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.Launched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** jobs/settle killed with SIGKILL: no manifest or a whole run, and the same command finishes it. */
class KilledDriverIT {
    private static final long SEED = 20_260_101L;
    private static final long LIMIT_SECONDS = 120;

    @TempDir
    Path folder;

    /** One directory that three drivers in a row die in, each further on its way. */
    @Test
    void atTheStepsOfARun() {
        Published run = new Published(folder.resolve("run"));
        kill(run, "staging directory", () -> names(run, "_staging-").findAny().isPresent());
        kill(
                run,
                "policy staged",
                () -> names(run, "_staging-").anyMatch(staging -> Files.isDirectory(staging.resolve("policy"))));
        kill(run, "claim", () -> Files.exists(run.directory().resolve("_claim.json")));
        assertTheSameCommandFinishesIt(run);
    }

    @Test
    void atRandomMoments() {
        Published run = new Published(folder.resolve("run"));
        Random random = new Random(SEED);
        for (int k = 0; k < 2; k++) {
            long millis = 2000L + random.nextInt(8000);
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            kill(run, millis + " ms (seed " + SEED + ")", () -> System.nanoTime() > end);
        }
        assertTheSameCommandFinishesIt(run);
    }

    /** SIGTERM is obeyed: an account, no staging, the exit code of the signal. */
    @Test
    void aDriverThatIsAskedToStop() throws IOException, InterruptedException {
        Published run = new Published(folder.resolve("run"));
        Process driver = start(run);
        try {
            long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (names(run, "_staging-").findAny().isEmpty() && System.nanoTime() < limit) {
                Thread.sleep(2);
            }
            driver.destroy();
            assertThat(driver.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            driver.destroyForcibly();
        }
        String log = Files.readString(folder.resolve("killed.log"));
        assertThat(driver.exitValue()).as(log).isEqualTo(143);
        assertThat(log).contains("candor: Stopped by SIGTERM").doesNotContain("\tat ", "this is a bug");
        assertThat(run.contents()).containsOnlyKeys("run_result.json");
        assertThat(names(run, "_staging-")).isEmpty();
        assertThat(run.result().status()).isEqualTo("stopped");
        assertThat(run.result().exitCode()).isEqualTo(143);
    }

    private void assertTheSameCommandFinishesIt(Published run) {
        Launched finished = Launched.job(Map.of(), folder, command(run));
        assertThat(finished.exitCode()).as(finished.stderr()).isZero();
        run.assertWhole();
        assertThat(run.result().status()).isEqualTo("published");
        assertThat(run.contents()).doesNotContainKey("_claim.json");
        Published undisturbed = new Published(folder.resolve("undisturbed"));
        VerbRun.job(command(undisturbed)).isDone();
        assertThat(run.bill()).isEqualTo(undisturbed.bill());
        Map<String, String> before = run.contentsAndTimes();
        Launched again = Launched.job(Map.of(), folder, command(run));
        assertThat(again.stdout()).startsWith("Already done");
        assertThat(run.contentsAndTimes()).isEqualTo(before);
    }

    private List<String> command(Published run) {
        return new SmallInput(folder.resolve("in"))
                .command("settle", "--output", run.directory().toString(), "--progress", "never");
    }

    private Process start(Published run) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(Launched.home().resolve("jobs/.run").toString()));
        command.addAll(command(run));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("killed.log").toFile());
        builder.environment().put("CANDOR_NO_BUILD", "1");
        builder.environment().put("CANDOR_DRIVER_MEMORY", "1g");
        builder.environment().keySet().removeAll(List.of("SPARK_HOME", "SPARK_LOCAL_IP"));
        return builder.start();
    }

    /** Starts a driver and kills it at {@code moment}, or lets it end when the moment does not come. */
    private void kill(Published run, String what, BooleanSupplier moment) {
        boolean killed = false;
        try {
            Process driver = start(run);
            long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            try {
                while (driver.isAlive() && !killed && System.nanoTime() < limit) {
                    killed = moment.getAsBoolean();
                    // The driver needs the cores.
                    Thread.sleep(2);
                }
            } finally {
                driver.destroyForcibly();
                driver.waitFor();
            }
            boolean whole = run.manifest().isPresent();
            System.out.println("killed at " + what + ": " + (killed ? "yes" : "it had ended") + ", manifest "
                    + (whole ? "there" : "absent"));
            if (whole) {
                run.assertWhole();
            } else {
                assertThat(killed)
                        .as(Files.readString(folder.resolve("killed.log")))
                        .isTrue();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Path> names(Published run, String prefix) {
        try (Stream<Path> files = Files.list(run.directory())) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList().stream();
        } catch (IOException | UncheckedIOException notYet) {
            return Stream.of();
        }
    }
}
