package dev.candor.job.learn;

import dev.candor.engine.learn.LowRankSpec;
import dev.candor.model.UserException;
import picocli.CommandLine.Option;

/** How {@code --model low-rank} is learned. */
final class LowRankOptions {
    @Option(
            names = "--ranks",
            paramLabel = "R,...",
            defaultValue = "0,2,4,8",
            description = "For low-rank: numbers of factors to choose from; 0 = only means of agents and candidates.")
    private String ranks;

    @Option(
            names = "--regularisations",
            paramLabel = "X,...",
            defaultValue = "0.05,0.1",
            description = "For low-rank: regularisations of the factors to choose from.")
    private String regularisations;

    @Option(
            names = "--validation-folds",
            paramLabel = "K",
            defaultValue = "5",
            description = "For low-rank: parts of the ratings; one measures the result, the others choose.")
    private int validationFolds;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "For low-rank: same seed, same folds and factors.")
    private long seed;

    @Option(
            names = "--blocks",
            paramLabel = "B",
            defaultValue = "1",
            description =
                    "For low-rank: blocks that are solved in parallel. With more than one the last bits may differ from"
                            + " run to run.")
    private int blocks;

    /** Refuses settings that another model would ignore. */
    void refuse() {
        boolean asDefault = ranks.equals("0,2,4,8") && regularisations.equals("0.05,0.1") && validationFolds == 5;
        if (!asDefault || seed != 1 || blocks != 1) {
            throw UserException.configuration("Cannot use --ranks, --regularisations, --validation-folds, --seed or"
                    + " --blocks without --model low-rank: set it, or drop them.");
        }
    }

    LowRankSpec spec() {
        return LowRankSpec.parse(ranks, regularisations, validationFolds, seed, blocks);
    }
}
