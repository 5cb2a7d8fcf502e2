package dev.candor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real Spark standalone cluster on loopback: a master and two workers, a JVM each, one core and one executor each.
 * Jobs are sent to it through the launcher. Closing it kills every process it started.
 */
public final class StandaloneCluster implements AutoCloseable {
    private static final int WORKERS = 2;
    private static final String HOST = "127.0.0.1";
    private static final long START_SECONDS = 60;

    private final Path folder;
    private final Path sparkHome;
    private final int port;
    private final List<Process> daemons = new ArrayList<>();

    private StandaloneCluster() throws IOException {
        folder = Files.createTempDirectory("candor-cluster");
        sparkHome = Files.createDirectories(folder.resolve("spark home"));
        port = freePort();
    }

    /** Starts it and waits until both workers are registered. */
    public static StandaloneCluster start() {
        StandaloneCluster cluster = null;
        try {
            cluster = new StandaloneCluster();
            cluster.installSpark();
            cluster.startDaemons();
            return cluster;
        } catch (IOException | RuntimeException e) {
            if (cluster != null) {
                cluster.close();
            }
            throw new IllegalStateException("the cluster did not start", e);
        }
    }

    /** {@code spark://127.0.0.1:port}. */
    public String master() {
        return "spark://" + HOST + ":" + port;
    }

    /** A distribution's directory: jars/ and bin/spark-submit. */
    public Path sparkHome() {
        return sparkHome;
    }

    /** Runs {@code jobs/<verb> flag... --master spark://...} of this project, with no Spark installed. */
    public Launched submit(String... verbAndFlags) {
        return submit(Map.of(), verbAndFlags);
    }

    /** The same through {@code $SPARK_HOME/bin/spark-submit}. */
    public Launched submitThroughSparkHome(String... verbAndFlags) {
        return submit(Map.of("SPARK_HOME", sparkHome.toString()), verbAndFlags);
    }

    private Launched submit(Map<String, String> environment, String... verbAndFlags) {
        List<String> arguments = new ArrayList<>(Arrays.asList(verbAndFlags));
        arguments.addAll(List.of("--master", master()));
        // No job before both executors are there: a job on one executor would show nothing.
        for (String property : List.of(
                "spark.executor.memory=512m",
                "spark.ui.enabled=false",
                "spark.cores.max=" + WORKERS,
                "spark.scheduler.minRegisteredResourcesRatio=1.0",
                "spark.scheduler.maxRegisteredResourcesWaitingTime=120s")) {
            arguments.addAll(List.of("--spark-conf", property));
        }
        Map<String, String> merged = new TreeMap<>(environment);
        merged.put("SPARK_LOCAL_IP", HOST);
        return Launched.job(merged, folder, arguments);
    }

    @Override
    public void close() {
        List<ProcessHandle> all = daemons.stream()
                .flatMap(daemon -> Stream.concat(Stream.of(daemon.toHandle()), daemon.descendants()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Workers look for jars/ below SPARK_HOME when they start executors. */
    private void installSpark() throws IOException {
        Path jars = Files.createDirectories(sparkHome.resolve("jars"));
        String classpath = Files.readString(Launched.home().resolve("target/embedded.classpath"))
                .strip();
        for (String jar : classpath.split(":", -1)) {
            Path file = Path.of(jar);
            Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
        }
        Path submit = Files.createDirectories(sparkHome.resolve("bin")).resolve("spark-submit");
        Files.writeString(submit, """
                #!/usr/bin/env bash
                # As a distribution's bin/spark-submit: options from the environment, then SparkSubmit.
                eval "options=(${SPARK_SUBMIT_OPTS:-})"
                exec "%s" "@%s" "${options[@]}" -cp "$SPARK_HOME/jars/*" org.apache.spark.deploy.SparkSubmit "$@"
                """.formatted(java(), Launched.home().resolve("conf/spark.jvm")));
        if (!submit.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + submit + " executable");
        }
    }

    private void startDaemons() throws IOException {
        Path log = daemon("master", "org.apache.spark.deploy.master.Master", "--port", Integer.toString(port));
        await(log, "Starting Spark master", 1);
        for (int worker = 0; worker < WORKERS; worker++) {
            Path work = Files.createDirectories(folder.resolve("work-" + worker));
            String[] limits = {"--cores", "1", "--memory", "600m", "--work-dir", work.toString(), master()};
            daemon("worker-" + worker, "org.apache.spark.deploy.worker.Worker", limits);
        }
        await(log, "Registering worker", WORKERS);
    }

    /** Starts {@code mainClass} on loopback, its web page on a free port; returns its log. */
    private Path daemon(String name, String mainClass, String... flags) throws IOException {
        Path log = folder.resolve(name + ".log");
        List<String> command =
                new ArrayList<>(List.of(java(), "@" + Launched.home().resolve("conf/spark.jvm")));
        command.addAll(List.of("-Xmx192m", "-Dlog4j2.configurationFile=" + loggingToStdout()));
        command.addAll(
                List.of("-cp", sparkHome.resolve("jars") + "/*", mainClass, "--host", HOST, "--webui-port", "0"));
        command.addAll(Arrays.asList(flags));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(Map.of("SPARK_HOME", sparkHome.toString(), "SPARK_LOCAL_IP", HOST));
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        daemons.add(builder.start());
        return log;
    }

    private Path loggingToStdout() throws IOException {
        return Files.writeString(folder.resolve("log4j2.properties"), """
                appender.console.type = Console
                appender.console.name = console
                appender.console.layout.type = PatternLayout
                appender.console.layout.pattern = %d %p %c{1}: %m%n%ex
                rootLogger.level = info
                rootLogger.appenderRef.console.ref = console
                """);
    }

    private static void await(Path log, String text, int times) throws IOException {
        long deadline = System.nanoTime() + START_SECONDS * 1_000_000_000L;
        while (occurrences(Files.readString(log), text) < times) {
            if (System.nanoTime() > deadline) {
                throw new IOException("'" + text + "' did not appear " + times + " times within " + START_SECONDS
                        + " s in:\n" + Files.readString(log));
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the cluster started", e);
            }
        }
    }

    private static int occurrences(String log, String text) {
        return log.split(Pattern.quote(text), -1).length - 1;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
