package dev.candor.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What settle and validate refuse: one message, the right exit code, its account in the output, nothing half-written. */
class RefusedRunsIT {
    @TempDir
    Path folder;

    private SmallInput input;
    private Published run;

    @BeforeEach
    void sound() {
        input = new SmallInput(folder.resolve("in"));
        run = new Published(folder.resolve("run"));
    }

    @AfterEach
    void nothingIsLeftInTheSession() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private VerbRun job(String verb, String... flags) {
        return VerbRun.job(input.command(verb, flags));
    }

    private VerbRun settle() {
        return job("settle", "--output", run.directory().toString());
    }

    /** Every kind of row that is rejected by itself or beside others, in all tables at once. */
    @Test
    void rejectedRowsAreInQuarantine() {
        input.with("reports", "reports.csv", SmallInput.REPORTS + """
                ann,joke,dry,NaN
                bob,greeting,formal,-Infinity
                bob,joke,silly,lots
                cyd,greeting,warm,
                ,joke,dry,1
                ann,joke
                ann,joke,unheard,1
                eve,joke,dry,1
                cyd,joke,dry,0.5
                bob,joke,dry,4
                """);
        input.with("candidates", "candidates.csv", SmallInput.CANDIDATES + """
                joke,grim,-Infinity
                joke,bleak,-900
                """);
        input.with("agents", "agents.csv", SmallInput.AGENTS + """
                dan,0,1
                fay,1,-1
                """);
        input.with("prompts", "prompts.csv", SmallInput.PROMPTS + "poem,-1\n");
        VerbRun refused =
                settle().isRefused(ExitCode.INPUT_REJECTED, "15 rows are rejected, 0 allowed", "--max-rejected-rows");
        run.assertFailed(3);
        assertThat(run.quarantine())
                .extracting(row -> row.getString(0) + " " + row.getString(1))
                .containsExactlyInAnyOrder(
                        "reports NOT_FINITE",
                        "reports NOT_FINITE",
                        "reports NOT_A_NUMBER",
                        "reports MISSING_VALUE",
                        "reports MISSING_ID",
                        "reports MALFORMED",
                        "reports UNKNOWN_CANDIDATE",
                        "reports UNKNOWN_AGENT",
                        "reports CONFLICTING_DUPLICATE",
                        "reports CONFLICTING_DUPLICATE",
                        "candidates NOT_FINITE",
                        "candidates REFERENCE_UNDERFLOW",
                        "agents NOT_POSITIVE",
                        "agents NOT_POSITIVE",
                        "prompts NEGATIVE_WEIGHT");
        String verdict = refused.err().substring(refused.err().indexOf("candor: "));
        assertThat("candor: " + run.result().message() + "\n").isEqualTo(verdict);
        assertThat(job("validate").isRefused(ExitCode.INPUT_REJECTED).err()).endsWith(verdict);
    }

    @Test
    void theCorrectedInputIsPublishedWhereABrokenOneFailed() {
        input.withReport("ann,joke,dry,NaN");
        settle().isRefused(ExitCode.INPUT_REJECTED);
        input.withReport("dan,joke,dry,1");
        settle().isRefused(ExitCode.INPUT_REJECTED);
        assertThat(run.quarantine())
                .singleElement()
                .satisfies(row -> assertThat(row.getString(1)).isEqualTo("UNKNOWN_AGENT"));
        input.with("reports", "reports.csv", SmallInput.REPORTS);
        settle().isDone();
        run.assertClean();
        assertThat(run.contents().keySet()).noneMatch(path -> path.startsWith("quarantine/"));
    }

    @Test
    void conflictingDuplicatesAreBothShown() {
        input.withReport("bob,joke,dry,4");
        settle().isRefused(ExitCode.INPUT_REJECTED);
        assertThat(run.quarantine())
                .extracting(row -> row.getString(2).replaceAll(".*\"reward\":", ""))
                .containsExactly("\"3.0\"}", "\"4\"}");
    }

    @Test
    void malformedJson() {
        input.with("reports", "reports.jsonl", """
                {"agent_id":"ann","prompt_id":"joke","candidate_id":"dry","reward":1.0}
                {"agent_id":"ann","prompt_id":"joke","candid
                """);
        settle().isRefused(ExitCode.INPUT_REJECTED, "reports: 1 × MALFORMED");
        run.assertFailed(3);
        assertThat(run.quarantine().get(0).getString(2)).contains("\"candid");
    }

    @Test
    void aTableThatCannotBeUsedAtAll() {
        String[][] cases = {
            {"agent_id,prompt_id,candidate_id,reward\n", "it is empty"},
            {"agent_id,prompt_id,candidate,reward\nann,joke,dry,1\n", "has no column candidate_id"},
            {"agent_id,prompt_id,candidate_id,reward\nann,joke,\"dry,1\n", "never closed"}
        };
        for (String[] broken : cases) {
            input.with("reports", "reports.csv", broken[0]);
            settle().isRefused(ExitCode.INPUT_REJECTED, broken[1]);
            run.assertFailed(3);
            assertThat(run.result().message()).contains(broken[1]);
            job("validate").isRefused(ExitCode.INPUT_REJECTED, broken[1]);
        }
    }

    @Test
    void aTableThatIsNotThere() {
        input.with("reports", folder.resolve("gone.csv"));
        settle().isRefused(ExitCode.CONFIGURATION, "gone.csv");
        run.assertFailed(2);
        job("validate").isRefused(ExitCode.CONFIGURATION, "gone.csv");
    }

    @Test
    void truncatedParquet() throws IOException {
        Path whole = input.parquetReports();
        byte[] bytes = Files.readAllBytes(whole);
        Path broken = folder.resolve("cut.parquet");
        Files.write(broken, Arrays.copyOf(bytes, bytes.length - 9));
        input.with("reports", broken);
        settle().isRefused(ExitCode.INPUT_REJECTED, "cut.parquet", "truncated");
        run.assertFailed(3);
        assertThat(run.result().message()).contains("cut.parquet");
    }

    /** The footer is sound, so only the pass over the rows can find it. */
    @Test
    void parquetDamagedInTheMiddle() throws IOException {
        byte[] bytes = Files.readAllBytes(input.parquetReports());
        Arrays.fill(bytes, 4, 40, (byte) 0xff);
        input.with("reports", Files.write(folder.resolve("damaged.parquet"), bytes));
        settle().isRefused(ExitCode.INPUT_REJECTED, "damaged.parquet");
        run.assertFailed(3);
        assertThat(run.result().message()).contains("damaged.parquet");
        job("validate").isRefused(ExitCode.INPUT_REJECTED, "damaged.parquet");
    }

    /** Nothing was rejected, so nothing is to be mended and there is no quarantine. */
    @Test
    void duplicatesAreNotCalledRejected() {
        VerbRun doubled = VerbRun.job(input.with("reports", "r.csv", SmallInput.REPORTS + "ann,greeting,formal,1.0\n")
                        .command("settle", "--output", run.directory().toString()))
                .isDone();
        assertThat(doubled.out()).contains("1 identical duplicate collapsed").doesNotContain("quarantine", "rejected");
    }

    @Test
    void nothingToSettleIsRefusedEvenWhenEveryRejectedRowIsTolerated() {
        input.with("reports", "reports.csv", "agent_id,prompt_id,candidate_id,reward\nann,joke,dry,NaN\n");
        job("settle", "--output", run.directory().toString(), "--max-rejected-rows", "5")
                .isRefused(ExitCode.INPUT_REJECTED, "no report");
        run.assertFailed(3);
        assertThat(run.quarantine()).hasSize(1);
        job("validate", "--max-rejected-rows", "5").isRefused(ExitCode.INPUT_REJECTED, "no report");
    }

    /** Nothing is read and nothing written, so nothing is left in the output. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --lambda=0                         | from 1e-30 to 1e30
            --lambda=-1                        | from 1e-30 to 1e30
            --lambda=NaN                       | from 1e-30 to 1e30
            --lambda=lots                      | lambda
            --divergence=chi-square            | Did you mean 'chi-squared'?
            --divergense=kl                    | Did you mean '--divergence'?
            --payment-rule=revenue-maximising  | --domain max|sum
            --max-rejected-rows=-1             | at least 0
            --currency=euro                    | ISO 4217
            --scale=19                         | 0 to 18
            --unit-price=-1                    | ≥ 0
            --broadcast-limit-mib=-1           | at least 0
            --candidates-from-reports          | drop one
            """)
    void usage(String flag, String fragment) {
        job("settle", "--output", run.directory().toString(), flag).isRefused(ExitCode.CONFIGURATION, fragment);
        assertThat(folder.resolve("run")).doesNotExist();
        job("validate", flag).isRefused(ExitCode.CONFIGURATION, fragment);
    }

    @Test
    void withoutOutput() {
        job("settle").isRefused(ExitCode.CONFIGURATION, "--output DIR");
    }

    @Test
    void anOutputThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a directory");
        for (String output :
                List.of(file.toString(), file.resolve("run").toString(), "nosuchfs://host/run", "/proc/run")) {
            job("settle", "--output", output).isRefused(ExitCode.CONFIGURATION, output, "--output");
        }
        assertThat(file).hasContent("not a directory");
    }

    @Test
    void validateAcceptsWhatSettleAccepts() {
        VerbRun alone = job("validate").isDone();
        assertThat(alone.out())
                .isEqualTo("Accepted: 6 rewards of 3 agents (3 payers) on 2 prompts with 4 candidates;"
                        + " 0 identical duplicates collapsed, 0 rows rejected.\n");
        VerbRun recorded =
                job("validate", "--output", run.directory().toString()).isDone();
        assertThat(recorded.out()).isEqualTo(alone.out());
        assertThat(run.contents()).containsOnlyKeys("run_result.json");
        assertThat(run.result().status()).isEqualTo("validated");
    }

    @Test
    void validateLeavesRejectedRowsWhereAsked() {
        input.withReport("ann,joke,dry,NaN");
        job("validate", "--output", run.directory().toString()).isRefused(ExitCode.INPUT_REJECTED, "NOT_FINITE");
        run.assertFailed(3);
        assertThat(run.quarantine()).hasSize(1);
        VerbRun tolerated = job("validate", "--output", run.directory().toString(), "--max-rejected-rows", "1")
                .isDone();
        assertThat(tolerated.out()).contains("1 row rejected");
        assertThat(run.contents().keySet()).noneMatch(path -> path.startsWith("_"));
        assertThat(run.quarantine()).hasSize(1);
        assertThat(run.result().status()).isEqualTo("validated");
        input.with("reports", "reports.csv", SmallInput.REPORTS);
        settle().isDone();
        run.assertClean();
    }
}
