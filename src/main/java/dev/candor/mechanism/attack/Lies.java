package dev.candor.mechanism.attack;

import java.util.ArrayList;
import java.util.List;

/** The lies that an attacker tries: those the theorems name, those that people tell, and random ones. */
public final class Lies {
    private static final double[] SIZES = {2, 0.5, 1.1, 0.9, 5, 0.2, 1.01, 0.99, 1.5, 0.8, 3, 10, 0, 100, 1000};
    private static final double[] SHARES = {0.25, 0.5, 1};
    private static final double[] STEPS = {0.05, 0.25, 1, 4};
    private static final double[] BETAS = {0.9, 0.5, 0, 1.1, 1.5, 2, 4};
    private static final double[] STRETCHES = {1.1, 2, 10, 0.9, 0.5, 0};
    private static final double[] JOINT_SIZES = {2, 0.5};
    /** Of random directions, in turn. */
    private static final double[] RANDOM_STEPS = {0.5, 0.1, 2};

    private static final double[] RANDOM_SIZES = {1, 1, 1.5, 0.75};

    private Lies() {}

    /**
     * The first {@code count} lies of one fixed order: structured misreports of rewards, of size, of both, then random
     * directions without end. The same list whatever was reported.
     */
    public static List<Lie> first(int count) {
        List<Lie> lies = new ArrayList<>(structured());
        for (int number = 0; lies.size() < count; number++) {
            double step = RANDOM_STEPS[number % RANDOM_STEPS.length];
            double size = RANDOM_SIZES[number % RANDOM_SIZES.length];
            lies.add(new Lie(
                    "random direction " + number + ", step " + Lie.text(step), Misreport.random(step, number), size));
        }
        return List.copyOf(lies.subList(0, count));
    }

    /** Those that are not random. */
    static List<Lie> structured() {
        List<Lie> rewards = ofRewards();
        List<Lie> lies = new ArrayList<>(rewards);
        for (double size : SIZES) {
            lies.add(new Lie("true rewards", Misreport.truth(), size));
        }
        for (double size : JOINT_SIZES) {
            rewards.forEach(lie -> lies.add(lie.at(size)));
        }
        return lies;
    }

    private static List<Lie> ofRewards() {
        List<Lie> lies = new ArrayList<>();
        for (double share : SHARES) {
            lies.add(new Lie("worst lowered, share " + Lie.text(share), Misreport.lowerWorst(share), 1));
            lies.add(new Lie("worst to best, share " + Lie.text(share), Misreport.shiftWorstToBest(share), 1));
        }
        for (double step : STEPS) {
            lies.add(new Lie("polarise, step " + Lie.text(step), Misreport.polarise(step), 1));
            lies.add(new Lie("polarise one candidate, step " + Lie.text(step), Misreport.polariseOne(step), 1));
        }
        lies.add(new Lie("only the best", Misreport.onlyBest(), 1));
        lies.add(new Lie("only the worst", Misreport.onlyWorst(), 1));
        for (double beta : BETAS) {
            lies.add(new Lie(
                    (beta < 1 ? "towards" : "away from") + " the others, beta " + Lie.text(beta),
                    Misreport.mix(beta),
                    1));
        }
        for (double factor : STRETCHES) {
            lies.add(new Lie(
                    (factor > 1 ? "exaggerate" : "flatten") + " × " + Lie.text(factor), Misreport.stretch(factor), 1));
        }
        lies.add(new Lie("invert", Misreport.stretch(-1), 1));
        return lies;
    }
}
