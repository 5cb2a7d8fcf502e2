package dev.candor.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.candor.job.Main;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Java on which Spark would fail within is refused before Spark is touched. */
class JavaVersionTest {
    @ParameterizedTest
    @ValueSource(ints = {8, 11, 16, 24, 25, 99})
    void whatSparkDoesNotRunOnIsRefused(int feature) {
        UserException refusal = catchThrowableOfType(UserException.class, () -> JavaVersion.require(feature));
        assertThat(refusal.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(refusal)
                .hasMessageStartingWith("Cannot run on Java " + feature + " (")
                .hasMessageEndingWith("Set JAVA_HOME.");
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 18, 21, 23})
    void theOthersAreNot(int feature) {
        assertThatCode(() -> JavaVersion.require(feature)).doesNotThrowAnyException();
    }

    @Test
    void theProcessEndsWithTwoAndTheSentence() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream said = new PrintStream(err, true, StandardCharsets.UTF_8);
        ExitCode code = Main.run(25, said, said, new Stop(), "settle", "--no-such-flag");
        assertThat(code).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("candor: Cannot run on Java 25 (")
                .contains("fails from Java 24 on");
        assertThat(Main.run(Runtime.version().feature(), said, said, new Stop(), "--version"))
                .isEqualTo(ExitCode.DONE);
    }
}
