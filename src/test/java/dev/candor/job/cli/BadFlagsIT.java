package dev.candor.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.job.Main;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Whatever stands behind a flag: the run is done, or refused in a sentence; never a bug with its stack trace. */
class BadFlagsIT {
    /** Runs drawn of all flags and values; a hunt takes more: -Dcandor.draws=1000. */
    private static final int DRAWS = Integer.getInteger("candor.draws", 20);

    private static final long SEED = Long.getLong("candor.seed", 16);

    /** Values that no flag means, or that few do. */
    private static final List<String> VALUES = List.of(
            "",
            " ",
            "abc",
            "NaN",
            "-1",
            "0",
            "1e999",
            "-Infinity",
            "99999999999999999999",
            "1e-320",
            "1,,2",
            "1:0",
            "../../nowhere/x.csv",
            "nosuchfs://host/x",
            "é中 \u0000",
            "{folder}",
            "{reports}",
            "{output}",
            "{output}/inside");

    /** They would leave the session that all tests share, or change how it runs. */
    private static final Set<String> OF_THE_SESSION = Set.of("master", "spark-conf", "progress", "partitions");

    /** Flags that name where a verb writes. */
    private static final Set<String> PLACES = Set.of("output", "store", "work-dir");

    @TempDir
    Path folder;

    private final Map<String, List<String>> sound = new LinkedHashMap<>();

    @BeforeEach
    void soundCommands() throws IOException {
        SmallInput input = new SmallInput(folder.resolve("in"));
        Path comparisons = Files.writeString(folder.resolve("comparisons.csv"), """
                agent_id,prompt_id,candidate_a,candidate_b,outcome
                ann,greeting,formal,warm,a
                bob,joke,dry,silly,b
                """);
        Path gold = Files.writeString(folder.resolve("gold.csv"), "prompt_id,better\ngreeting,formal\n");
        Path texts = Files.writeString(
                folder.resolve("texts.csv"), "prompt_id,candidate_id,text\ngreeting,formal,good day\njoke,dry,ha\n");
        List<String> tables = input.command("").subList(1, input.command("").size());
        sound.put("settle", with(tables, "--lambda", "1"));
        sound.put("validate", with(tables, "--lambda", "1"));
        sound.put("sweep", with(tables, "--lambda", "1,2"));
        sound.put("pack", with(tables, "--segment", "a", "--store"));
        sound.put("learn", List.of("--comparisons", comparisons.toString(), "--candidates", texts.toString()));
        sound.put("calibrate", List.of("--comparisons", comparisons.toString(), "--gold", gold.toString()));
        sound.put("features", List.of("--candidates", texts.toString()));
        sound.put("export", List.of("--settlement", folder.toString(), "--for", "sft"));
        sound.put("audit", List.of("--settlement", folder.toString()));
        sound.put("generate", List.of("--agents", "3", "--prompts", "2"));
        sound.put("study-necessity", List.of("--draws", "3"));
        sound.put("study-noise", List.of("--draws", "3"));
        sound.put("study-curves", List.of("--draws", "3"));
        sound.put("study-implementability", List.of("--draws", "3"));
        sound.put("selfcheck", List.of());
    }

    private static List<String> with(List<String> tables, String... more) {
        List<String> all = new ArrayList<>(tables);
        all.addAll(List.of(more));
        return all;
    }

    /** Many flags with many values, nothing run. */
    @Test
    void plans() {
        assertThat(faults(10 * DRAWS, "--plan")).isEmpty();
    }

    @Test
    void runs() {
        assertThat(faults(DRAWS)).isEmpty();
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private List<String> faults(int draws, String... more) {
        System.out.println("BadFlagsIT: seed " + SEED + ", " + draws + " commands");
        Random random = new Random(SEED);
        List<String> verbs = List.copyOf(sound.keySet());
        List<String> faults = new ArrayList<>();
        for (int k = 0; k < draws; k++) {
            String verb = verbs.get(random.nextInt(verbs.size()));
            List<OptionSpec> options = options(verb);
            OptionSpec option = options.get(random.nextInt(options.size()));
            String value = VALUES.get(random.nextInt(VALUES.size()));
            if (!isHuge(option, value)) {
                faults.addAll(faults(command(verb, option, value, more)));
            }
        }
        return faults;
    }

    /** What would be done, and take long. */
    private static boolean isHuge(OptionSpec option, String value) {
        return value.startsWith("9") && option.longestName().matches("--(agents|prompts|lies|draws)");
    }

    private static List<OptionSpec> options(String verb) {
        Verb what = Main.verbs().stream()
                .filter(known -> CommandSpec.forAnnotatedObject(known).name().equals(verb))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no verb " + verb));
        return Options.settable(Shell.command(verb, what, new CommonOptions()).getCommandSpec()).stream()
                .filter(option -> !OF_THE_SESSION.contains(Options.key(option)))
                .toList();
    }

    private List<String> command(String verb, OptionSpec option, String value, String... more) {
        Path output = folder.resolve("run-" + System.nanoTime());
        List<String> command = new ArrayList<>(List.of(verb));
        List<String> flags = new ArrayList<>(sound.get(verb));
        if (verb.equals("pack")) {
            flags.add(output.toString());
        } else if (!verb.equals("selfcheck")) {
            flags.addAll(List.of("--output", output.toString()));
        }
        String flag = "--" + Options.key(option);
        int at = flags.indexOf(flag);
        if (at >= 0) {
            flags.subList(at, at + 2).clear();
        }
        command.addAll(flags);
        command.add(flag + "="
                + placed(option, value)
                        .replace("{folder}", folder.resolve("in").toString())
                        .replace("{reports}", folder.resolve("in/reports.csv").toString())
                        .replace("{output}", output.toString()));
        command.addAll(List.of(more));
        return command;
    }

    /** A place to write to, below the test's own folder where it would lie below the project's. */
    private String placed(OptionSpec option, String value) {
        boolean relative = !value.isBlank() && !value.contains("{") && !value.contains("://") && value.indexOf(0) < 0;
        return relative && PLACES.contains(Options.key(option)) ? folder.resolve("a/b") + "/" + value : value;
    }

    private static List<String> faults(List<String> command) {
        VerbRun ran = VerbRun.job(command);
        boolean said = ran.code() == ExitCode.DONE
                || (ran.err().contains("candor: Cannot ") && !ran.err().contains("this is a bug"));
        return said && ran.code() != ExitCode.UNEXPECTED && !ran.err().contains("\tat ")
                ? List.of()
                : List.of(String.join(" ", command) + "\n" + ran.code() + "\n" + ran.err());
    }
}
