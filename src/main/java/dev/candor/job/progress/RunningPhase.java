package dev.candor.job.progress;

import dev.candor.model.SettlementSummary.Stage;
import java.time.Duration;
import java.util.Optional;

/** One phase from its start to its end: its clock, its rows, and Spark's state to put back. Guarded by its owner. */
final class RunningPhase {
    private final String name;
    private final String tag;
    private final String descriptionBefore;
    private final boolean tagWasThere;
    private final Duration lineEvery;
    private final TaskTally tally;
    private final long startNanos = System.nanoTime();
    private Duration nextLine;
    private long rows = -1;

    RunningPhase(String name, String tag, String descriptionBefore, boolean tagWasThere, Duration lineEvery) {
        this.name = name;
        this.tag = tag;
        this.descriptionBefore = descriptionBefore;
        this.tagWasThere = tagWasThere;
        this.lineEvery = lineEvery;
        this.nextLine = lineEvery;
        this.tally = new TaskTally(tag);
    }

    String name() {
        return name;
    }

    String tag() {
        return tag;
    }

    /** May be null: there was none. */
    String descriptionBefore() {
        return descriptionBefore;
    }

    boolean tagWasThere() {
        return tagWasThere;
    }

    TaskTally tally() {
        return tally;
    }

    void rows(long count) {
        rows = count;
    }

    /** Rows are 0 when the phase never said. */
    Stage stage() {
        return new Stage(name, Math.max(0, rows), elapsed().toMillis());
    }

    /** "pack reports: 1,234,567 rows in 3.2 s (385k rows/s)". */
    String summary() {
        Duration elapsed = elapsed();
        return rows < 0
                ? name + ": " + Figures.seconds(elapsed)
                : name + ": " + Figures.count(rows) + " rows in " + Figures.seconds(elapsed) + " ("
                        + Figures.rate(rows, elapsed).replace("/s", " rows/s") + ")";
    }

    String failure() {
        return name + ": failed after " + Figures.seconds(elapsed());
    }

    /** The line on the way, when one is due: what finished tasks read, since the phase's own count comes at its end. */
    Optional<String> dueLine() {
        Duration elapsed = elapsed();
        if (elapsed.compareTo(nextLine) < 0) {
            return Optional.empty();
        }
        nextLine = elapsed.plus(lineEvery);
        long read = tally.recordsRead();
        return Optional.of(name + ": " + Figures.seconds(elapsed) + " so far, " + Figures.count(read)
                + " rows read by finished tasks (" + Figures.rate(read, elapsed).replace("/s", " rows/s") + "), "
                + tally.tasksDone() + " of " + tally.tasks() + " tasks of the current stages done");
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
