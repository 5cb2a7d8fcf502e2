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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/api.md compiles, runs and prints what stands there. */
class ApiExampleIT {
    @TempDir
    Path folder;

    private static String block(String page, String language) {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    @Test
    void printsWhatThePageSays() throws IOException, ReflectiveOperationException {
        String page = Files.readString(Path.of(System.getProperty("candor.basedir", "."), "docs", "api.md"));
        Path source = Files.writeString(folder.resolve("Bill.java"), block(page, "java"));
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
            Method run = loader.loadClass("Bill").getDeclaredMethod("run", SparkSession.class, PrintStream.class);
            run.setAccessible(true);
            run.invoke(null, LocalSpark.session(), new PrintStream(out, true, StandardCharsets.UTF_8));
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(block(page, "text"));
        VerbRun.assertNothingIsLeftInTheSession();
    }
}
