package dev.candor.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.candor.failure.Failures;
import dev.candor.job.Main;
import dev.candor.model.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** conf/verb.conf is what the verb takes: every key, with its default, in comments too. */
class ConfFilesTest {
    /** Absolute or not, the module's directory is where Maven starts tests. */
    private static final Path CONF = Path.of("conf");

    @TempDir
    Path folder;

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(CONF)) {
            return files.filter(file -> file.toString().endsWith(".conf")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyKeyIsAnOptionAndEveryOptionAKey(Path file) throws IOException {
        Set<String> keys = new TreeSet<>(settings(uncommented(file)).keySet());
        assertThat(keys.removeIf(key -> key.startsWith(Settings.SPARK_CONF))).isTrue();
        keys.add("spark-conf");
        assertThat(keys).isEqualTo(options(file).keySet());
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatIsSetIsTheDefaultWhereThereIsOne(Path file) throws IOException {
        Map<String, OptionSpec> options = options(file);
        settings(uncommented(file)).forEach((key, value) -> {
            if (options.containsKey(key)) {
                defaultOf(options.get(key))
                        .ifPresent(standard -> assertThat(value).as(key).isEqualTo(standard));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("files")
    void theFileIsAcceptedAsItIsAndUncommented(Path file) throws IOException {
        assertPlanned(file, file);
        assertPlanned(file, uncommented(file, line -> !otherPlaceOfReports(line)));
    }

    private static void assertPlanned(Path file, Path config) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        ExitCode code = new Shell(
                        Main.verbs(), Failures.standard(), nowhere, new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(flags(verb(file), config));
        assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCode.DONE);
    }

    private static String[] flags(String verb, Path config) {
        List<String> flags = new ArrayList<>(List.of(verb, "--config", config.toString(), "--plan"));
        flags.addAll(
                verb.equals("pack")
                        ? List.of("--set", "store=somewhere", "--set", "segment=day")
                        : List.of("--set", "output=somewhere"));
        return flags.toArray(String[]::new);
    }

    /** Reports come from files or from a packed store, or are valuations; a file in force says one of them. */
    private static boolean otherPlaceOfReports(String line) {
        return line.matches(
                "# (packed|valuations|checkpoints|experts|coefficients|comparisons|rankings|ratings|rating-scale) = .*");
    }

    private static String verb(Path file) {
        return file.getFileName().toString().replace(".conf", "");
    }

    /** The file with its {@code # key = value} lines in force. */
    private Path uncommented(Path file) throws IOException {
        return uncommented(file, line -> true);
    }

    private Path uncommented(Path file, Predicate<String> which) throws IOException {
        String text = Files.readAllLines(file).stream()
                .filter(which)
                .map(line -> line.matches("# [a-z-]+ (= \\S+|\\{.*\\})") ? line.substring(2) : line)
                .collect(Collectors.joining("\n"));
        return Files.writeString(folder.resolve(file.getFileName()), text);
    }

    private static Map<String, String> settings(Path config) {
        Map<String, String> values = new TreeMap<>();
        ConfigFactory.parseFile(config.toFile())
                .entrySet()
                .forEach(entry -> values.put(
                        entry.getKey(), entry.getValue().atKey("value").getString("value")));
        return values;
    }

    private static Map<String, OptionSpec> options(Path file) {
        Verb verb = Main.verbs().stream()
                .filter(one -> CommandSpec.forAnnotatedObject(one).name().equals(verb(file)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(file + " is of no verb"));
        return Options.settable(
                        Shell.command(verb(file), verb, new CommonOptions()).getCommandSpec())
                .stream()
                .collect(Collectors.toMap(Options::key, option -> option, (a, b) -> a, TreeMap::new));
    }

    private static Optional<String> defaultOf(OptionSpec option) {
        return option.type() == boolean.class ? Optional.of("false") : Optional.ofNullable(option.defaultValue());
    }
}
