package dev.candor.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The first rows of a JSON Lines file: which of the table's columns they have. */
final class JsonHead {
    private static final int ROWS = 100;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private record Head(Set<String> names, boolean rows) {}

    private JsonHead() {}

    /** Reads every column of the table whatever the head has: a later row may have what the first ones lack. */
    static FileLayout layout(Path path, InputTable table, Configuration hadoop) throws IOException {
        StructType columns = new StructType();
        for (InputTable.Field field : table.fieldsInFiles()) {
            columns = columns.add(field.column(), field.numeric() ? DataTypes.DoubleType : DataTypes.StringType);
        }
        Head head = head(path, hadoop);
        return new FileLayout(path, columns, FileLayout.presentAmong(table, head.names()), head.rows());
    }

    /** The names of the first rows' top-level members, null or not, in the order they appear. */
    static Set<String> names(Path path, Configuration hadoop) throws IOException {
        return head(path, hadoop).names();
    }

    private static Head head(Path path, Configuration hadoop) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        int rows = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(FileLayout.open(path, hadoop), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && rows < ROWS; line = lines.readLine()) {
                String json = line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
                if (!json.isBlank()) {
                    rows++;
                    addNames(json, names);
                }
            }
        }
        return new Head(names, rows > 0);
    }

    private static void addNames(String line, Set<String> names) throws IOException {
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    names.add(parser.currentName());
                    parser.nextToken();
                    parser.skipChildren();
                }
            }
        } catch (JsonProcessingException malformed) {
            // The row is judged, with its text, when the table is read.
            return;
        }
    }
}
