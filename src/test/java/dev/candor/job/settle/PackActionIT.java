package dev.candor.job.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.LocalSpark;
import dev.candor.api.Candor;
import dev.candor.api.PackAction;
import dev.candor.api.PackedSegment;
import dev.candor.io.run.Manifest;
import dev.candor.job.Published;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A segment from a program is the segment of the command line: the same run, so that either finds the other's done. */
class PackActionIT {
    @TempDir
    Path folder;

    private final SparkSession spark = LocalSpark.session();
    private SmallInput input;

    @BeforeEach
    void write() {
        input = new SmallInput(folder.resolve("in"));
    }

    @AfterEach
    void nothingIsKept() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private String path(String table) {
        return folder.resolve("in").resolve(table).toString();
    }

    private PackAction action(String reports) {
        return Candor.on(spark)
                .pack()
                .reports(path(reports))
                .candidates(path("candidates.csv"))
                .store(folder.resolve("store").toString())
                .segment("day");
    }

    private VerbRun byCommand(String store) {
        return VerbRun.job(input.without("agents")
                .without("prompts")
                .command("pack", "--store", folder.resolve(store).toString(), "--segment", "day"));
    }

    @Test
    void theSegmentIsThatOfTheCommandLine() {
        byCommand("other").isDone();
        PackedSegment packed = action("reports.csv").run();
        Published mine = new Published(folder.resolve("store/day"));
        Manifest manifest = mine.manifest().orElseThrow();
        Manifest theirs = new Published(folder.resolve("other/day")).manifest().orElseThrow();
        assertThat(manifest.fingerprint()).isEqualTo(theirs.fingerprint());
        assertThat(manifest.config()).isEqualTo(theirs.config());
        assertThat(manifest.files()).isEqualTo(theirs.files()).isNotEmpty();
        assertThat(manifest.counts()).isEqualTo(theirs.counts());
        mine.assertClean();
        assertThat(packed)
                .isEqualTo(new PackedSegment(
                        folder.resolve("store/day").toString(),
                        3,
                        4,
                        6,
                        0,
                        0,
                        manifest.files().stream()
                                .mapToLong(file -> file.bytes())
                                .sum(),
                        false));
        assertThat(byCommand("store").isDone().out()).contains("Already done");
        assertThat(action("reports.csv").run().alreadyThere()).isTrue();
    }

    @Test
    void rejectedRowsAreBesideTheSegment() {
        input.with("reports", "bad.csv", SmallInput.REPORTS + "ann,greeting,nobody,1\nann,greeting,warm,0.25\n");
        assertThatThrownBy(action("bad.csv")::run)
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT_REJECTED))
                .hasMessageContaining("UNKNOWN_CANDIDATE");
        Published day = new Published(folder.resolve("store/day"));
        day.assertFailed(ExitCode.INPUT_REJECTED.code());
        assertThat(day.quarantine()).hasSize(1);
        PackedSegment packed = action("bad.csv").maxRejectedRows(1).run();
        assertThat(List.of(packed.rewards(), packed.rejectedRows(), packed.duplicateRows()))
                .containsExactly(6L, 1L, 1L);
        day.assertClean();
    }

    /** A secret of the session that a path repeats, and one in a URI. */
    @Test
    void accountOfAFailureHasNoSecrets() {
        input.with("reports", "swordfish1;password=hunter2.csv", "agent_id\nann\n");
        spark.conf().set("fs.example.secret.key", "swordfish1");
        try {
            refused(action("swordfish1;password=hunter2.csv"), ExitCode.INPUT_REJECTED, "has no column");
        } finally {
            spark.conf().unset("fs.example.secret.key");
        }
        String account = new Published(folder.resolve("store/day")).text("run_result.json");
        assertThat(account)
                .contains("has no column")
                .contains("(redacted)")
                .doesNotContain("swordfish1")
                .doesNotContain("hunter2");
    }

    @Test
    void whatCannotBePackedIsRefused() {
        refused(Candor.on(spark).pack().segment("day"), ExitCode.CONFIGURATION, "without a place");
        refused(action("reports.csv").segment("a/b"), ExitCode.CONFIGURATION, "Cannot name a segment 'a/b'");
        refused(action("reports.csv").buckets(70_000), ExitCode.CONFIGURATION, "70000 buckets");
        refused(action("nowhere.csv"), ExitCode.CONFIGURATION, "nowhere.csv");
        refused(
                action("reports.csv").reports(spark.emptyDataFrame()),
                ExitCode.CONFIGURATION,
                "Cannot pack a DataFrame");
        assertThat(folder.resolve("store/store.json")).doesNotExist();
        action("reports.csv").run();
        refused(action("reports.csv").agents(path("agents.csv")), ExitCode.OUTPUT_CONFLICT, "day");
    }

    private static void refused(PackAction action, ExitCode code, String fragment) {
        assertThatThrownBy(action::run)
                .as(fragment)
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
                .hasMessageContaining(fragment);
        VerbRun.assertNothingIsLeftInTheSession();
    }
}
