package dev.candor.job.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.Launched;
import dev.candor.job.VerbRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's first command prints what the README says. */
class QuickstartIT {
    @Test
    void printsWhatTheReadmeShows() throws IOException {
        Path home = Launched.home();
        String readme = Files.readString(home.resolve("README.md"));
        String shown = readme.split("```", -1)[1].strip();
        VerbRun ran = VerbRun.job(List.of("quickstart", "--data=" + home.resolve("data/quickstart")))
                .isDone();
        VerbRun.assertNothingIsLeftInTheSession();
        assertThat(shown).startsWith("Settled 60 agents").endsWith("no lie beats the truth.");
        assertThat(ran.out().strip()).startsWith(shown);
    }
}
