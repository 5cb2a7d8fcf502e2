package dev.candor.job;

import dev.candor.io.TableFormat;
import dev.candor.model.UserException;
import picocli.CommandLine.Option;

/** Where a run is published, and in what format. */
final class OutputOptions {
    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "The run directory, any Hadoop URI. Written once; the same run again is a success.")
    @DoesNotAffectResult
    private String output;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            defaultValue = "parquet",
            description = "Format of the tables. What holds arrays cannot be CSV.")
    private TableFormat format;

    /**
     * The run directory.
     *
     * @param verb what cannot be done without it
     */
    String required(String verb) {
        if (output == null || output.isBlank()) {
            throw UserException.configuration("Cannot " + verb + " without a place for the result: set --output DIR.");
        }
        return output;
    }

    TableFormat format() {
        return format;
    }
}
