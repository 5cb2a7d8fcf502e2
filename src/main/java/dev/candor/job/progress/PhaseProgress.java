package dev.candor.job.progress;

import dev.candor.engine.runtime.Phases;
import dev.candor.job.cli.CommonOptions;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Stop;
import dev.candor.model.SettlementSummary.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/**
 * Phases as a person at the terminal sees them: a line when one ends, a line with rows and rate while one is long, a
 * progress bar on a terminal. Spark jobs started inside a phase carry its name as description and tag; job groups are
 * left to whoever runs Candor (a notebook cancels by them). One phase at a time, from one thread.
 */
public final class PhaseProgress implements Phases, AutoCloseable {
    private static final String DESCRIPTION = "spark.job.description";
    private static final Duration LINE_EVERY = Duration.ofSeconds(10);
    private static final Duration BAR_EVERY = Duration.ofMillis(200);
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private final Stop stop;
    private final SparkContext spark;
    private final ProgressLine console;
    private final Duration lineEvery;
    private final List<Stage> stages = new ArrayList<>();
    private final Timer clock = new Timer("candor-progress", true);
    private RunningPhase running;

    /** Prints to {@code context.err()} as {@code --quiet} and {@code --progress} say. */
    public static PhaseProgress of(RunContext context, SparkContext spark) {
        CommonOptions options = context.common();
        boolean bar = !options.quiet()
                && switch (options.progress()) {
                    case ALWAYS -> true;
                    case NEVER -> false;
                    case AUTO -> terminal();
                };
        return new PhaseProgress(
                spark, new ProgressLine(context.err(), options.quiet(), bar), LINE_EVERY, context.stop());
    }

    PhaseProgress(SparkContext spark, ProgressLine console, Duration lineEvery) {
        this(spark, console, lineEvery, new Stop());
    }

    private PhaseProgress(SparkContext spark, ProgressLine console, Duration lineEvery, Stop stop) {
        this.stop = stop;
        this.spark = spark;
        this.console = console;
        this.lineEvery = lineEvery;
        clock.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        tick();
                    }
                },
                BAR_EVERY.toMillis(),
                BAR_EVERY.toMillis());
    }

    /** The launcher knows whether stderr is a terminal; the JVM cannot tell. */
    private static boolean terminal() {
        return Boolean.getBoolean("candor.terminal");
    }

    /** @throws IllegalStateException inside another phase: their rows would count twice */
    @Override
    public <T> T run(String name, Supplier<T> body) {
        stop.check();
        RunningPhase phase = start(name);
        boolean done = false;
        try {
            T result = body.get();
            done = true;
            return result;
        } finally {
            if (!done) {
                settle(phase);
            }
            end(phase, done);
        }
    }

    /** Waits a little for the tasks of a phase that failed: they may still write to what is to be removed. */
    private void settle(RunningPhase phase) {
        if (stop.accept().isPresent() && !spark.isStopped()) {
            spark.cancelJobsWithTag(phase.tag());
        }
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (phase.tally().tasksRunning() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public synchronized void rows(long rows) {
        if (running == null) {
            throw new IllegalStateException("no phase is running that could have handled " + rows + " rows");
        }
        running.rows(rows);
    }

    /** The phases that ended, in order, failed ones too. */
    public synchronized List<Stage> stages() {
        return List.copyOf(stages);
    }

    @Override
    public void close() {
        clock.cancel();
    }

    private synchronized RunningPhase start(String name) {
        if (running != null) {
            throw new IllegalStateException("phase '" + name + "' cannot start inside phase '" + running.name() + "'");
        }
        String tag = "candor-" + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        running = new RunningPhase(
                name,
                tag,
                spark.getLocalProperty(DESCRIPTION),
                spark.getJobTags().contains(tag),
                lineEvery);
        spark.addSparkListener(running.tally());
        spark.setJobDescription(name);
        spark.addJobTag(tag);
        return running;
    }

    private synchronized void end(RunningPhase phase, boolean done) {
        running = null;
        stages.add(phase.stage());
        console.clear();
        console.line(done ? phase.summary() : phase.failure());
        if (!spark.isStopped()) {
            spark.removeSparkListener(phase.tally());
            if (!phase.tagWasThere()) {
                spark.removeJobTag(phase.tag());
            }
            spark.setJobDescription(phase.descriptionBefore());
        }
    }

    private synchronized void tick() {
        if (running == null) {
            return;
        }
        running.dueLine().ifPresent(console::line);
        TaskTally tally = running.tally();
        console.bar(running.name(), tally.tasksDone(), tally.tasks());
    }
}
