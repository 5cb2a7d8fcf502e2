package dev.candor.job.run;

import dev.candor.job.cli.DoesNotAffectResult;
import dev.candor.model.UserException;
import picocli.CommandLine.Option;

/** Where a run is published. */
public final class PlaceOptions {
    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "The run directory, any Hadoop URI. It is written once; the same command again succeeds"
                    + " and changes nothing.")
    @DoesNotAffectResult
    private String output;

    /**
     * The run directory.
     *
     * @param verb what cannot be done without it
     */
    public String required(String verb) {
        if (output == null || output.isBlank()) {
            throw UserException.configuration("Cannot " + verb + " without a place for the result: set --output DIR.");
        }
        return output;
    }
}
