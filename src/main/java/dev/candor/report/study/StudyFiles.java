package dev.candor.report.study;

import dev.candor.model.Study;
import dev.candor.report.text.CsvText;
import dev.candor.report.text.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
        Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
        study.tables().forEach(table -> tables.put(table.name(), rows(table)));
        return JsonText.PLAIN.render(new Document(
                SCHEMA_VERSION, study.name(), study.title(), study.lead(), study.settings(), tables, study.notes()));
    }

    /** Rows by column. */
    private static List<Map<String, Object>> rows(Study.Table table) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (List<Object> cells : table.rows()) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (int k = 0; k < cells.size(); k++) {
                row.put(table.header().get(k), cells.get(k));
            }
            rows.add(row);
        }
        return rows;
    }

    private record Document(
            int schemaVersion,
            String study,
            String title,
            String finding,
            Map<String, String> settings,
            Map<String, List<Map<String, Object>>> tables,
            List<String> notes) {}
}
