package dev.candor.report.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a template does with a record, held to {@code sample.html} beside this class. */
class HtmlPageTest {
    private static final String SAMPLE = "text/sample.html";

    record Line(String name) {}

    record Sample(
            String text,
            double figure,
            long count,
            int small,
            String raw,
            Optional<String> there,
            Optional<String> absent,
            String blank,
            Optional<Lines<Line>> listed) {}

    private static String rendered(String text, List<Line> lines) {
        return HtmlPage.render(
                SAMPLE,
                new Sample(
                        text,
                        -1e-7,
                        12_345,
                        12_345,
                        "<svg/>",
                        Optional.of("<i>"),
                        Optional.empty(),
                        "",
                        Lines.of(lines)));
    }

    @Test
    void figuresAreSetAndSectionsAreThereOrNot() {
        assertThat(rendered("ü", List.of(new Line("a"), new Line("b")))).isEqualTo("""
                        <p>ü −1.0000 × 10⁻⁷ 12,345 12345 <svg/></p>
                        <p>there: &lt;i&gt;</p>
                        <p>not there</p>
                        <ul>
                        <li>a, 12,345</li>
                        <li>b, 12,345</li>
                        </ul>
                        """);
    }

    @Test
    void aListOfNothingIsLeftOut() {
        assertThat(rendered("", List.of())).endsWith("<p>not there</p>\n");
    }

    @Test
    void textIsNeitherMarkupNorATemplate() {
        assertThat(rendered("<b>'\"&{{figure}}{{{raw}}}\u0007", List.of()))
                .startsWith("<p>&lt;b&gt;&#39;&quot;&amp;{{figure}}{{{raw}}}\uFFFD −1");
    }

    @Test
    void aNameThatTheRecordLacksIsAnError() {
        assertThatThrownBy(() -> HtmlPage.render(SAMPLE, new Line("a"))).hasMessageContaining("text");
    }

    @Test
    void aTemplateThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> HtmlPage.render("text/other.html", new Line("a")))
                .hasStackTraceContaining("the jar lacks /dev/candor/report/text/other.html");
    }
}
