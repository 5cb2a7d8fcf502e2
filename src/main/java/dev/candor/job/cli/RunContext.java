package dev.candor.job.cli;

import dev.candor.io.files.Redaction;
import dev.candor.report.text.Page;
import java.io.PrintStream;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a verb is run with.
 *
 * @param verb its name
 * @param common the options every verb has
 * @param effectiveConfiguration every setting that has a value, by key, not redacted: do not print it
 * @param resultConfiguration the part that can change the result, for the fingerprint
 * @param redaction what keeps the secrets among them from being shown
 * @param stop whether somebody asked the run to stop
 * @param out results
 * @param err progress and errors
 */
public record RunContext(
        String verb,
        CommonOptions common,
        NavigableMap<String, String> effectiveConfiguration,
        NavigableMap<String, String> resultConfiguration,
        Redaction redaction,
        Stop stop,
        PrintStream out,
        PrintStream err) {

    public RunContext {
        effectiveConfiguration = Collections.unmodifiableNavigableMap(new TreeMap<>(effectiveConfiguration));
        resultConfiguration = Collections.unmodifiableNavigableMap(new TreeMap<>(resultConfiguration));
    }

    /** {@link #effectiveConfiguration} with secrets blanked: fit for a terminal, a log, a manifest. */
    public NavigableMap<String, String> redactedConfiguration() {
        return redaction.shown(effectiveConfiguration);
    }

    /** What {@link #out} is: the launcher knows, the JVM cannot tell. */
    public Page page() {
        return Boolean.getBoolean("candor.screen") ? Page.SCREEN : Page.FILE;
    }
}
