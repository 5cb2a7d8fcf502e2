package dev.candor.report.runs;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.candor.model.LinearModel;
import dev.candor.report.text.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** model/model.json: the population of a linear model, and how it was learned. */
public final class LinearModelJson {
    static final int SCHEMA_VERSION = 1;

    private LinearModelJson() {}

    /** The document. */
    public static String render(LinearModel model, Map<String, String> settings) {
        return JsonText.render(json -> {
            json.writeStartObject();
            json.writeNumberField("schema_version", SCHEMA_VERSION);
            json.writeStringField("model", "linear");
            json.writeNumberField("features", model.mean().size());
            json.writeObjectFieldStart("population");
            numbers(json, "coefficients", model.mean());
            numbers(json, "standard_deviations", model.meanDeviation());
            json.writeEndObject();
            numbers(json, "deviation_scale", model.scale());
            if (model.groups().isPresent()) {
                LinearModel.Groups groups = model.groups().get();
                json.writeNumberField("groups", groups.count());
                numbers(json, "group_scale", groups.scale());
            }
            json.writeNumberField("passes", model.passes());
            json.writeBooleanField("settled", model.settled());
            json.writeObjectFieldStart("settings");
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                json.writeStringField(setting.getKey(), setting.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static void numbers(JsonGenerator json, String name, List<Double> numbers) throws IOException {
        json.writeArrayFieldStart(name);
        for (double number : numbers) {
            json.writeNumber(number);
        }
        json.writeEndArray();
    }
}
