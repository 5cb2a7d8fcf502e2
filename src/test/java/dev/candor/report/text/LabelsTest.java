package dev.candor.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LabelsTest {
    @Property
    void nothingThatSteersATerminalGetsThrough(@ForAll String text) {
        assertThat(Labels.visible(text).codePoints())
                .noneMatch(Character::isISOControl)
                .noneMatch(point -> Character.getType(point) == Character.FORMAT)
                .noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }

    @Property
    void noMarkupGetsThrough(@ForAll String text) {
        String escaped = Labels.html(text);
        assertThat(escaped).doesNotContain("<", ">", "\"", "'");
        assertThat(escaped.replaceAll("&(amp|lt|gt|quot|#39);", "")).doesNotContain("&");
        assertThat(escaped.replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&#39;", "'")
                        .replace("&amp;", "&"))
                .isEqualTo(Labels.visible(text));
    }

    @Property
    void shortenedTextFits(@ForAll String text, @ForAll @IntRange(min = 3, max = 40) int columns) {
        String shown = Labels.shortened(text, columns);
        assertThat(Labels.width(shown)).isLessThanOrEqualTo(columns);
        assertThat(Labels.width(Labels.cut(Labels.visible(text), columns))).isLessThanOrEqualTo(columns);
        if (Labels.width(Labels.visible(text)) <= columns) {
            assertThat(shown).isEqualTo(Labels.visible(text));
        } else {
            assertThat(shown).contains("…");
        }
    }

    @Test
    void theMiddleGives() {
        assertThat(Labels.shortened("abcdefghijklmnop", 9)).isEqualTo("abcd…mnop");
        assertThat(Labels.shortened("北京市图书馆", 7)).isEqualTo("北…书馆");
    }

    @Test
    void escapes() {
        assertThat(Labels.html("<a href='x'>&\"\u0000\u202E</a>"))
                .isEqualTo("&lt;a href=&#39;x&#39;&gt;&amp;&quot;\uFFFD\uFFFD&lt;/a&gt;");
    }
}
