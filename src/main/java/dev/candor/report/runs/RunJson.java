package dev.candor.report.runs;

import dev.candor.report.text.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** summary.json of a run that made a table: how, how much, some figures, and what to know of them. */
public final class RunJson {
    static final int SCHEMA_VERSION = 1;

    private RunJson() {}

    /**
     * The document.
     *
     * @param figures null in the document where one is not finite
     */
    public static String render(
            Map<String, String> settings, Map<String, Long> counts, Map<String, Double> figures, List<String> notes) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema_version", SCHEMA_VERSION);
        document.put("settings", settings);
        document.put("counts", new TreeMap<>(counts));
        new TreeMap<>(figures)
                .forEach(
                        (name, figure) -> document.put(name, Optional.of(figure).filter(Double::isFinite)));
        document.put("notes", notes);
        return JsonText.PLAIN.render(document);
    }
}
