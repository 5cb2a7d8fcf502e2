package dev.candor.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example of docs/api.md compiles, runs and prints what stands there. */
class ApiExampleIT {
    @TempDir
    Path folder;

    /** A run directory that examples name, and that there is one of. */
    private static final String PUBLISHED = "runs/2026-11";

    private static final Pattern EXAMPLE = Pattern.compile(
            "```java\n(.*?public class (\\w+) .*?)```\n\nIt prints:\n\n```text\n(.*?)```", Pattern.DOTALL);

    static Stream<Arguments> examples() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("candor.basedir", "."), "docs", "api.md"));
        List<Arguments> examples = EXAMPLE.matcher(page)
                .results()
                .map(found -> Arguments.of(found.group(2), found.group(1), found.group(3)))
                .toList();
        assertThat(examples).hasSize(page.split("```java").length - 1);
        return examples.stream();
    }

    /** The settlement that an audit is shown of. */
    private static void settle(String output) {
        List<String> command = new ArrayList<>(List.of("settle", "--lambda=10", "--output=" + output));
        for (String table : List.of("reports", "candidates", "agents", "prompts")) {
            command.add("--" + table + "=data/quickstart/" + table + ".csv");
        }
        VerbRun.job(command).isDone();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void printsWhatThePageSays(String name, String code, String printed)
            throws IOException, ReflectiveOperationException {
        String settled = folder.resolve("settled").toString();
        if (code.contains(PUBLISHED)) {
            settle(settled);
        }
        Path source = Files.writeString(folder.resolve(name + ".java"), code.replace(PUBLISHED, settled));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertThat(failed).isZero();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            Method run = loader.loadClass(name).getDeclaredMethod("run", SparkSession.class, PrintStream.class);
            run.setAccessible(true);
            run.invoke(null, LocalSpark.session(), new PrintStream(out, true, StandardCharsets.UTF_8));
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(printed);
        VerbRun.assertNothingIsLeftInTheSession();
    }
}
