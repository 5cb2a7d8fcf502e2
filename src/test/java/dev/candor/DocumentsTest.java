package dev.candor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.divergence.Divergences;
import dev.candor.model.ExitCode;
import dev.candor.model.RejectReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The documents name what the code has. */
class DocumentsTest {
    private static String read(String document) throws IOException {
        return Files.readString(Path.of(document));
    }

    @Test
    void inputNamesEveryReason() throws IOException {
        String input = read("docs/input.md");
        for (RejectReason reason : RejectReason.values()) {
            assertThat(input).contains("| `" + reason.name() + "` | " + reason.text() + " | " + reason.remedy() + " |");
        }
    }

    @Test
    void operationsNamesEveryExitCode() throws IOException {
        for (ExitCode code : ExitCode.values()) {
            assertThat(read("docs/operations.md")).contains("| " + code.code() + " | ");
        }
    }

    @Test
    void mathematicsNamesEveryDivergence() throws IOException {
        for (String name : Divergences.names()) {
            assertThat(read("docs/mathematics.md")).contains("| `" + name + "` |");
        }
    }
}
