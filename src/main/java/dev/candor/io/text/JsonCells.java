package dev.candor.io.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.candor.model.RejectReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The wanted members of one object per line, by RFC 8259; NaN and Infinity are numbers too, so that they can be rejected as
 * such. An id is a JSON string or a whole number as it is written: 1 is the id "1", 1.0 and true are none.
 */
public final class JsonCells {
    /** The one parser of rows. */
    static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final Map<String, Double> WORDS = Map.of(
            "NaN", Double.NaN,
            "Infinity", Double.POSITIVE_INFINITY,
            "+Infinity", Double.POSITIVE_INFINITY,
            "INF", Double.POSITIVE_INFINITY,
            "+INF", Double.POSITIVE_INFINITY,
            "-Infinity", Double.NEGATIVE_INFINITY,
            "-INF", Double.NEGATIVE_INFINITY);

    private final List<TextColumn> columns;
    private final Map<String, Integer> places = new HashMap<>();
    private final boolean[] seen;
    private final Object[] values;
    private int verdict;
    private boolean noNumber;

    JsonCells(List<TextColumn> columns) {
        this.columns = columns;
        for (int k = 0; k < columns.size(); k++) {
            places.put(columns.get(k).name(), k);
        }
        seen = new boolean[columns.size()];
        values = new Object[columns.size()];
    }

    /**
     * Reads {@code row[from, to)}.
     *
     * @return 0, or the code of the reason why it is no row of the table; then its values do not count, but for {@link
     *     RejectReason#NOT_A_NUMBER}
     */
    int read(byte[] row, int from, int to) {
        Arrays.fill(values, null);
        Arrays.fill(seen, false);
        verdict = 0;
        noNumber = false;
        if (!UTF8String.fromBytes(row, from, to - from).isValid()) {
            return RejectReason.NOT_UTF8.code();
        }
        try (JsonParser parser = JSON.createParser(row, from, to - from)) {
            if (!readObject(parser)) {
                return RejectReason.MALFORMED.code();
            }
            if (followed(parser)) {
                return RejectReason.SEVERAL_VALUES.code();
            }
        } catch (IOException malformed) {
            return RejectReason.MALFORMED.code();
        }
        return verdict != 0 || !noNumber ? verdict : RejectReason.NOT_A_NUMBER.code();
    }

    /** The value of a column in the last row: a UTF8String, a Double, an array of them, or null. */
    Object value(int column) {
        return values[column];
    }

    private boolean readObject(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Integer place = places.get(parser.currentName());
            JsonToken token = parser.nextToken();
            if (place == null) {
                parser.skipChildren();
                continue;
            }
            if (seen[place]) {
                reject(RejectReason.REPEATED_KEY);
            }
            seen[place] = true;
            values[place] = token == JsonToken.VALUE_NULL
                    ? null
                    : switch (columns.get(place).kind()) {
                        case ID, TEXT -> text(parser, token, columns.get(place).kind());
                        case NUMBER -> number(parser, token);
                        case IDS, NUMBERS ->
                            array(parser, token, columns.get(place).kind());
                    };
        }
        return true;
    }

    private static boolean followed(JsonParser parser) throws IOException {
        try {
            return parser.nextToken() != null;
        } catch (JsonProcessingException more) {
            return true;
        }
    }

    private Object text(JsonParser parser, JsonToken token, TextColumn.Kind kind) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            String text = parser.getText();
            if (hasLoneSurrogate(text)) {
                reject(RejectReason.NOT_UTF8);
            }
            return UTF8String.fromString(text);
        }
        boolean whole = token == JsonToken.VALUE_NUMBER_INT && !parser.getText().equals("-0");
        if (whole || (kind == TextColumn.Kind.TEXT && token.isScalarValue())) {
            return UTF8String.fromString(parser.getText());
        }
        parser.skipChildren();
        reject(RejectReason.NOT_A_TEXT);
        return null;
    }

    private Object number(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            return parser.getDoubleValue();
        }
        Double word = token == JsonToken.VALUE_STRING ? WORDS.get(parser.getText()) : null;
        parser.skipChildren();
        noNumber |= word == null;
        return word;
    }

    private Object array(JsonParser parser, JsonToken array, TextColumn.Kind kind) throws IOException {
        if (array != JsonToken.START_ARRAY) {
            parser.skipChildren();
            reject(RejectReason.NOT_AN_ARRAY);
            return null;
        }
        List<Object> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == null) {
                throw new IOException("the array is not closed");
            }
            if (token == JsonToken.START_ARRAY && kind == TextColumn.Kind.IDS) {
                reject(RejectReason.TIED_CANDIDATES);
            }
            if (token == JsonToken.VALUE_NULL) {
                items.add(null);
            } else {
                items.add(
                        kind == TextColumn.Kind.IDS ? text(parser, token, TextColumn.Kind.ID) : number(parser, token));
            }
        }
        return new GenericArrayData(items.toArray());
    }

    private void reject(RejectReason reason) {
        verdict = verdict == 0 ? reason.code() : verdict;
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int k = 0; k < text.length(); k++) {
            if (Character.isSurrogate(text.charAt(k))) {
                boolean pair = Character.isHighSurrogate(text.charAt(k))
                        && k + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(k + 1));
                if (!pair) {
                    return true;
                }
                k++;
            }
        }
        return false;
    }
}
