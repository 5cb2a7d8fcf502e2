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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/api.md compile, run and print what stands there. */
class ApiExampleIT {
    private static final Pattern EXAMPLE = Pattern.compile(
            "```java\n(.*?public class (\\w+) .*?)```\\s+It prints:\\s+```text\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void printsWhatThePageSays() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("candor.basedir", "."), "docs", "api.md"));
        List<MatchResult> examples = EXAMPLE.matcher(page).results().toList();
        assertThat(examples).hasSize(page.split("```java").length - 1).isNotEmpty();
        String settled = folder.resolve("settled").toString();
        settle(settled);
        assertThat(examples)
                .allSatisfy(example -> assertThat(
                                printed(example.group(2), example.group(1).replace("runs/2026-11", settled)))
                        .isEqualTo(example.group(3)));
        VerbRun.assertNothingIsLeftInTheSession();
    }

    /** The settlement that an audit is shown of. */
    private static void settle(String output) {
        List<String> command = new ArrayList<>(List.of("settle", "--lambda=10", "--output=" + output));
        for (String table : List.of("reports", "candidates", "agents", "prompts")) {
            command.add("--" + table + "=data/quickstart/" + table + ".csv");
        }
        VerbRun.job(command).isDone();
    }

    private String printed(String name, String text) throws IOException, ReflectiveOperationException {
        Path source = Files.writeString(folder.resolve(name + ".java"), text);
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
        return out.toString(StandardCharsets.UTF_8);
    }
}
