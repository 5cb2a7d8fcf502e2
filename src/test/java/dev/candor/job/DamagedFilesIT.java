package dev.candor.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.Shared;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are damaged are refused with exit code 3, one sentence that says where, and no trace. */
class DamagedFilesIT {
    private static final String LAMBDA = "--lambda 5";

    @TempDir
    Path folder;

    private void refused(String name, String flags, String... said) throws IOException {
        FileUtils.copyDirectory(Shared.folder("cases/" + name).toFile(), folder.toFile());
        run(flags).isRefused(ExitCode.INPUT_REJECTED, said);
    }

    private VerbRun run(String flags) {
        List<String> command = new ArrayList<>(
                List.of("settle", "--output", folder.resolve("out").toString()));
        for (String flag : flags.split(" ", -1)) {
            boolean path = Files.exists(folder.resolve(flag));
            command.add(path ? folder.resolve(flag).toString() : flag);
        }
        return VerbRun.job(command);
    }

    @Test
    void aRowGroupThatSaysItHasNoRows() throws IOException {
        refused(
                "rowgroup-num-rows-zero",
                "--reports reports.parquet --candidates candidates.parquet " + LAMBDA,
                "reports.parquet: it is damaged: its footer: it says 6144 rows in all, its row groups have 4096");
    }

    private static final String ALL =
            "--reports reports.parquet --candidates candidates.parquet --agents agents.parquet --prompts prompts.parquet ";

    @Test
    void levelsThatMakeNullsOfValues() throws IOException {
        refused("levels-flip", ALL + LAMBDA, "agents.parquet", "column weight in row group 0", "damaged");
    }

    @Test
    void aPageLargerThanItsFile() throws IOException {
        refused("oom-page-size", ALL + LAMBDA, "agents.parquet", "column weight in row group 0", "2147483646 bytes");
    }

    @Test
    void aFooterOfATableOfArrays() throws IOException {
        refused(
                "vector-footer-exit1",
                "--policy-class log-linear --coefficients coefficients.parquet --candidates features.parquet " + LAMBDA,
                "coefficients.parquet: it is damaged: its footer");
    }

    @Test
    void aPackedStore() throws IOException {
        refused(
                "packed-store-json",
                "--packed packed --candidates candidates.parquet " + LAMBDA,
                "store.json is damaged");
    }

    /** Fewer buckets would hide rewards, more would not be those of their agents. */
    @Test
    void aWholeStoreThatSaysSomethingElse() throws IOException {
        SmallInput input = new SmallInput(folder.resolve("in")).without("prompts");
        VerbRun.job(input.command(
                        "pack", "--store", folder.resolve("packed").toString(), "--segment", "one", "--buckets", "3"))
                .isDone();
        refusedAfter("store.json", "\"buckets\" : 3", "\"buckets\" : 2", "bucket");
        refusedAfter("store.json", "\"buckets\" : 3", "\"buckets\" : 5", "does not belong to bucket");
        refusedAfter("store.json", "\"buckets\" : 3", "\"buckets\" : 0", "store.json is damaged: it says 0 buckets");
        refusedAfter("one/manifest.json", "\"files\"", "\"fails\"", "manifest.json is damaged");
    }

    private void refusedAfter(String file, String is, String becomes, String said) throws IOException {
        Path path = folder.resolve("packed").resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(is);
        Files.writeString(path, text.replace(is, becomes));
        run("--packed packed --candidates in/candidates.csv " + LAMBDA).isRefused(ExitCode.INPUT_REJECTED, said);
        Files.writeString(path, text);
    }
}
