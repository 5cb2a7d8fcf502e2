package dev.candor.report.text;

import dev.candor.model.SettlementSummary.Stage;
import java.util.List;
import java.util.Optional;

/** A stage as {@code text/stages.html} has it. */
public record StageLine(String name, long rows, String time) {
    public static Optional<Lines<StageLine>> of(List<Stage> stages) {
        return Lines.of(stages.stream()
                .map(stage -> new StageLine(stage.name(), stage.rows(), Numbers.duration(stage.elapsedMillis())))
                .toList());
    }
}
