package dev.candor.report.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.model.Study;
import dev.candor.report.text.Page;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A study's files: all figures with all digits, text made safe, charts with words beside them. */
class StudyFilesTest {
    private static final Study STUDY = new Study(
            "sample",
            "Is <b> safe?",
            "One in three & more.",
            Map.of("seed", "1"),
            List.of(new Study.Table(
                    "figures",
                    "What was found.",
                    true,
                    List.of("rule", "count", "share_of_all"),
                    List.of(List.of("a,\"b\"", 1234L, 1.0 / 3), List.of("<i>", 0L, -1e-7)))),
            List.of(
                    new Study.Chart(
                            "curve",
                            "A curve",
                            "It rises.",
                            List.of("kl", "l2"),
                            List.of(panel("up", 1), panel("steep", 100), panel("flat", 0), panel("down", -1))),
                    new Study.Bars(
                            "shares",
                            "Two bars",
                            "One is half as long.",
                            List.of(new Study.Bar("a<b", 0.5, "50 %"), new Study.Bar("c", 0.25, "<25 %")))),
            List.of("Mind <this>."));

    private static Study.Panel panel(String title, double slope) {
        List<Study.Point> curve =
                List.of(new Study.Point(0, 0), new Study.Point(1, slope), new Study.Point(2, 2 * slope));
        return new Study.Panel(title, "x", List.of(curve, curve));
    }

    @Test
    void csvHasEveryDigit() {
        assertThat(StudyFiles.render(STUDY).get("figures.csv"))
                .isEqualTo("rule,count,share_of_all\r\n\"a,\"\"b\"\"\",1234,0.3333333333333333\r\n<i>,0,-1.0E-7\r\n");
    }

    @Test
    void jsonHasTablesByColumn() {
        assertThat(StudyFiles.render(STUDY).get("study.json"))
                .contains(
                        "\"study\" : \"sample\"",
                        "\"share_of_all\" : 0.3333333333333333",
                        "\"finding\" : \"One in three");
    }

    @Test
    void thePageStandsAloneAndIsReadAloud() {
        String page = StudyFiles.render(STUDY).get("study.html");
        assertThat(page)
                .contains("Is &lt;b&gt; safe?", "One in three &amp; more.", "&lt;i&gt;", "Mind &lt;this&gt;.")
                .contains("role=\"img\"", "<title id=\"curve-title\">A curve</title>", "prefers-color-scheme: dark")
                .contains("<caption>", "scope=\"col\"", "lang=\"en\"")
                .doesNotContain("<script", "src=", "href=", "http://www.google")
                .doesNotContain("NaN", "Infinity");
    }

    @Test
    void barsAreAsLongAsTheirSizes() {
        String page = StudyFiles.render(STUDY).get("study.html");
        assertThat(page)
                .contains("id=\"chart-shares\"", "<title id=\"shares-title\">Two bars</title>", "One is half as long.")
                .contains("a&lt;b", "50 %", "&lt;25 %", "width=\"100.000%\"", "width=\"50.000%\"");
    }

    @Test
    void theTerminalHasShortTables() {
        String text = StudyText.render(STUDY, Page.SCREEN);
        assertThat(text).startsWith("One in three & more.\n").contains("share of all", "0.33333", "! Mind <this>.");
        assertThat(text.lines()).allMatch(line -> line.length() <= Page.PROSE);
    }

    @Test
    void cellsAreChecked() {
        assertThatThrownBy(() -> new Study.Table("t", "", true, List.of("a"), List.of(List.of(Double.NaN))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Study.Table("t", "", true, List.of("a"), List.of(List.of("x", "y"))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
