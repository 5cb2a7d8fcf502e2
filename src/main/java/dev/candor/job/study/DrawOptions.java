package dev.candor.job.study;

import dev.candor.job.progress.Figures;
import dev.candor.model.RewardDomain;
import dev.candor.model.UserException;
import dev.candor.study.DrawnGames;
import picocli.CommandLine.Option;

/** Synthetic games that a study looks at, and the price of divergence in its games. */
final class DrawOptions {
    private static final int MOST_SIDE = 100;
    private static final long MOST_DRAWS = 100_000_000;

    @Option(names = "--draws", paramLabel = "N", defaultValue = "500", description = "Number of random games.")
    private long draws;

    @Option(
            names = "--game-agents",
            paramLabel = "N",
            defaultValue = "5",
            description = "Agents of a random game, 2 to 100.")
    private int agents;

    @Option(
            names = "--game-candidates",
            paramLabel = "K",
            defaultValue = "10",
            description = "Candidates of a random game, 2 to 100.")
    private int candidates;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            defaultValue = "max",
            description = "Domain of an agent's rewards on a prompt, and of its lies: maximum 1 or sum 1.")
    private RewardDomain domain;

    @Option(names = "--seed", paramLabel = "SEED", defaultValue = "1", description = "Same seed, same games and lies.")
    private long seed;

    @Option(
            names = "--lambda",
            paramLabel = "L",
            defaultValue = "5.0",
            description = "The price of divergence, in reward x size.")
    private double lambda;

    DrawnGames games(boolean withZeros) {
        requireWithin("--draws", draws, 1, MOST_DRAWS);
        requireWithin("--game-agents", agents, 2, MOST_SIDE);
        requireWithin("--game-candidates", candidates, 2, MOST_SIDE);
        return new DrawnGames(agents, candidates, domain(), seed, withZeros);
    }

    RewardDomain domain() {
        if (domain == RewardDomain.UNRESTRICTED) {
            throw UserException.configuration(
                    "Cannot study an unrestricted domain: a larger lie could gain any amount. Set --domain to max"
                            + " or sum.");
        }
        return domain;
    }

    long draws() {
        return draws;
    }

    /** λ. */
    double lambda() {
        return lambda;
    }

    long seed() {
        return seed;
    }

    static void requireWithin(String flag, long value, long least, long most) {
        if (value < least || value > most) {
            throw UserException.configuration("Cannot use " + flag + " " + value + ": it must be from "
                    + Figures.count(least) + " to " + Figures.count(most) + ".");
        }
    }
}
