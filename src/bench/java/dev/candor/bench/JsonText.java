package dev.candor.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Writes JSON documents, indented. */
final class JsonText {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonText() {}

    @FunctionalInterface
    public interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /** One object with the fields that {@code body} writes. */
    static String object(Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text + "\n";
    }

    /** The figures of one contender, as one object. */
    static void tally(JsonGenerator json, Tally tally) throws IOException {
        json.writeStartObject();
        json.writeStringField("contender", tally.contender());
        json.writeNumberField("median_seconds", tally.median());
        json.writeArrayFieldStart("seconds");
        for (double seconds : tally.seconds()) {
            json.writeNumber(seconds);
        }
        json.writeEndArray();
        json.writeNumberField("peak_heap_bytes", tally.peakHeapBytes());
        if (tally.peakResidentBytes() != ResidentSet.UNKNOWN) {
            json.writeNumberField("peak_resident_bytes", tally.peakResidentBytes());
        }
        json.writeNumberField("worst_relative_difference", tally.worstDifference());
        json.writeNumberField("tolerance", tally.tolerance());
        json.writeObjectFieldStart("stage_millis");
        for (var stage : tally.stages()) {
            json.writeNumberField(stage.name(), stage.elapsedMillis());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** What was settled, as fields of the current object. */
    static void workload(JsonGenerator json, Workload workload) throws IOException {
        WorkloadSpec spec = workload.spec();
        json.writeStringField("shape", spec.shape().label());
        json.writeStringField("order", spec.order().label());
        json.writeNumberField("rows", workload.rows());
        json.writeNumberField("agents", spec.agents());
        json.writeNumberField("prompts", spec.promptCount());
        json.writeNumberField("candidates_per_prompt", spec.candidates());
        json.writeNumberField("seed", spec.seed());
        json.writeStringField("divergence", workload.divergence());
        json.writeNumberField("lambda", workload.lambda());
    }
}
