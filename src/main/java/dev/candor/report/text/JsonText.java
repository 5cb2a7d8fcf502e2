package dev.candor.report.text;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.candor.json.JsonStyle;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * A document for a person's tools: a record or a map, in the {@link JsonStyle}. Decimals are strings with every digit, constants
 * have their command-line names, what is absent is null. A figure that is not finite is a bug and refused.
 */
public final class JsonText {
    /** Documents whose keys are their components' names. */
    public static final JsonText PLAIN = new JsonText(Map.of());

    private final JsonMapper mapper;

    /**
     * Documents whose keys are their components' names but for these.
     *
     * @param keys record → an interface that says by Jackson's annotations which keys its components have
     */
    public JsonText(Map<Class<?>, Class<?>> keys) {
        SimpleModule values = new SimpleModule()
                .addSerializer(double.class, by(JsonText::finite))
                .addSerializer(Double.class, by(JsonText::finite))
                .addSerializer(BigDecimal.class, by((json, decimal) -> json.writeString(decimal.toPlainString())))
                .addSerializer(Enum.class, by((json, constant) -> json.writeString(Explanation.name(constant))))
                .addSerializer(
                        Optional.class,
                        JsonText.<Object>by((json, value) -> json.writePOJO(((Optional<?>) value).orElse(null))));
        mapper = JsonStyle.mapper()
                .addModule(values)
                .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
                .build();
        mapper.setMixIns(keys);
    }

    /** The document, indented, lines ended by line feeds. */
    public String render(Object document) {
        return JsonStyle.text(mapper, document);
    }

    private static void finite(JsonGenerator json, double value) throws IOException {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    json.getOutputContext().getCurrentName() + " must be finite, but is " + value);
        }
        json.writeNumber(value);
    }

    /** Writes one value. */
    @FunctionalInterface
    private interface Writing<T> {
        void write(JsonGenerator json, T value) throws IOException;
    }

    private static <T> JsonSerializer<T> by(Writing<T> writing) {
        return new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
                writing.write(json, value);
            }
        };
    }
}
