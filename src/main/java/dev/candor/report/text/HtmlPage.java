package dev.candor.report.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What every page of ours begins and ends with. One file, no scripts, nothing loaded from anywhere; its own content
 * policy says so to the browser.
 */
public final class HtmlPage {
    public static final String END = "</main>\n</body>\n</html>\n";
    private static final String STYLE = resource("report.css");

    private HtmlPage() {}

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
        try (InputStream stream = HtmlPage.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the jar lacks " + name + " beside " + HtmlPage.class.getName());
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
