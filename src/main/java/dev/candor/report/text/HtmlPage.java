package dev.candor.report.text;

import com.samskivert.mustache.DefaultCollector;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;

/**
 * Pages from their templates, which lie in the resources below {@code dev/candor/report}. A template has the words and
 * names methods of a record, which has the figures: doubles are typeset, longs grouped, all text made safe by {@link
 * Labels#html}, but for charts in three braces. A name that the record lacks is an error. One file a page, no scripts,
 * nothing loaded from anywhere; its own content policy says so to the browser.
 */
public final class HtmlPage {
    private static final String TEMPLATES = "/dev/candor/report/";

    private static final Mustache.Compiler COMPILER = Mustache.compiler()
            .withEscaper(Labels::html)
            .withFormatter(HtmlPage::written)
            .withCollector(new Values())
            .withLoader(HtmlPage::template)
            .strictSections(true)
            .emptyStringIsFalse(true);

    private HtmlPage() {}

    /**
     * The page, in UTF-8 when written as such.
     *
     * @param template its file, with the room before it
     * @param page what the template names
     */
    public static String render(String template, Record page) {
        return COMPILER.loadTemplate(template).execute(page);
    }

    private static String written(Object value) {
        if (value instanceof Double figure) {
            return Numbers.typeset(figure);
        }
        return value instanceof Long count ? Numbers.count(count) : value.toString();
    }

    private static Reader template(String name) throws IOException {
        InputStream stream = HtmlPage.class.getResourceAsStream(TEMPLATES + name);
        if (stream == null) {
            throw new IOException("the jar lacks " + TEMPLATES + name);
        }
        return new InputStreamReader(stream, StandardCharsets.UTF_8);
    }

    /** A section of an {@link Optional} is there if its value is. */
    private static final class Values extends DefaultCollector {
        @Override
        public Iterator<?> toIterator(Object value) {
            return value instanceof Optional<?> one ? one.stream().iterator() : super.toIterator(value);
        }
    }
}
