package dev.candor.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.Shared;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places that are no tables, for every verb and every flag that takes one; what is said of files delivered twice. */
class RefusedPlacesIT {
    @TempDir
    Path folder;

    private SmallInput input;

    @BeforeEach
    void sound() {
        input = new SmallInput(folder.resolve("in"));
    }

    @AfterEach
    void nothingIsLeftInTheSession() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private static VerbRun run(String command, Path out) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of(words.get(0).equals("pack") ? "--store" : "--output", out.toString()));
        return VerbRun.job(words);
    }

    @Test
    void noVerbReadsALakeTableThroughAnyFlag() throws IOException {
        Path lake = folder.resolve("lake");
        Files.createDirectories(lake.resolve("_delta_log"));
        Files.writeString(lake.resolve("_delta_log/00000000000000000000.json"), "{}");
        Files.createDirectories(lake.resolve("day=1"));
        Files.writeString(lake.resolve("day=1/part-0.csv"), "agent_id\na\n");
        String reports = folder + "/in/reports.csv";
        String candidates = folder + "/in/candidates.csv";
        String sound = " --reports " + reports + " --candidates " + candidates + " --lambda 1";
        List<String> commands = List.of(
                "settle --candidates " + candidates + " --lambda 1 --reports",
                "settle --reports " + reports + " --lambda 1 --candidates",
                "settle" + sound + " --agents",
                "settle" + sound + " --prompts",
                "settle" + sound + " --errors",
                "settle" + sound + " --policy-class mixture --experts",
                "settle --policy-class log-linear --lambda 1 --candidates " + candidates + " --coefficients",
                "settle --policy-class log-linear --lambda 1 --coefficients " + reports + " --candidates",
                "settle --policy-class catalog --checkpoints " + candidates + " --valuations",
                "settle --policy-class catalog --valuations " + reports + " --checkpoints",
                "validate --candidates " + candidates + " --reports",
                "validate --comparisons",
                "validate --rankings",
                "validate --rating-scale 0:1 --ratings",
                "sweep --candidates " + candidates + " --lambda 1,2 --reports",
                "pack --segment s --candidates " + candidates + " --reports",
                "learn --comparisons",
                "learn --rankings",
                "learn --rating-scale 0:1 --ratings",
                "learn --comparisons " + reports + " --agents",
                "learn --comparisons " + reports + " --candidates",
                "learn --model linear --comparisons " + reports + " --candidates",
                "calibrate --gold " + reports + " --comparisons",
                "calibrate --comparisons " + reports + " --gold",
                "features --candidates",
                "audit equivalence --lambda 1 --payments");
        List<String> others = new ArrayList<>();
        int made = 0;
        for (String command : commands) {
            for (String place : List.of("lake", "lake/day=1")) {
                VerbRun ran = run(command + " " + folder + "/" + place, folder.resolve("out" + made++));
                if (ran.code() != ExitCode.CONFIGURATION || !ran.err().contains("a Delta table")) {
                    others.add(command + " " + place + ": " + ran.code() + " " + ran.err());
                }
            }
        }
        assertThat(others).isEmpty();
    }

    /** A settlement's and a store's own directories, as tables of the next run. */
    /** Cases 20-run-directory-as-input and 20-same-file-twice. */
    @Test
    void runDirectoriesNameTheirTablesAndTakeNoOutput() throws IOException {
        Path run = folder.resolve("run");
        VerbRun.job(input.command("settle", "--lambda", "2", "--output", run.toString()))
                .isDone();
        Path store = folder.resolve("store");
        VerbRun.job(input.command("pack", "--segment", "s1", "--store", store.toString()))
                .isDone();
        Path learned = folder.resolve("learned");
        String log = Shared.folder("cases/20-same-file-twice").resolve("log").toString();
        VerbRun twice = run("learn --comparisons " + log, learned).isDone();
        assertThat(twice.err())
                .contains(
                        "comparisons (1).csv and ",
                        "comparisons.csv (comparisons) hold the same rows",
                        "counts 2 times");
        assertThat(new Published(learned).text("summary.json")).contains("counts 2 times");
        assertThat(VerbRun.job(List.of("validate", "--comparisons", log))
                        .isDone()
                        .err())
                .contains("counts 2 times");

        String candidates = " --candidates " + folder + "/in/candidates.csv --lambda 1";
        run("settle --reports " + run + candidates, folder.resolve("a"))
                .isRefused(ExitCode.CONFIGURATION, "run is a run directory of settle: its tables are payments, policy");
        run("settle --reports " + learned + candidates, folder.resolve("b"))
                .isRefused(ExitCode.CONFIGURATION, "learned is a run directory of learn: give " + learned + "/reports");
        run("learn --comparisons " + store, folder.resolve("c"))
                .isRefused(ExitCode.CONFIGURATION, "store is a packed store", "--packed");
        run("settle --reports " + store + "/s1" + candidates, folder.resolve("d"))
                .isRefused(ExitCode.CONFIGURATION, "s1 is a run directory of pack: its tables are candidates, rewards");
        run("settle --packed " + store + candidates, store.resolve("out"))
                .isRefused(ExitCode.CONFIGURATION, "it lies in the input, packed at");
        assertThat(store.resolve("out")).doesNotExist();
        run("settle --packed " + store + candidates, folder.resolve("e")).isDone();
    }

    @Test
    void outputInsideTheInputIsRefusedAtTheFirstRunAndLeavesNothing() {
        String command = "settle --reports " + folder + "/in/reports.csv --lambda 1 --candidates " + folder;
        for (String place : List.of("/in", "/i*", "/in/../in")) {
            run(command + place, folder.resolve("in/out"))
                    .isRefused(ExitCode.CONFIGURATION, "it lies in the input, candidates at");
            assertThat(folder.resolve("in/out")).doesNotExist();
        }
    }

    /** Cases s3a-exit1, glob-exit1 and 10-file-names. */
    @Test
    void placesThatCannotBeUsedAreMistakesInTheFlags() throws IOException {
        Path links = Files.createDirectories(folder.resolve("links"));
        Files.copy(folder.resolve("in/reports.csv"), links.resolve("a.csv"));
        Files.createSymbolicLink(links.resolve("more.csv"), Path.of("gone.csv"));
        String candidates = " --candidates " + folder + "/in/candidates.csv --lambda 1";
        Path out = folder.resolve("out");
        for (String place : List.of(links.toString(), folder + "/nofile[31m.json", "s3a://b/x.csv", "a:b.csv")) {
            run("settle --reports " + place + candidates, out).isRefused(ExitCode.CONFIGURATION, "--reports");
        }
        String reports = "settle --reports " + folder + "/in/reports.csv" + candidates;
        for (String output : List.of("s3a://b/out", "a:b", "nope://h/out")) {
            VerbRun.job(Stream.concat(Stream.of(reports.split(" ")), Stream.of("--output", output))
                            .toList())
                    .isRefused(ExitCode.CONFIGURATION, output.substring(0, 1));
            VerbRun.job(List.of("generate", "--agents", "2", "--output", output))
                    .isRefused(ExitCode.CONFIGURATION);
        }
        run("settle --packed s3a://b/store" + candidates, out).isRefused(ExitCode.CONFIGURATION, "s3a");
        run("export --format sft --settlement s3a://b/run", out).isRefused(ExitCode.CONFIGURATION);
        run("settle --reports \uFFFD.csv" + candidates, out).isRefused(ExitCode.CONFIGURATION, "LC_ALL=C.UTF-8");
    }
}
