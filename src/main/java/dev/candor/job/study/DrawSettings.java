package dev.candor.job.study;

import dev.candor.api.settings.EngineSettings;
import dev.candor.job.progress.Figures;
import dev.candor.model.RewardDomain;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import dev.candor.study.DrawnGames;
import java.util.List;
import java.util.stream.Stream;

/** Synthetic games that a study looks at, and the price of divergence in its games. */
final class DrawSettings {
    static final Setting<Long> DRAWS = Setting.count("draws", "N").orElse("500").saying("Number of random games.");

    static final Setting<Integer> GAME_AGENTS =
            Setting.whole("game-agents", "N").orElse("5").saying("Agents of a random game, 2 to 100.");

    static final Setting<Integer> GAME_CANDIDATES =
            Setting.whole("game-candidates", "K").orElse("10").saying("Candidates of a random game, 2 to 100.");

    static final Setting<RewardDomain> DOMAIN = Setting.choice("domain", "DOMAIN", RewardDomain.class)
            .orElse("max")
            .saying("Domain of an agent's rewards on a prompt, and of its lies: maximum 1 or sum 1.");

    static final Setting<Long> SEED =
            Setting.count("seed", "SEED").orElse("1").saying("Same seed, same games and lies.");

    /** λ. */
    static final Setting<Double> LAMBDA =
            Setting.number("lambda", "L").orElse("5.0").saying("The price of divergence, in reward x size.");

    private static final int MOST_SIDE = 100;
    private static final long MOST_DRAWS = 100_000_000;

    private static final List<Setting<?>> ALL = List.of(DRAWS, GAME_AGENTS, GAME_CANDIDATES, DOMAIN, SEED, LAMBDA);

    private DrawSettings() {}

    /** The settings of a study of drawn games, none of them given. */
    static Values with(List<? extends Setting<?>> own) {
        return new Values(
                Stream.of(ALL, own, EngineSettings.ALL).flatMap(List::stream).toList());
    }

    static DrawnGames games(Values values, boolean withZeros) {
        requireWithin(DRAWS, values.get(DRAWS), 1, MOST_DRAWS);
        requireWithin(GAME_AGENTS, values.get(GAME_AGENTS), 2, MOST_SIDE);
        requireWithin(GAME_CANDIDATES, values.get(GAME_CANDIDATES), 2, MOST_SIDE);
        return new DrawnGames(
                values.get(GAME_AGENTS), values.get(GAME_CANDIDATES), domain(values), values.get(SEED), withZeros);
    }

    static RewardDomain domain(Values values) {
        RewardDomain domain = values.get(DOMAIN);
        if (domain == RewardDomain.UNRESTRICTED) {
            throw UserException.configuration(
                    "Cannot study an unrestricted domain: any gain could be had by a larger lie."
                            + " Set --domain to max or sum.");
        }
        return domain;
    }

    static void requireWithin(Setting<?> setting, long value, long least, long most) {
        if (value < least || value > most) {
            throw UserException.configuration("Cannot use " + setting + " " + value + ": it must be from "
                    + Figures.count(least) + " to " + Figures.count(most) + ".");
        }
    }
}
