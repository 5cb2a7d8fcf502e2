package dev.candor.report.text;

/** An accessible table: a caption, scoped headers, the first column names the row. Cells are HTML already. */
public final class HtmlTable {
    private final StringBuilder html = new StringBuilder();

    public HtmlTable(String caption, String... header) {
        html.append(header.length == 2 ? "<div class=\"scroll facts\"" : "<div class=\"scroll\"")
                .append(" role=\"region\" tabindex=\"0\" aria-label=\"")
                .append(Labels.html(header[0]))
                .append(" table\">\n<table>\n<caption><span>")
                .append(Labels.html(caption))
                .append("</span></caption>\n<thead><tr>");
        for (String name : header) {
            html.append("<th scope=\"col\">").append(Labels.html(name)).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
    }

    public void row(String head, String... cells) {
        html.append("<tr><th scope=\"row\">").append(head).append("</th>");
        for (String cell : cells) {
            html.append("<td>").append(cell).append("</td>");
        }
        html.append("</tr>\n");
    }

    public String html() {
        return html + "</tbody>\n</table>\n</div>\n";
    }
}
