package dev.candor.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * What all JSON files have in common: snake_case keys in the order of a record's components, two spaces a level, line
 * feeds whatever the platform, the shortest digits that bring a double back.
 */
public final class JsonStyle {
    private static final DefaultIndenter LINE_FEEDS = new DefaultIndenter("  ", "\n");

    private JsonStyle() {}

    /** A mapper with these names and digits, to be set up further. */
    public static JsonMapper.Builder mapper() {
        return JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                // The same digits on every Java: Double.toString changed in 19.
                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN);
    }

    /**
     * {@code value} on indented lines, the last one ended too.
     *
     * @throws IllegalArgumentException when it cannot be written, which is a bug
     */
    public static String text(ObjectMapper mapper, Object value) {
        try {
            return mapper.writer(new DefaultPrettyPrinter()
                                    .withObjectIndenter(LINE_FEEDS)
                                    .withArrayIndenter(LINE_FEEDS))
                            .writeValueAsString(value)
                    + "\n";
        } catch (JsonProcessingException bug) {
            throw new IllegalArgumentException(
                    "Cannot write " + value.getClass() + " as JSON: " + bug.getOriginalMessage(), bug);
        }
    }
}
