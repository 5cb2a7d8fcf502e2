package dev.candor.job.run;

import dev.candor.io.schema.TableFormat;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a run is published, and in what format. */
public final class OutputOptions {
    @Mixin
    private final PlaceOptions place = new PlaceOptions();

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            defaultValue = "parquet",
            description = "Format of the tables. Tables with arrays cannot be CSV.")
    private TableFormat format;

    /** {@link PlaceOptions#required}. */
    public String required(String verb) {
        return place.required(verb);
    }

    public TableFormat format() {
        return format;
    }
}
