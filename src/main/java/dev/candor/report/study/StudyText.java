package dev.candor.report.study;

import dev.candor.model.Study;
import dev.candor.report.text.Labels;
import dev.candor.report.text.Numbers;
import dev.candor.report.text.Page;
import dev.candor.report.text.TextTable;
import java.util.ArrayList;
import java.util.List;

/** A study as text: what was found, and its short tables, in lines of at most 100 columns. */
public final class StudyText {
    private StudyText() {}

    /** The text, each line ended by a line feed. */
    public static String render(Study study, Page page) {
        List<String> lines = new ArrayList<>(Labels.wrapped(study.lead(), "", Page.PROSE, Integer.MAX_VALUE));
        for (Study.Table table : study.tables()) {
            if (table.summary()) {
                lines.add("");
                TextTable text = new TextTable(table.header().stream()
                        .map(name -> name.replace('_', ' '))
                        .toArray(String[]::new));
                table.rows()
                        .forEach(row -> text.row(
                                row.stream().map(cell -> cell(cell, false)).toArray(String[]::new)));
                lines.addAll(text.lines("  ", page.columns()));
            }
        }
        lines.add("");
        study.notes().forEach(note -> lines.addAll(Labels.wrapped(note, "! ", Page.PROSE, Integer.MAX_VALUE)));
        return String.join("\n", lines) + "\n";
    }

    /** A cell for people, as on a page or in plain text. */
    static String cell(Object cell, boolean typeset) {
        if (cell instanceof Double number) {
            String figure = Numbers.shortFigure(number);
            return typeset ? Numbers.typeset(figure) : figure;
        }
        return cell instanceof Long number ? Numbers.count(number) : Labels.visible(cell.toString());
    }
}
