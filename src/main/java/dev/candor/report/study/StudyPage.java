package dev.candor.report.study;

import dev.candor.model.Study;
import dev.candor.report.chart.BarChart;
import dev.candor.report.text.HtmlPage;
import dev.candor.report.text.Labels;
import java.util.List;

/**
 * study.html: one study for a person. One file, no scripts, nothing loaded from anywhere.
 *
 * @param study as it is; this record's methods are what the template names
 */
record StudyPage(Study study) {
    /** Longer tables are cut here; their files have all. */
    private static final int ROWS = 60;

    /** The page, in UTF-8 when written as such. */
    static String render(Study study) {
        return HtmlPage.render("study/study.html", new StudyPage(study));
    }

    List<Drawn> charts() {
        return study.charts().stream()
                .map(figure -> figure instanceof Study.Bars bars
                        ? new Drawn(bars, bars(bars), "")
                        : new Drawn(
                                figure,
                                "",
                                StudyChart.render((Study.Chart) figure).stripTrailing()))
                .toList();
    }

    private static String bars(Study.Bars bars) {
        return BarChart.render(
                        bars.name(),
                        bars.title(),
                        bars.description(),
                        bars.bars().stream()
                                .map(bar -> new BarChart.Bar(bar.label(), bar.size(), Labels.html(bar.written())))
                                .toList())
                .stripTrailing();
    }

    List<Listed> tables() {
        return study.tables().stream().map(Listed::new).toList();
    }

    List<Setting> settings() {
        return study.settings().entrySet().stream()
                .map(setting -> new Setting(setting.getKey(), setting.getValue()))
                .toList();
    }

    /** Bars fill the width of a page; curves are as wide as they are, and a phone scrolls. */
    record Drawn(Study.Figure figure, String bars, String curves) {}

    record Listed(Study.Table table) {
        /** "three-groups" is "Three groups". */
        String heading() {
            String name = table.name();
            return Character.toUpperCase(name.charAt(0)) + name.substring(1).replace('-', ' ');
        }

        boolean pairs() {
            return table.header().size() == 2;
        }

        List<String> header() {
            return table.header().stream().map(name -> name.replace('_', ' ')).toList();
        }

        String first() {
            return header().get(0);
        }

        /** How many rows are shown where not all are. */
        String cut() {
            return table.rows().size() > ROWS ? Integer.toString(ROWS) : "";
        }

        List<Row> rows() {
            return table.rows().stream()
                    .limit(ROWS)
                    .map(row ->
                            row.stream().map(cell -> StudyText.cell(cell, true)).toList())
                    .map(cells -> new Row(cells.get(0), cells.subList(1, cells.size())))
                    .toList();
        }
    }

    record Row(String head, List<String> cells) {}

    record Setting(String name, String value) {}
}
