package dev.candor.report.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** A JSON document as this project writes them: indented, line feeds, doubles with the digits that bring them back. */
public final class JsonText {
    /** The same digits on every Java: Double.toString changed in 19. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private JsonText() {}

    /** Writes one value. */
    @FunctionalInterface
    public interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    public static String render(Body body) {
        StringWriter text = new StringWriter();
        DefaultIndenter lineFeeds = new DefaultIndenter("  ", "\n");
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.setPrettyPrinter(
                    new DefaultPrettyPrinter().withObjectIndenter(lineFeeds).withArrayIndenter(lineFeeds));
            body.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text + "\n";
    }

    public static void number(JsonGenerator json, String key, double value) throws IOException {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(key + " must be finite, but is " + value);
        }
        json.writeNumberField(key, value);
    }
}
