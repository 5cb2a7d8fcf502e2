package dev.candor.report.study;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.candor.model.Study;
import dev.candor.report.text.CsvText;
import dev.candor.report.text.JsonText;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A study as files: study.json with everything, a CSV of each table, study.html for a person. */
public final class StudyFiles {
    /** Raised when a key changes its meaning or goes away. */
    static final int SCHEMA_VERSION = 1;

    private StudyFiles() {}

    /** Path → text. The same study gives the same bytes. */
    public static SortedMap<String, String> render(Study study) {
        SortedMap<String, String> files = new TreeMap<>();
        files.put("study.json", json(study));
        files.put("study.html", StudyPage.render(study));
        study.tables().forEach(table -> files.put(table.name() + ".csv", csv(table)));
        return files;
    }

    private static String csv(Study.Table table) {
        return CsvText.render(
                table.header(),
                table.rows().stream()
                        .map(row -> row.stream().map(StudyFiles::cell).toList())
                        .toList());
    }

    private static String cell(Object cell) {
        return cell instanceof Double number ? CsvText.number(number) : CsvText.quoted(cell.toString());
    }

    private static String json(Study study) {
        return JsonText.render(json -> {
            json.writeStartObject();
            json.writeNumberField("schema_version", SCHEMA_VERSION);
            json.writeStringField("study", study.name());
            json.writeStringField("title", study.title());
            json.writeStringField("finding", study.lead());
            json.writeObjectFieldStart("settings");
            for (Map.Entry<String, String> setting : study.settings().entrySet()) {
                json.writeStringField(setting.getKey(), setting.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("tables");
            for (Study.Table table : study.tables()) {
                table(json, table);
            }
            json.writeEndObject();
            json.writeArrayFieldStart("notes");
            for (String note : study.notes()) {
                json.writeString(note);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void table(JsonGenerator json, Study.Table table) throws IOException {
        json.writeArrayFieldStart(table.name());
        for (List<Object> row : table.rows()) {
            json.writeStartObject();
            for (int k = 0; k < row.size(); k++) {
                json.writeFieldName(table.header().get(k));
                if (row.get(k) instanceof Double number) {
                    json.writeNumber(number);
                } else if (row.get(k) instanceof Long number) {
                    json.writeNumber(number);
                } else {
                    json.writeString(row.get(k).toString());
                }
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
