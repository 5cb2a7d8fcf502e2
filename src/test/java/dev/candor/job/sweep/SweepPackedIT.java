package dev.candor.job.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.job.Published;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.model.SettlementSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** pack, then sweep and settle from the store, as a user would. */
class SweepPackedIT {
    @TempDir
    Path folder;

    private static List<String> without(List<String> flags, String... dropped) {
        List<String> kept = new ArrayList<>(flags);
        for (String flag : dropped) {
            int at = kept.indexOf(flag);
            kept.remove(at);
            kept.remove(at);
        }
        return kept;
    }

    @Test
    void aPointOfTheFrontierIsTheSettlementUnderItsLambda() {
        SmallInput input = new SmallInput(folder.resolve("in"));
        String store = folder.resolve("store").toString();
        VerbRun.job(without(
                        input.command("pack", "--store", store, "--segment", "2026-11-24"), "--agents", "--prompts"))
                .isDone();
        Published frontier = new Published(folder.resolve("frontier"));
        String[] packed = {"--packed", store, "--output"};
        List<String> sweep = without(
                input.command(
                        "sweep",
                        packed[0],
                        packed[1],
                        packed[2],
                        frontier.directory().toString()),
                "--reports");
        sweep.addAll(List.of("--lambda", "0.5,2", "--divergence", "kl,hellinger"));
        VerbRun.job(sweep).isDone();
        Published run = new Published(folder.resolve("run"));
        List<String> settle = without(
                input.command(
                        "settle",
                        packed[0],
                        packed[1],
                        packed[2],
                        run.directory().toString()),
                "--reports");
        settle.addAll(List.of("--lambda", "2", "--divergence", "hellinger"));
        VerbRun.job(settle).isDone();
        SettlementSummary.Figures figures = run.summary().figures();
        assertThat(frontier.text("frontier.csv").lines().filter(line -> line.startsWith("hellinger,2.0,")))
                .singleElement()
                .asString()
                .contains(
                        "," + figures.welfare() + ",",
                        "," + figures.totalValue() + ",",
                        "," + figures.divergence() + ",",
                        "," + figures.revenue() + ",");
        VerbRun.assertNothingIsLeftInTheSession();
    }
}
