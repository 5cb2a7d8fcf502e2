package dev.candor.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Console;
import scala.collection.immutable.List$;
import scala.tools.nsc.Settings;
import scala.tools.nsc.interpreter.IMain;
import scala.tools.nsc.interpreter.Results;
import scala.tools.nsc.interpreter.shell.ReplReporterImpl;
import scala.tools.nsc.interpreter.shell.ShellConfig;

/** The Scala of docs/api.md, typed line by line as into spark-shell, prints what stands there. */
class SparkShellExampleIT {
    private static final Pattern EXAMPLE =
            Pattern.compile("```scala\n(.*?)```\n\nIt prints:\n\n```text\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void printsWhatThePageSays() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("candor.basedir", "."), "docs", "api.md"));
        List<MatchResult> examples = EXAMPLE.matcher(page).results().toList();
        assertThat(examples).hasSize(page.split("```scala").length - 1).isNotEmpty();
        StringWriter said = new StringWriter();
        IMain shell = shell(said);
        try {
            shell.bind("spark", "org.apache.spark.sql.SparkSession", LocalSpark.session(), List$.MODULE$.empty());
            for (MatchResult example : examples) {
                String code = example.group(1).replace("runs/", folder.resolve("runs") + "/");
                assertThat(typed(shell, code, said)).isEqualTo(example.group(2));
            }
        } finally {
            shell.close();
        }
        VerbRun.assertNothingIsLeftInTheSession();
    }

    private static IMain shell(StringWriter said) {
        Settings settings = new Settings();
        settings.classpath()
                .value_$eq(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        ShellConfig config = ShellConfig.apply(settings);
        return new IMain(settings, new ReplReporterImpl(config, settings, new PrintWriter(said, true)));
    }

    /** What {@code code} prints, without what the shell says of values. */
    private static String typed(IMain shell, String code, StringWriter said) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console.withOut(new PrintStream(out, true, StandardCharsets.UTF_8), () -> {
            StringBuilder pending = new StringBuilder();
            for (String line : code.lines().filter(line -> !line.isBlank()).toList()) {
                pending.append(line).append('\n');
                Results.Result result = shell.interpret(pending.toString());
                assertThat(result).as("%s%n%s", pending, said).isNotEqualTo(Results.Error$.MODULE$);
                if (result.equals(Results.Success$.MODULE$)) {
                    pending.setLength(0);
                }
            }
            assertThat(pending).as("an unfinished line").isEmpty();
            return null;
        });
        return out.toString(StandardCharsets.UTF_8);
    }
}
