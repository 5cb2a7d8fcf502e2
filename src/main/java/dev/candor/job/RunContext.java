package dev.candor.job;

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
 * @param out results
 * @param err progress and errors
 */
public record RunContext(
        String verb,
        CommonOptions common,
        NavigableMap<String, String> effectiveConfiguration,
        NavigableMap<String, String> resultConfiguration,
        PrintStream out,
        PrintStream err) {

    public RunContext {
        effectiveConfiguration = Collections.unmodifiableNavigableMap(new TreeMap<>(effectiveConfiguration));
        resultConfiguration = Collections.unmodifiableNavigableMap(new TreeMap<>(resultConfiguration));
    }

    /** {@link #effectiveConfiguration} with secrets blanked: fit for a terminal, a log, a manifest. */
    public NavigableMap<String, String> redactedConfiguration() {
        return Redaction.of(effectiveConfiguration);
    }
}
