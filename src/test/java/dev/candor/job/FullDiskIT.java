package dev.candor.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.Launched;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Verbs that write to a disk with too little room: a sentence, exit code 2, and the room is free again (case
 * disk-full-leftover).
 */
class FullDiskIT {
    private static final int AGENTS = 400;
    private static final int PROMPTS = 1_500;

    @TempDir
    Path folder;

    private Path small;
    private SmallInput input;

    @BeforeEach
    void mount() throws IOException {
        small = Files.createDirectory(folder.resolve("small"));
        if (Launched.run(Map.of(), folder, List.of("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", small.toString()))
                        .exitCode()
                != 0) {
            String message = "SKIPPED, NOT PASSED: only root can mount a small disk.";
            System.err.println(message);
            Assumptions.abort(message);
        }
        Random random = new Random(16);
        StringBuilder reports = new StringBuilder("agent_id,prompt_id,candidate_id,reward\n");
        StringBuilder candidates = new StringBuilder("prompt_id,candidate_id,text\n");
        StringBuilder comparisons = new StringBuilder("agent_id,prompt_id,candidate_a,candidate_b,outcome\n");
        for (int c = 0; c < PROMPTS; c++) {
            for (String candidate : List.of("x", "y")) {
                candidates
                        .append("prompt-")
                        .append(c)
                        .append(",")
                        .append(candidate)
                        .append(",word")
                        .append(random.nextInt())
                        .append(" word")
                        .append(random.nextInt())
                        .append("\n");
                reports.append("agent-")
                        .append(c % AGENTS)
                        .append(",prompt-")
                        .append(c)
                        .append(",")
                        .append(candidate)
                        .append(",")
                        .append(random.nextDouble())
                        .append("\n");
            }
            comparisons
                    .append("agent-")
                    .append(c % AGENTS)
                    .append(",prompt-")
                    .append(c)
                    .append(",x,y,a\n");
        }
        input = new SmallInput(folder.resolve("in"))
                .with("reports", "reports.csv", reports.toString())
                .with("candidates", "candidates.csv", candidates.toString())
                .without("agents")
                .without("prompts");
        Files.writeString(folder.resolve("in/comparisons.csv"), comparisons);
    }

    @AfterEach
    void unmount() {
        Launched.run(Map.of(), folder, List.of("umount", small.toString()));
    }

    @Test
    void everyVerbThatWritesTables() throws IOException {
        Path settled = folder.resolve("settled");
        VerbRun.job(input.command("settle", "--lambda", "1", "--output", settled.toString()))
                .isDone();
        String candidates = folder.resolve("in/candidates.csv").toString();
        String comparisons = folder.resolve("in/comparisons.csv").toString();
        List<List<String>> commands = new ArrayList<>();
        commands.add(input.command("settle", "--lambda", "1"));
        commands.add(input.command("pack", "--segment", "a"));
        commands.add(List.of("learn", "--comparisons", comparisons, "--candidates", candidates));
        commands.add(List.of("features", "--candidates", candidates, "--dimensions", "20"));
        commands.add(List.of("export", "--settlement", settled.toString(), "--for", "sft"));
        commands.add(List.of("audit", "--settlement", settled.toString(), "--agents-sampled", "2", "--lies", "1"));
        commands.add(List.of("generate", "--agents", "2000", "--prompts", "100"));
        commands.add(input.command("sweep", "--lambda", "0.5,1,2,4,8,16,32,64"));
        commands.add(List.of("calibrate", "--comparisons", comparisons, "--gold", answers(), "--folds", "2"));
        commands.add(List.of("study", "curves", "--draws=501", "--steps=60"));
        for (List<String> verb : commands) {
            List<String> command = new ArrayList<>(verb);
            command.add(verb.get(0).equals("pack") ? "--store" : "--output");
            command.add(small.resolve("out").toString());
            VerbRun ran = VerbRun.job(command).isRefused(ExitCode.CONFIGURATION, "no space", "Free space");
            // A commit that had begun keeps what it placed: the same command finishes it.
            boolean begun = Files.exists(small.resolve("out/_claim.json"));
            try (Stream<Path> left = Files.walk(small)) {
                assertThat(left.filter(Files::isRegularFile)
                                .map(file -> small.relativize(file).toString())
                                .toList())
                        .as(String.join(" ", command) + "\n" + ran.err())
                        .noneMatch(name -> name.contains("_staging-") || name.contains(".attempt-"))
                        .allMatch(name -> begun || name.endsWith("run_result.json") || name.equals("out/store.json"));
            }
            deleteAll();
        }
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private String answers() throws IOException {
        StringBuilder gold = new StringBuilder("prompt_id,better\n");
        for (int c = 0; c < PROMPTS; c++) {
            gold.append("prompt-")
                    .append(c)
                    .append(",")
                    .append(c % 3 == 0 ? "y" : "x")
                    .append("\n");
        }
        return Files.writeString(folder.resolve("in/gold.csv"), gold).toString();
    }

    private void deleteAll() throws IOException {
        try (Stream<Path> left = Files.walk(small)) {
            for (Path path : left.sorted(java.util.Comparator.reverseOrder()).toList()) {
                if (!path.equals(small)) {
                    Files.delete(path);
                }
            }
        }
    }
}
