package dev.candor.bench;

import dev.candor.model.SettlementSummary.Stage;
import java.util.ArrayList;
import java.util.List;

/** What was measured of one contender, counted runs only. */
final class Tally {
    private final String contender;
    private final double tolerance;
    private final List<Measured> runs = new ArrayList<>();
    private final List<List<Stage>> stages = new ArrayList<>();
    private double worstDifference;

    Tally(String contender, double tolerance) {
        this.contender = contender;
        this.tolerance = tolerance;
    }

    void add(Measured run, List<Stage> stagesOfRun) {
        runs.add(run);
        stages.add(List.copyOf(stagesOfRun));
    }

    /** Uncounted runs have to agree as well. */
    void compared(double difference) {
        worstDifference = Math.max(worstDifference, difference);
    }

    String contender() {
        return contender;
    }

    double tolerance() {
        return tolerance;
    }

    double worstDifference() {
        return worstDifference;
    }

    boolean agrees() {
        return worstDifference <= tolerance;
    }

    double[] seconds() {
        return runs.stream().mapToDouble(Measured::seconds).toArray();
    }

    double median() {
        return Figures.median(seconds());
    }

    double fastest() {
        return runs.stream().mapToDouble(Measured::seconds).min().orElseThrow();
    }

    double slowest() {
        return runs.stream().mapToDouble(Measured::seconds).max().orElseThrow();
    }

    long peakHeapBytes() {
        return runs.stream().mapToLong(Measured::peakHeapBytes).max().orElseThrow();
    }

    long peakResidentBytes() {
        return runs.stream().mapToLong(Measured::peakResidentBytes).max().orElseThrow();
    }

    /** Of the same run as {@link #stages}. */
    double secondsOfStages() {
        return seconds()[Figures.nearestToMedian(seconds())];
    }

    /** Of the run nearest to the median. */
    List<Stage> stages() {
        return stages.get(Figures.nearestToMedian(seconds()));
    }
}
