package dev.candor.report;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** summary.json of what was learned: how, how much, how far off at most, and what that assumes. */
public final class LearningJson {
    static final int SCHEMA_VERSION = 1;

    private LearningJson() {}

    /**
     * The document.
     *
     * @param largestDelta null in the document where no bound is known
     */
    public static String render(
            Map<String, String> settings, Map<String, Long> counts, double largestDelta, List<String> notes) {
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
            if (Double.isFinite(largestDelta)) {
                json.writeNumberField("largest_delta", largestDelta);
            } else {
                json.writeNullField("largest_delta");
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
