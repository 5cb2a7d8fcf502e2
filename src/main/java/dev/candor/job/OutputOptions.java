package dev.candor.job;

import dev.candor.io.TableFormat;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a run is published, and in what format. */
final class OutputOptions {
    @Mixin
    private final PlaceOptions place = new PlaceOptions();

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            defaultValue = "parquet",
            description = "Format of the tables. What holds arrays cannot be CSV.")
    private TableFormat format;

    /** {@link PlaceOptions#required}. */
    String required(String verb) {
        return place.required(verb);
    }

    TableFormat format() {
        return format;
    }
}
