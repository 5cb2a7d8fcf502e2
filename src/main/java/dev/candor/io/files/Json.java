package dev.candor.io.files;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Records to JSON and back, as all files of a run directory have it: snake_case names, indented, line feeds whatever
 * the platform, absent values left out, maps by key.
 */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final DefaultIndenter LINE_FEEDS = new DefaultIndenter("  ", "\n");

    private static final ObjectWriter WRITER = MAPPER.writer(
            new DefaultPrettyPrinter().withObjectIndenter(LINE_FEEDS).withArrayIndenter(LINE_FEEDS));

    private Json() {}

    public static byte[] bytes(Object value) {
        try {
            byte[] json = WRITER.writeValueAsBytes(value);
            byte[] lines = Arrays.copyOf(json, json.length + 1);
            lines[json.length] = '\n';
            return lines;
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("Cannot write " + value.getClass() + " as JSON", bug);
        }
    }

    /** Fails with an {@link IOException} when the text is not a {@code type}. */
    public static <T> T read(byte[] json, Class<T> type) throws IOException {
        T value = MAPPER.readValue(new String(json, StandardCharsets.UTF_8), type);
        if (value == null) {
            throw new IOException("null is no " + type.getSimpleName());
        }
        return value;
    }
}
