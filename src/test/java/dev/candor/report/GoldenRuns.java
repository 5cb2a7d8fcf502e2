package dev.candor.report;

import static dev.candor.report.GoldenSettlements.HOSTILE;

import dev.candor.model.ExportSummary;
import dev.candor.model.LinearModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the JSON files of the other runs say. */
final class GoldenRuns {
    static final Map<String, String> SETTINGS = settings();
    static final Map<String, Long> COUNTS = Map.of("rows_read", 12L, "agents", 3L, "a_b", Long.MAX_VALUE);
    static final Map<String, Double> FIGURES =
            Map.of("z", 0.1, "y", Double.NaN, "x", Double.NEGATIVE_INFINITY, "w", 1e-300, "v", 2e-3, "u", -0.0);
    static final List<String> NOTES = List.of("One.", HOSTILE);

    static final ExportSummary PAIRS = new ExportSummary(
            "dpo",
            "f".repeat(64),
            "tabular",
            "kl",
            1e7,
            Optional.of(new ExportSummary.Pairs(4, 0.25, -7)),
            new TreeMap<>(Map.of("rows", 12L, "prompts", 3L)),
            "trl dpo --data " + HOSTILE,
            GoldenSettlements.STAGES);
    static final ExportSummary SFT = new ExportSummary(
            "sft", "e".repeat(64), "catalog", "given", 0.3, Optional.empty(), new TreeMap<>(), "read it", List.of());

    static final LinearModel MODEL = new LinearModel(
            List.of(0.1, -2.0, 1e-9), List.of(0.0, 0.5, 1e22), List.of(1.0, 2.0, 1.0 / 3), 0, true, Optional.empty());
    static final LinearModel GROUPED = new LinearModel(
            List.of(1.0),
            List.of(2.0),
            List.of(3.0),
            17,
            false,
            Optional.of(new LinearModel.Groups(12_345, 6, List.of(0.7))));

    private GoldenRuns() {}

    /** Not in the order of their keys. */
    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("zeta", "1");
        settings.put("alpha", HOSTILE);
        settings.put("mu", "");
        return settings;
    }
}
