package dev.candor.bench;

import dev.candor.model.SettlementSummary.Stage;
import java.util.List;
import java.util.stream.Collectors;

/** A comparison for a person. */
final class ComparisonText {
    private static final double MILLIS = 1e3;

    private ComparisonText() {}

    static String render(Comparison comparison) {
        Workload workload = comparison.workload();
        WorkloadSpec spec = workload.spec();
        return Figures.grouped(workload.rows()) + " rewards (" + spec.shape().label() + ", order "
                + spec.order().label() + "): " + Figures.grouped(spec.agents()) + " agents, "
                + Figures.grouped(spec.promptCount()) + " prompts, " + spec.candidates() + " candidates each; "
                + workload.divergence() + ", λ = " + workload.lambda() + ", seed " + spec.seed() + "\n"
                + comparison.machine() + "\n"
                + comparison.runs() + " alternating runs after " + comparison.warmup()
                + " for warming up; session start not counted: " + Figures.seconds(comparison.openSparkSeconds())
                + " s Spark" + duckDb(comparison) + "\n\n"
                + contenders(comparison) + "\n"
                + comparison.tallies().stream()
                        .filter(tally -> !tally.stages().isEmpty())
                        .map(ComparisonText::stages)
                        .collect(Collectors.joining("\n"));
    }

    private static String duckDb(Comparison comparison) {
        return comparison.openDuckDbSeconds() == 0
                ? ""
                : ", " + Figures.seconds(comparison.openDuckDbSeconds()) + " s DuckDB";
    }

    private static String contenders(Comparison comparison) {
        TextColumns table = new TextColumns(
                "contender",
                "median s",
                "min s",
                "max s",
                "of " + comparison.yardstick().contender(),
                "rows/s",
                "peak heap MB",
                "peak RSS MB",
                "payments differ by");
        for (Tally tally : comparison.tallies()) {
            table.row(
                    tally.contender(),
                    Figures.seconds(tally.median()),
                    Figures.seconds(tally.fastest()),
                    Figures.seconds(tally.slowest()),
                    Figures.ratio(comparison.ratio(tally)),
                    Figures.grouped(Math.round(comparison.rowsPerSecond(tally))),
                    Figures.megabytes(tally.peakHeapBytes()),
                    Figures.megabytes(tally.peakResidentBytes()),
                    agreement(tally, tally == comparison.tallies().get(0)));
        }
        return table.render();
    }

    private static String agreement(Tally tally, boolean isCandor) {
        if (isCandor) {
            return "-";
        }
        return Figures.magnitude(tally.worstDifference())
                + (tally.agrees() ? " <= " : " > ")
                + Figures.magnitude(tally.tolerance());
    }

    /** Where the time of one of Candor's settlements went. */
    static String stages(Tally candor) {
        List<Stage> stages = candor.stages();
        double total = candor.secondsOfStages();
        TextColumns table = new TextColumns("stage of " + candor.contender(), "s", "share");
        double named = 0;
        for (Stage stage : stages) {
            double seconds = stage.elapsedMillis() / MILLIS;
            named += seconds;
            table.row(stage.name(), Figures.seconds(seconds), share(seconds, total));
        }
        table.row("outside of stages", Figures.seconds(total - named), share(total - named, total));
        return table.render();
    }

    private static String share(double seconds, double total) {
        return Figures.fixed(100 * seconds / total, 1) + " %";
    }
}
