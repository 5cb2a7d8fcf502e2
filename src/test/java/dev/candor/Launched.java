package dev.candor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a process run to its end returned and said. */
public record Launched(int exitCode, String stdout, String stderr) {
    private static final long LIMIT_SECONDS = 300;

    /** The project's own directory. */
    public static Path home() {
        return Path.of(System.getProperty("candor.basedir", "")).toAbsolutePath();
    }

    /** Runs {@code jobs/.run verbAndFlags...} of this project, without ever building it. */
    public static Launched job(Map<String, String> environment, Path workingDirectory, List<String> verbAndFlags) {
        List<String> command =
                new ArrayList<>(List.of(home().resolve("jobs/.run").toString()));
        command.addAll(verbAndFlags);
        return run(environment, workingDirectory, command);
    }

    /** Runs {@code command} to its end; killed with all its children after five minutes. */
    public static Launched run(Map<String, String> environment, Path workingDirectory, List<String> command) {
        try {
            Path out = Files.createTempFile("candor-stdout", ".txt");
            Path err = Files.createTempFile("candor-stderr", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(workingDirectory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("CANDOR_NO_BUILD", "1");
            builder.environment().putIfAbsent("CANDOR_DRIVER_MEMORY", "1g");
            builder.environment().keySet().removeAll(List.of("SPARK_HOME", "SPARK_LOCAL_IP"));
            builder.environment().putAll(environment);
            int exitCode = exitCode(builder.start(), command);
            Launched launched = new Launched(exitCode, Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return launched;
        } catch (IOException e) {
            throw new UncheckedIOException("could not run " + command, e);
        }
    }

    private static int exitCode(Process process, List<String> command) {
        try {
            if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new IllegalStateException(command + " did not end within " + LIMIT_SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command + " ran", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
