package dev.candor.job.settle;

import dev.candor.model.LocalSearch;
import picocli.CommandLine.Option;

/** How log-linear policies are searched that are not the optimum of all policies. */
final class SearchOptions {
    @Option(
            names = "--ridge",
            paramLabel = "R",
            defaultValue = "0.0",
            description =
                    "For --policy-class log-linear: R/2 x |theta|^2 is a cost beside lambda x the divergence, >= 0.")
    private double ridge;

    @Option(
            names = "--starts",
            paramLabel = "N",
            defaultValue = "8",
            description = "For --policy-class log-linear, where theta has to be searched for: from how many points. The"
                    + " first is the reference model.")
    private int starts;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the points that --starts draws. Must not be chosen from the reports.")
    private long seed;

    LocalSearch search() {
        return new LocalSearch(ridge, starts, seed);
    }
}
