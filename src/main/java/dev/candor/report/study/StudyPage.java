package dev.candor.report.study;

import dev.candor.model.Study;
import dev.candor.report.chart.BarChart;
import dev.candor.report.text.HtmlPage;
import dev.candor.report.text.HtmlTable;
import dev.candor.report.text.Labels;
import java.util.List;

/** study.html: one study for a person. One file, no scripts, nothing loaded from anywhere. */
final class StudyPage {
    /** Longer tables are cut here; their files have all. */
    private static final int ROWS = 60;

    private final Study study;
    private final StringBuilder html = new StringBuilder(65_536);

    private StudyPage(Study study) {
        this.study = study;
    }

    /** The page, in UTF-8 when written as such. */
    static String render(Study study) {
        StudyPage page = new StudyPage(study);
        page.html.append(HtmlPage.begin("Candor study: " + Labels.html(study.name()), Labels.html(study.title())));
        page.html.append("<p class=\"lead\">").append(Labels.html(study.lead())).append("</p>\n");
        page.notes();
        study.charts().forEach(page::chart);
        study.tables().forEach(page::table);
        page.settings();
        return page.html.append(HtmlPage.END).toString();
    }

    private void notes() {
        html.append("<section class=\"notes\" aria-labelledby=\"notes\">\n<h2 id=\"notes\">To be noted</h2>\n<ul>\n");
        study.notes()
                .forEach(note -> html.append("<li>").append(Labels.html(note)).append("</li>\n"));
        html.append("</ul>\n</section>\n");
    }

    private void chart(Study.Figure chart) {
        section("chart-" + chart.name(), chart.title());
        html.append("<p>").append(Labels.html(chart.description())).append("</p>\n");
        if (chart instanceof Study.Bars bars) {
            html.append(BarChart.render(
                    bars.name(),
                    bars.title(),
                    bars.description(),
                    bars.bars().stream()
                            .map(bar -> new BarChart.Bar(bar.label(), bar.size(), Labels.html(bar.written())))
                            .toList()));
        } else if (chart instanceof Study.Chart curves) {
            scrolled(curves);
        }
        html.append("</section>\n");
    }

    /** As wide as it is; a phone scrolls. */
    private void scrolled(Study.Chart chart) {
        html.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
                .append(Labels.html(chart.title()))
                .append("\">\n")
                .append(StudyChart.render(chart))
                .append("</div>\n");
    }

    private void table(Study.Table table) {
        section("table-" + table.name(), heading(table.name()));
        int more = table.rows().size() - ROWS;
        String caption = table.caption() + (more > 0 ? " The first " + ROWS + " rows;" : "") + " " + table.name()
                + ".csv has every " + (more > 0 ? "row and digit." : "digit.");
        HtmlTable rendered = new HtmlTable(
                caption,
                table.header().stream().map(name -> name.replace('_', ' ')).toArray(String[]::new));
        table.rows().stream().limit(ROWS).forEach(row -> row(rendered, row));
        html.append(rendered.html()).append("</section>\n");
    }

    /** "three-groups" is "Three groups". */
    private static String heading(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1).replace('-', ' ');
    }

    private static void row(HtmlTable table, List<Object> row) {
        String[] cells = row.stream().skip(1).map(StudyPage::cell).toArray(String[]::new);
        table.row(cell(row.get(0)), cells);
    }

    private static String cell(Object cell) {
        return Labels.html(StudyText.cell(cell, true));
    }

    private void settings() {
        section("settings", "Settings");
        HtmlTable table = new HtmlTable("With these the study gives the same files again.", "setting", "value");
        study.settings().forEach((key, value) -> table.row(Labels.html(key), Labels.html(value)));
        html.append(table.html()).append("</section>\n");
    }

    private void section(String anchor, String title) {
        html.append("<section aria-labelledby=\"").append(anchor).append("\">\n<h2 id=\"");
        html.append(anchor).append("\">").append(Labels.html(title)).append("</h2>\n");
    }
}
