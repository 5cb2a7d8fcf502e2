package dev.candor.job.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.failure.Failures;
import dev.candor.job.cli.Shell;
import dev.candor.model.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of sweep: what it would do, and what it refuses. */
class SweepJobTest {
    private static final List<String> TABLES = List.of("--reports", "r.csv", "--candidates", "c.csv");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ExitCode plan(String... flags) {
        List<String> command = new ArrayList<>(List.of("sweep", "--plan", "--output", "somewhere"));
        command.addAll(TABLES);
        command.addAll(List.of(flags));
        return new Shell(
                        List.of(new SweepJob()),
                        Failures.standard(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(command.toArray(String[]::new));
    }

    private String stdout() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void plansEveryDivergenceWithEveryLambda() {
        assertThat(plan("--lambda", "0.1:10:3", "--divergence", "kl,l2")).isEqualTo(ExitCode.DONE);
        assertThat(stdout())
                .contains("lambda = 0.1,1.0,10.0\n", "divergence = kl,l2\n")
                .contains("compute: 6 settlements in one pass, the tabular policy under kl, l2, lambda 0.1, 1.0, 10.0,"
                        + " and affine-maximiser payments")
                .contains("write: frontier.csv, frontier.json, frontier.svg, frontier.html, manifest.json below"
                        + " somewhere");
    }

    @Test
    void equalGridsAreTheSameRunHoweverTheyAreTyped() {
        plan("--lambda", "10,0.10,1");
        String listed = stdout();
        out.reset();
        plan("--set", "lambda=0.1:10:3");
        assertThat(stdout()).isEqualTo(listed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    1,2      | kk                  | Cannot settle under divergence 'kk'. Did you mean 'kl'?
                    1,2      | ,kl                 | Cannot settle under divergence ''.
                    1,2      | kl,l2,kl            | Cannot sweep divergence kl twice
                    0,1      | kl                  | Cannot use lambda = '0,1' (flag --lambda): lambda must be > 0
                    1:9      | kl                  | Cannot use lambda = '1:9' (flag --lambda): a grid has three parts
                    1e-40,1  | kl                  | Cannot settle with lambda 1.0E-40
                    1:9:101  | kl,l2               | Cannot sweep 202 settlements, 2 divergences times 101 lambda
                    """)
    void refused(String lambda, String divergence, String reason) {
        assertThat(plan("--lambda", lambda, "--divergence", divergence)).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(reason);
    }

    @Test
    void refusedWithoutLambda() {
        assertThat(plan()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Cannot sweep without prices of divergence");
    }
}
