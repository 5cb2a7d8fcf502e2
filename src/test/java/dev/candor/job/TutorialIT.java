package dev.candor.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.Launched;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/tutorial.md, typed in their order, print what the page shows below each of them. */
class TutorialIT {
    private static final Pattern BLOCK = Pattern.compile("(?m)^```(sh|text)\n(.*?)^```$", Pattern.DOTALL);
    private static final String REFUSED = "candor: Cannot ";

    @TempDir
    Path folder;

    @Test
    void everyCommandPrintsWhatThePageShows() throws IOException, InterruptedException {
        List<Step> steps = steps(Files.readString(Launched.home().resolve("docs/tutorial.md")));
        assertThat(steps).hasSizeGreaterThan(20);
        assertThat(steps)
                .noneMatch(step ->
                        step.command().startsWith("jobs/") && step.shown().isEmpty());

        for (Step step : steps) {
            if (step.command().startsWith("rm ")) {
                assertThat(folder.resolve("tutorial/run/report.html")).content().contains("75.70 EUR");
                assertThat(folder.resolve("tutorial/sweep/frontier.html")).isNotEmptyFile();
                assertThat(folder.resolve("tutorial/audit/audit.html")).isNotEmptyFile();
            }
            assertShows(step.shown(), step.command().startsWith("jobs/") ? job(step) : shell(step.command()));
        }

        assertThat(folder).isEmptyDirectory();
        VerbRun.assertNothingIsLeftInTheSession();
    }

    /** In this session; a page that shows a refusal wants exit code 3. */
    private String job(Step step) {
        String command = step.command().substring("jobs/".length()).replace("\\\n", " ");
        List<String> words = Arrays.stream(command.strip().split("\\s+", -1))
                .map(word -> word.startsWith("tutorial/") ? folder.resolve(word).toString() : word)
                .toList();
        VerbRun ran = VerbRun.job(words);
        boolean refused = step.shown().startsWith(REFUSED);
        assertThat(ran.code()).as(command + ran.err()).isEqualTo(refused ? ExitCode.INPUT_REJECTED : ExitCode.DONE);
        String said = refused ? ran.err().substring(ran.err().indexOf(REFUSED)) : ran.out();
        return said.replace(folder + "/", "");
    }

    private String shell(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-ec", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    /** All that was printed, in order; a line of "..." stands for any lines. */
    private static void assertShows(String shown, String said) {
        String pattern = Arrays.stream(shown.strip().split("\n", -1))
                .map(line -> line.equals("...") ? "(?:.*\n)*" : Pattern.quote(line + "\n"))
                .collect(Collectors.joining());
        assertThat(said.strip() + "\n").matches(pattern);
    }

    private static List<Step> steps(String page) {
        List<Step> steps = new ArrayList<>();
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            if (block.group(1).equals("sh")) {
                steps.add(new Step(block.group(2), ""));
            } else {
                String command = steps.remove(steps.size() - 1).command();
                steps.add(new Step(command, block.group(2)));
            }
        }
        return steps;
    }

    /** A command and what the page shows of its output. */
    private record Step(String command, String shown) {}
}
