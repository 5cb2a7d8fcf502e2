package dev.candor.io.files;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.candor.json.JsonStyle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Records of a run directory to JSON and back: in the {@link JsonStyle}, absent values left out, maps by key. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonStyle.mapper()
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Json() {}

    public static byte[] bytes(Object value) {
        return JsonStyle.text(MAPPER, value).getBytes(StandardCharsets.UTF_8);
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
