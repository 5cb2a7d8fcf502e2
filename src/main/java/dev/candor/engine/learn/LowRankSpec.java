package dev.candor.engine.learn;

import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How a low-rank model of ratings is learned.
 *
 * @param ranks to choose from; 0 = means of agents and candidates alone
 * @param regularisations of the factors, to choose from
 * @param folds K ≥ 3 of the ratings: the first measures the result, the others choose
 * @param seed of the folds and of where the factors start
 * @param blocks into which agents and candidates are cut; changes the last bits
 */
public record LowRankSpec(List<Integer> ranks, List<Double> regularisations, int folds, long seed, int blocks) {
    private static final int MOST_RANK = 500;
    private static final int MOST_FOLDS = 20;
    private static final int MOST_BLOCKS = 1000;
    private static final double MOST_REGULARISATION = 1e3;

    public LowRankSpec {
        ranks = List.copyOf(ranks);
        regularisations = List.copyOf(regularisations);
        require(
                !ranks.isEmpty() && ranks.stream().allMatch(rank -> rank >= 0 && rank <= MOST_RANK),
                "--ranks " + ranks + ": numbers from 0 to " + MOST_RANK);
        require(
                !regularisations.isEmpty() && regularisations.stream().allMatch(x -> x > 0 && x <= MOST_REGULARISATION),
                "--regularisations " + regularisations + ": numbers above 0, up to " + MOST_REGULARISATION);
        require(folds >= 3 && folds <= MOST_FOLDS, "--validation-folds " + folds + ": from 3 to " + MOST_FOLDS);
        require(blocks >= 1 && blocks <= MOST_BLOCKS, "--blocks " + blocks + ": from 1 to " + MOST_BLOCKS);
    }

    /** From lists separated by commas. */
    public static LowRankSpec parse(String ranks, String regularisations, int folds, long seed, int blocks) {
        return new LowRankSpec(
                numbers("--ranks", ranks, Integer::valueOf),
                numbers("--regularisations", regularisations, Double::valueOf),
                folds,
                seed,
                blocks);
    }

    private static <T> List<T> numbers(String flag, String text, Function<String, T> number) {
        List<T> numbers = new ArrayList<>();
        for (String one : text.split(",", -1)) {
            try {
                numbers.add(number.apply(one.trim()));
            } catch (NumberFormatException notOne) {
                throw UserException.configuration(
                        "Cannot learn with " + flag + " " + text + ": it takes numbers separated by commas.");
            }
        }
        return numbers;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw UserException.configuration("Cannot learn with " + what + " are taken.");
        }
    }

    /** One of the models to choose from. */
    public record Choice(int rank, double regularisation) {}

    /** Every rank with every regularisation; rank 0 once. */
    List<Choice> choices() {
        List<Choice> choices = new ArrayList<>();
        for (int rank : ranks) {
            for (double regularisation : rank == 0 ? regularisations.subList(0, 1) : regularisations) {
                choices.add(new Choice(rank, regularisation));
            }
        }
        return choices;
    }
}
