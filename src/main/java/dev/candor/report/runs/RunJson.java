package dev.candor.report.runs;

import dev.candor.report.text.JsonText;
import java.util.List;
import java.util.Map;
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
        return JsonText.render(json -> {
            json.writeStartObject();
            json.writeNumberField("schema_version", SCHEMA_VERSION);
            json.writeObjectFieldStart("settings");
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                json.writeStringField(setting.getKey(), setting.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("counts");
            for (Map.Entry<String, Long> count : new TreeMap<>(counts).entrySet()) {
                json.writeNumberField(count.getKey(), count.getValue());
            }
            json.writeEndObject();
            for (Map.Entry<String, Double> figure : new TreeMap<>(figures).entrySet()) {
                if (Double.isFinite(figure.getValue())) {
                    json.writeNumberField(figure.getKey(), figure.getValue());
                } else {
                    json.writeNullField(figure.getKey());
                }
            }
            json.writeArrayFieldStart("notes");
            for (String note : notes) {
                json.writeString(note);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }
}
