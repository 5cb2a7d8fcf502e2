package dev.candor.job.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.job.Published;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.model.Divergence;
import dev.candor.model.ExitCode;
import dev.candor.model.RewardDomain;
import dev.candor.study.DrawnGames;
import dev.candor.study.Game;
import dev.candor.study.PaymentFunction;
import dev.candor.study.WelfareMaximising;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** jobs/study and jobs/audit equivalence from the flags to the published directory. */
class StudyIT {
    @TempDir
    Path folder;

    private int runs;

    @AfterEach
    void nothingIsLeftInTheSession() {
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private Published run(List<String> flags) {
        Published run = next();
        VerbRun.job(command(run, flags)).isDone();
        return run.assertClean();
    }

    private Published next() {
        return new Published(folder.resolve("run-" + runs++));
    }

    private static List<String> command(Published run, List<String> flags) {
        List<String> command = new ArrayList<>(flags);
        command.add("--output=" + run.directory());
        return command;
    }

    /** Files of the study, not those that name the run. */
    private static Map<String, String> files(Published run) {
        Map<String, String> files = run.contents();
        files.keySet().removeAll(List.of("manifest.json", "run_result.json"));
        return files;
    }

    private Published assertSameBytes(List<String> flags, String... names) {
        return assertSameBytes(List.of(1, 7), flags, names);
    }

    private Published assertSameBytes(List<Integer> partitionings, List<String> flags, String... names) {
        Map<String, String> expected = null;
        Published run = null;
        for (int partitions : partitionings) {
            List<String> cut = new ArrayList<>(flags);
            cut.add("--partitions=" + partitions);
            run = run(cut);
            Map<String, String> found = files(run);
            expected = expected == null ? found : expected;
            assertThat(found)
                    .isEqualTo(expected)
                    .containsKeys("study.json", "study.html")
                    .containsKeys(names);
        }
        return run;
    }

    @Test
    void drawnStudiesAreTheSameBytesForAnyPartitioning() {
        assertSameBytes(
                List.of(1, 2, 7, 200),
                List.of("study", "necessity", "--draws=23", "--game-agents=3", "--game-candidates=4", "--lies=40"),
                "necessity.csv",
                "shares.csv");
        assertSameBytes(
                List.of("study", "implementability", "--draws=23", "--game-candidates=4", "--types=6"),
                "implementability.csv",
                "cycles.csv");
        assertSameBytes(List.of("study", "noise", "--draws=23", "--game-candidates=4", "--epsilon=0.1,1"), "noise.csv");
        assertSameBytes(
                List.of("study", "curves", "--draws=501", "--steps=6"),
                "curves.csv",
                "table-1.csv",
                "three-groups.csv");
        assertSameBytes(
                List.of("audit", "equivalence", "--rule=mosaic", "--draws=11", "--reports-tried=40"), "verdict.csv");
    }

    @Test
    void reportsAreGamesAPrompt() {
        List<String> flags = new SmallInput(folder.resolve("in")).command("study", "--lambda=1");
        flags.add(1, "necessity");
        Published run = assertSameBytes(flags, "necessity.csv");
        assertThat(run.text("study.json")).contains("2 prompts of the reports with 4 agents that care");
        assertThat(run.text("necessity.csv").lines().findFirst().orElseThrow()).startsWith("rule,agents,gaining");
        flags.add("--prompts-sampled=1");
        assertThat(run(flags).text("study.json")).contains("1 prompt of the reports");
    }

    @Test
    void brokenInputIsRefused() {
        SmallInput input = new SmallInput(folder.resolve("in")).withReport("ann,greeting,nobody,1.0");
        List<String> flags = input.command("study", "--lambda=1");
        flags.add(1, "necessity");
        Published run = next();
        VerbRun.job(command(run, flags)).isRefused(ExitCode.INPUT_REJECTED, "UNKNOWN_CANDIDATE");
        run.assertFailed(3);
        refused(ExitCode.CONFIGURATION, "Did you mean 'nash'?", "study", "necessity", "--rules=nahs");
        refused(ExitCode.CONFIGURATION, "--domain", "study", "necessity", "--domain=unrestricted");
        refused(ExitCode.CONFIGURATION, "necessity | noise", "study");
        refused(ExitCode.CONFIGURATION, "--sizes", "study", "curves", "--sizes=3");
        refused(ExitCode.CONFIGURATION, "--draws", "study", "noise", "--draws=0");
        refused(
                ExitCode.CONFIGURATION,
                "--game-agents",
                "audit",
                "equivalence",
                "--rule=shapley-cost",
                "--game-agents=20");
    }

    private void refused(ExitCode code, String fragment, String... flags) {
        VerbRun.job(command(next(), Arrays.asList(flags))).isRefused(code, fragment);
    }

    @Test
    void aRuleThatIsNotEquivalentIsPublishedWithItsCounterExample() {
        Published run = next();
        List<String> command = command(
                run, List.of("audit", "equivalence", "--rule=pay-your-value", "--draws=9", "--reports-tried=40"));
        assertThat(VerbRun.job(command).code()).isEqualTo(ExitCode.CERTIFICATE_NOT_MET);
        run.assertClean();
        assertThat(run.text("verdict.csv")).contains("not equivalent");
        assertThat(run.text("pair.csv").lines()).hasSize(3);
        VerbRun again = VerbRun.job(command);
        assertThat(again.out()).contains("Already done");
        assertThat(again.code()).isEqualTo(ExitCode.CERTIFICATE_NOT_MET);
    }

    @Test
    void observedPaymentsAreCompared() throws IOException {
        WelfareMaximising rule = WelfareMaximising.of(Divergence.HELLINGER, 2);
        Path sound = observed("sound.csv", rule);
        List<String> flags = List.of("audit", "equivalence", "--divergence=hellinger", "--lambda=2");
        assertThat(assertSameBytes(with(flags, "--payments=" + sound), "verdict.csv")
                        .text("verdict.csv"))
                .contains(",equivalent,6,12,");
        Path first = observed("first.csv", (game, agent) -> game.size(agent) * game.reward(agent)[0]);
        Published failing = next();
        assertThat(VerbRun.job(command(failing, with(flags, "--payments=" + first)))
                        .code())
                .isEqualTo(ExitCode.CERTIFICATE_NOT_MET);
        assertThat(failing.text("verdict.csv")).contains("not equivalent");
        String text = Files.readString(sound);
        Path broken = Files.writeString(folder.resolve("broken.csv"), text + "g9,r0,x0,0.5,1,much,2,3\n");
        refused(ExitCode.INPUT_REJECTED, "game_id\":\"g9\"", "audit", "equivalence", "--payments=" + broken);
        Path other =
                Files.writeString(folder.resolve("other.csv"), text.replaceFirst("g0,r1,x0,0\\.25,", "g0,r1,x0,0.5,"));
        refused(ExitCode.INPUT_REJECTED, "ref_prob", "audit", "equivalence", "--payments=" + other);
        Path short1 = Files.writeString(folder.resolve("short.csv"), "game_id,payment\ng,1\n");
        refused(ExitCode.INPUT_REJECTED, "report_id, candidate_id", "audit", "equivalence", "--payments=" + short1);
    }

    private static List<String> with(List<String> flags, String flag) {
        List<String> more = new ArrayList<>(flags);
        more.add(flag);
        return more;
    }

    /** Three reports of the first agent of each of six games. */
    private Path observed(String name, PaymentFunction charged) throws IOException {
        DrawnGames games = new DrawnGames(3, 4, RewardDomain.MAX, 7, false);
        StringBuilder csv = new StringBuilder(
                "game_id,report_id,candidate_id,ref_prob,others_aggregate,own_reward,own_size,payment\n");
        for (int g = 0; g < 6; g++) {
            Game truth = games.game(g);
            for (int r = 0; r < 3; r++) {
                Game told = truth.with(0, games.game(10 * g + r).reward(1), 1 + r);
                for (int x = 0; x < 4; x++) {
                    double others = truth.size(1) * truth.reward(1)[x] + truth.size(2) * truth.reward(2)[x];
                    csv.append("g%d,r%d,x%d,0.25,%s,%s,%s,%s%n"
                            .formatted(g, r, x, others, told.reward(0)[x], 1.0 + r, charged.payment(told, 0)));
                }
            }
        }
        return Files.writeString(folder.resolve(name), csv.toString());
    }
}
