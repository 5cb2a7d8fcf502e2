package dev.candor.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be said of tables that were made, as in summary.json.
 *
 * @param settings how they were made; in the order given
 * @param counts sizes
 * @param figures not finite where one is not known
 * @param notes what the tables assume and speak of
 */
public record RunSummary(
        Map<String, String> settings, Map<String, Long> counts, Map<String, Double> figures, List<String> notes) {
    public RunSummary {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        counts = Map.copyOf(counts);
        figures = Map.copyOf(figures);
        notes = List.copyOf(notes);
    }
}
