package dev.candor.report.text;

import com.samskivert.mustache.DefaultCollector;
import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;

/**
 * What every page of ours begins and ends with. One file, no scripts, nothing loaded from anywhere; its own content
 * policy says so to the browser.
 */
public final class HtmlPage {
    public static final String END = "</main>\n</body>\n</html>\n";
    private static final String STYLE = resource("text/report.css");

    private static final Mustache.Compiler TEMPLATES = Mustache.compiler()
            .withEscaper(Labels::html)
            .withFormatter(HtmlPage::written)
            .strictSections(true)
            .emptyStringIsFalse(true)
            .withCollector(new DefaultCollector() {
                @Override
                public Iterator<?> toIterator(Object value) {
                    return value instanceof Optional<?> one ? one.stream().iterator() : super.toIterator(value);
                }
            })
            .withLoader(name -> new StringReader(resource(name)));

    private HtmlPage() {}

    /**
     * The page, in UTF-8 when written as such.
     *
     * @param template its name below this package's parent
     * @param page its methods are what the template names
     */
    public static String render(String template, Object page) {
        return TEMPLATES.loadTemplate(template).execute(page);
    }

    private static String written(Object value) {
        if (value instanceof Double figure) {
            return Numbers.typeset(figure);
        }
        return value instanceof Long count ? Numbers.count(count) : value.toString();
    }

    /** All up to and with the heading; both arguments are HTML already. */
    public static String begin(String title, String heading) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
                <meta name="color-scheme" content="light dark">
                <title>""" + title + "</title>\n<style>\n" + STYLE
                + "</style>\n</head>\n<body>\n<main>\n<h1>" + heading + "</h1>\n";
    }

    private static String resource(String name) {
        try (InputStream stream = HtmlPage.class.getResourceAsStream("/dev/candor/report/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("the jar lacks " + name + " beside " + HtmlPage.class.getName());
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
