package dev.candor.job.cli;

import dev.candor.io.files.Redaction;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A stream of text that shows no secret, whoever prints to it. */
final class RedactedStream extends PrintStream {
    private volatile Redaction redaction = Redaction.of(Map.of());

    RedactedStream(PrintStream to) {
        super(to, true, StandardCharsets.UTF_8);
    }

    /** Hides these secrets from now on. */
    void hide(Redaction secrets) {
        redaction = secrets;
    }

    /** All that is printed as text comes by here. */
    @Override
    public void print(String text) {
        super.print(redaction.text(String.valueOf(text)));
    }
}
