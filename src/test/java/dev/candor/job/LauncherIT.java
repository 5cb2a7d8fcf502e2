package dev.candor.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.Launched;
import dev.candor.Shared;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** jobs/* as a user calls them: from anywhere, through links and spaces, in every mode. */
class LauncherIT {
    @TempDir
    private Path folder;

    private Launched launch(Map<String, String> environment, String... verbAndFlags) {
        return Launched.job(environment, folder, Arrays.asList(verbAndFlags));
    }

    @Test
    void embeddedModeRunsSparkQuietlyWithResultsOnStdout() {
        Launched launched = launch(Map.of(), "selfcheck", "--tasks", "2");
        assertThat(launched.exitCode()).as(launched.stderr()).isZero();
        assertThat(launched.stdout()).startsWith("candor ").contains("master local[*]", "2 tasks ran on 1 JVM\n");
        assertThat(launched.stderr()).matches("selfcheck: 2,000 rows in \\S+ s \\(\\S+ rows/s\\)\n");
    }

    @Test
    void aMasterOnTheCommandLineGoesThroughSparkSubmit() {
        Launched launched = launch(Map.of(), "selfcheck", "--master=local[1]", "--tasks=1", "--quiet");
        assertThat(launched.exitCode()).as(launched.stderr()).isZero();
        assertThat(launched.stdout()).contains("master local[1], 1 cores", "1 tasks ran on 1 JVM\n");
        assertThat(launched.stderr()).isEmpty();
    }

    @Test
    void everyModeReturnsTheVerbsExitCode() {
        for (List<String> mode : List.of(List.<String>of(), List.of("--master", "local[1]"))) {
            List<String> arguments = new ArrayList<>(List.of("selfcheck", "--task", "1"));
            arguments.addAll(mode);
            Launched launched = Launched.job(Map.of(), folder, arguments);
            assertThat(launched.exitCode()).isEqualTo(2);
            assertThat(launched.stdout()).isEmpty();
            assertThat(launched.stderr())
                    .isEqualTo("candor: Cannot use unknown flag '--task'. Did you mean '--tasks'?"
                            + " See jobs/selfcheck --help.\n");
        }
    }

    /** Whose umask is 077 wants files that nobody else reads: of Spark's writer, of ours, packed, and the account. */
    @Test
    void noFileIsOpenToMoreThanTheUmaskSays() throws IOException {
        SmallInput input = new SmallInput(folder.resolve("in"));
        String settle = String.join(
                " ",
                input.command(
                        "settle",
                        "--lambda",
                        "5",
                        "--quiet",
                        "--max-rejected-rows",
                        "1",
                        "--output",
                        folder.resolve("umask/run").toString()));
        String pack = String.join(
                " ",
                input.command(
                        "pack",
                        "--quiet",
                        "--store",
                        folder.resolve("umask/store").toString(),
                        "--segment",
                        "s"));
        input.withReport("ann,joke,unheard,1");
        String jobs = Launched.home().resolve("jobs") + "/";
        Launched launched = Launched.run(
                Map.of(),
                folder,
                List.of(
                        "bash",
                        "-c",
                        "umask 077 && mkdir umask && " + jobs + settle + " && " + jobs + pack
                                + " --max-rejected-rows 1"));
        assertThat(launched.exitCode()).as(launched.stderr()).isZero();
        List<String> open = new ArrayList<>();
        int files = 0;
        try (var paths = Files.walk(folder.resolve("umask"))) {
            for (Path path : paths.toList()) {
                files += Files.isRegularFile(path) ? 1 : 0;
                if (!PosixFilePermissions.toString(Files.getPosixFilePermissions(path))
                        .endsWith("------")) {
                    open.add(path.toString());
                }
            }
        }
        assertThat(open).isEmpty();
        assertThat(files).isGreaterThan(8);
    }

    @Test
    void worksThroughALinkInAFolderWithSpaces() throws IOException {
        Path linked = Files.createDirectories(folder.resolve("a folder")).resolve("the project");
        Files.createSymbolicLink(linked, Launched.home());
        Path alias = Files.createSymbolicLink(folder.resolve("my check"), linked.resolve("jobs/selfcheck"));
        Launched launched = Launched.run(Map.of(), folder, List.of(alias.toString(), "--plan", "--set", "tasks=5"));
        assertThat(launched.exitCode()).as(launched.stderr()).isZero();
        assertThat(launched.stdout()).contains("tasks = 5\n");
    }

    /** The same project at a path with spaces, not just reached through one. */
    @Test
    void worksWhenTheProjectItselfLiesAtAPathWithSpaces() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("the λ project"));
        for (String part : List.of("jobs", "conf", "target")) {
            Files.createDirectories(copy.resolve(part));
        }
        for (String file : List.of(
                "jobs/.run",
                "jobs/selfcheck",
                "conf/spark.jvm",
                "conf/log4j2.properties",
                "target/candor.jar",
                "target/embedded.classpath")) {
            Files.copy(
                    Launched.home().resolve(file),
                    copy.resolve(file),
                    java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
        String selfcheck = copy.resolve("jobs/selfcheck").toString();
        Launched embedded = Launched.run(Map.of(), folder, List.of(selfcheck, "--tasks", "1"));
        assertThat(embedded.exitCode()).as(embedded.stderr()).isZero();
        Launched submitted =
                Launched.run(Map.of(), folder, List.of(selfcheck, "--tasks", "1", "--master", "local[1]", "--quiet"));
        assertThat(submitted.exitCode()).as(submitted.stderr()).isZero();
        assertThat(submitted.stderr()).isEmpty();
    }

    @Test
    void whatIsMissingIsSaidInOneLine() throws IOException {
        Launched noJava = launch(Map.of("JAVA_HOME", folder.resolve("none").toString()), "selfcheck");
        assertThat(noJava.exitCode()).isEqualTo(2);
        assertThat(noJava.stderr()).startsWith("candor: Cannot find ").contains("JDK 17");

        Path old = Files.createDirectories(folder.resolve("old/bin")).resolve("java");
        Files.writeString(old, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        assertThat(old.toFile().setExecutable(true)).isTrue();
        Launched oldJava = launch(Map.of("JAVA_HOME", folder.resolve("old").toString()), "selfcheck");
        assertThat(oldJava.exitCode()).isEqualTo(2);
        assertThat(oldJava.stderr())
                .startsWith("candor: Cannot run on Java 11 ")
                .contains("JDK 17");

        Launched noSpark = launch(Map.of("SPARK_HOME", folder.toString()), "selfcheck");
        assertThat(noSpark.exitCode()).isEqualTo(2);
        assertThat(noSpark.stderr()).startsWith("candor: Cannot find ").contains("bin/spark-submit", "SPARK_HOME");
    }

    /** Refused before any JVM is started (case small-heap-exit1). */
    @Test
    void whatCannotBeStartedIsRefused() {
        for (String memory : List.of("10m", "64m", "abc", "0", "-1g", "1.5g", "4096t", "1g ")) {
            Launched launched = launch(Map.of("CANDOR_DRIVER_MEMORY", memory), "selfcheck");
            assertThat(launched.exitCode()).as(memory).isEqualTo(2);
            assertThat(launched.stderr()).startsWith("candor: Cannot ").contains("CANDOR_DRIVER_MEMORY=" + memory);
        }
        Launched master = launch(Map.of(), "selfcheck", "--master", "nonsense");
        assertThat(master.exitCode()).isEqualTo(2);
        assertThat(master.stderr()).startsWith("candor: Cannot run on --master nonsense");
        Launched property = launch(Map.of(), "selfcheck", "--spark-conf", "spark.x.password:canary");
        assertThat(property.exitCode()).isEqualTo(2);
        assertThat(property.stderr())
                .startsWith("candor: Cannot use --spark-conf spark.x.password")
                .doesNotContain("canary");
    }

    /** What Spark would end the process for with an exit code of its own. */
    @Test
    void theExitCodeIsTheOneInTheAccount() throws IOException {
        Launched folder53 = launch(Map.of(), "selfcheck", "--spark-conf", "spark.local.dir=/proc/none");
        assertThat(folder53.exitCode()).isEqualTo(2);
        assertThat(folder53.stderr()).startsWith("candor: Cannot keep temporary files in /proc/none");
        Path bomb = Shared.folder("cases/oom-page-size");
        List<String> command = new ArrayList<>(List.of("settle", "--lambda", "1", "--output", "out"));
        for (String table : List.of("reports", "candidates", "agents", "prompts")) {
            command.addAll(
                    List.of("--" + table, bomb.resolve(table + ".parquet").toString()));
        }
        Launched launched = Launched.job(Map.of("CANDOR_DRIVER_MEMORY", "1500m"), folder, command);
        assertThat(launched.exitCode()).as(launched.stderr()).isIn(2, 3);
        assertThat(launched.stderr()).contains("candor: Cannot ").doesNotContain("this is a bug", "\tat ");
        Published run = new Published(folder.resolve("out")).assertFailed(launched.exitCode());
        assertThat(launched.stderr()).contains(run.result().message());
    }

    /** Every exit code is in the table of the manual, and no other. */
    @Test
    void exitCodesAreDocumented() throws IOException {
        List<Integer> documented = Files.readAllLines(Launched.home().resolve("docs/operations.md")).stream()
                .dropWhile(line -> !line.equals("## Exit codes"))
                .takeWhile(line -> !line.equals("## The run directory"))
                .filter(line -> line.matches("\\| [0-9]+ \\|.*"))
                .map(line -> Integer.valueOf(line.split("\\|", -1)[1].strip()))
                .toList();
        assertThat(documented)
                .containsExactlyElementsOf(
                        Arrays.stream(ExitCode.values()).map(ExitCode::code).toList());
    }

    @Test
    void theJvmOptionsAreSparksOwn() throws IOException {
        List<String> ours = Files.readAllLines(Launched.home().resolve("conf/spark.jvm"));
        // The vector module only speeds up MLlib's BLAS, and warns on stderr.
        assertThat(ours)
                .containsAll(Arrays.stream(JavaModuleOptions.defaultModuleOptionArray())
                        .filter(option -> !option.equals("--add-modules=jdk.incubator.vector"))
                        .toList());
    }

    /** Accents in names and other digits, under a locale without either. */
    @Test
    void aPlainLocaleReadsAndWritesNamesInAnyScript() throws IOException {
        Path given = Files.createDirectories(folder.resolve("Données 中"));
        SmallInput input = new SmallInput(given);
        Path plain = folder.resolve("plain");
        VerbRun.job(input.command("settle", "--lambda", "1", "--output", plain.toString()))
                .isDone();
        Path out = folder.resolve("Sortie-é");
        Launched launched = Launched.job(
                Map.of(
                        "LC_ALL",
                        "C",
                        "JAVA_TOOL_OPTIONS",
                        "-Duser.language=ar -Duser.country=EG -Duser.timezone=Asia/Tokyo"),
                folder,
                input.command("settle", "--lambda", "1", "--output", out.toString()));
        assertThat(launched.exitCode()).as(launched.stderr()).isZero();
        assertThat(launched.stdout()).contains("λ = 1");
        assertThat(new Published(out).bill()).isNotEmpty().isEqualTo(new Published(plain).bill());
    }

    @Test
    void aJavaThatSparkDoesNotRunOnIsRefusedBeforeItIsUsed() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
        Path java = bin.resolve("java");
        for (String version : List.of("1.8.0_402", "11.0.22", "24", "25.0.1", "26-ea")) {
            Files.writeString(
                    java,
                    "#!/bin/sh\n[ \"$*\" = -version ] || exit 99\necho 'openjdk version \"" + version
                            + "\" 2026-12-01' >&2\n");
            assertThat(java.toFile().setExecutable(true)).isTrue();
            Launched launched = launch(Map.of("JAVA_HOME", folder.resolve("jdk").toString()), "selfcheck");
            assertThat(launched.exitCode()).as(version).isEqualTo(2);
            assertThat(launched.stderr())
                    .startsWith("candor: Cannot run on Java ")
                    .contains("Set JAVA_HOME")
                    .hasLineCount(1);
        }
        Files.writeString(java, "#!/bin/sh\n[ \"$*\" = -version ] || exit 99\necho 'openjdk version \"21.0.2\"' >&2\n");
        assertThat(launch(Map.of("JAVA_HOME", folder.resolve("jdk").toString()), "selfcheck")
                        .exitCode())
                .as("21 is started")
                .isEqualTo(99);
    }
}
