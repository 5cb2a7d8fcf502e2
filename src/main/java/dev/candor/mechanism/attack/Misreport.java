package dev.candor.mechanism.attack;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What an agent says of one prompt instead of its rewards. The result may leave the declared domain; {@link DomainFit}
 * brings it back. Steps are relative to the range of the agent's own rewards on the prompt, or to twice the largest of its
 * coefficients ({@link LiarView#range}), so that a misreport means the same whatever the unit of reward.
 */
@FunctionalInterface
public interface Misreport extends Serializable {
    /** Of the range of an agent's rewards: no claim is to be larger than the largest claimed sizes make it. */
    double MOST_LOWERED = 1000;

    /**
     * Writes the rewards that are claimed.
     *
     * @param claim length K
     */
    void write(LiarView at, double[] claim);

    /** The truth: a lie about size alone. */
    static Misreport truth() {
        return (at, claim) -> Arrays.setAll(claim, at::reward);
    }

    /**
     * Thm 4.2 in the Max domain: the worst candidate (the first of them) is lowered by {@code share} of its distance
     * to 0, or of the range where the worst is not above 0. Where 0 is further away than {@value #MOST_LOWERED} ranges it is
     * lowered by those: gains round at the scale of what is claimed.
     *
     * @param share 0 to 1
     */
    static Misreport lowerWorst(double share) {
        return (at, claim) -> {
            truth().write(at, claim);
            int worst = first(claim, at.least());
            claim[worst] -= share * (at.least() > 0 ? Math.min(at.least(), MOST_LOWERED * at.range()) : at.range());
        };
    }

    /**
     * Thm 4.2 in the Sum domain: ε goes from the worst candidate to the best (the first of each). ε is {@code share} of
     * the most that the theorem allows, min(1 − max r, min r), or of the range where that leaves no room.
     *
     * @param share 0 to 1
     */
    static Misreport shiftWorstToBest(double share) {
        return (at, claim) -> {
            double room = Math.min(1 - at.most(), at.least());
            double epsilon = share * (at.least() >= 0 && at.most() <= 1 && room > 0 ? room : at.range());
            shift(at, epsilon, claim);
        };
    }

    /** The same with ε in units of reward, whether the theorem allows it or not. */
    static Misreport shiftWorstToBestBy(double epsilon) {
        return (at, claim) -> shift(at, epsilon, claim);
    }

    private static void shift(LiarView at, double epsilon, double[] claim) {
        truth().write(at, claim);
        if (at.range() > 0) {
            int worst = first(claim, at.least());
            int best = first(claim, at.most());
            claim[worst] -= epsilon;
            claim[best] += epsilon;
        }
    }

    private static int first(double[] claim, double value) {
        int x = 0;
        while (claim[x] != value) {
            x++;
        }
        return x;
    }

    /** Thm B.2: r + step·range·t/max|t|, each reward moved along the sign and size of t(x). */
    static Misreport polarise(double step) {
        return (at, claim) -> {
            at.writePolarisation(claim);
            add(at, step, claim);
        };
    }

    /** Thm B.2, one candidate at a time: only the candidate with the largest |t(x)| among those strictly between the least and the most. */
    static Misreport polariseOne(double step) {
        return (at, claim) -> {
            at.writePolarisation(claim);
            int chosen = -1;
            for (int x = 0; x < claim.length; x++) {
                boolean inside = at.reward(x) > at.least() && at.reward(x) < at.most();
                if (inside && (chosen < 0 || Math.abs(claim[x]) > Math.abs(claim[chosen]))) {
                    chosen = x;
                }
            }
            double direction = chosen < 0 ? 0 : Math.signum(claim[chosen]);
            Arrays.fill(claim, 0);
            if (chosen >= 0) {
                claim[chosen] = direction;
            }
            add(at, step, claim);
        };
    }

    /**
     * The paper's r̃ = β·r + (1−β)·r_{−i}, r_{−i} what the others want on the agent's own scale: β &lt; 1 goes towards
     * the others, β &gt; 1 away from them.
     */
    static Misreport mix(double beta) {
        return (at, claim) -> {
            at.writeOthers(claim);
            for (int x = 0; x < claim.length; x++) {
                claim[x] = beta * at.reward(x) + (1 - beta) * claim[x];
            }
        };
    }

    /** Distances from {@link LiarView#middle} times {@code factor}: &gt; 1 exaggerates, &lt; 1 flattens, 0 is indifference, −1 inverts. */
    static Misreport stretch(double factor) {
        return (at, claim) -> {
            for (int x = 0; x < claim.length; x++) {
                claim[x] = at.middle() + factor * (at.reward(x) - at.middle());
            }
        };
    }

    /** The best candidates keep their reward, all others are said to be as bad as the worst. */
    static Misreport onlyBest() {
        return (at, claim) -> {
            for (int x = 0; x < claim.length; x++) {
                claim[x] = at.reward(x) == at.most() ? at.most() : at.least();
            }
        };
    }

    /** All are as good as the best but the worst, which keep their reward. */
    static Misreport onlyWorst() {
        return (at, claim) -> {
            for (int x = 0; x < claim.length; x++) {
                claim[x] = at.reward(x) == at.least() ? at.least() : at.most();
            }
        };
    }

    /**
     * r + step·range·z, z drawn uniformly from [−1, 1]ᴷ.
     *
     * @param number distinct numbers give independent directions
     */
    static Misreport random(double step, int number) {
        return (at, claim) -> {
            for (int x = 0; x < claim.length; x++) {
                claim[x] = 2 * Stream.uniform(Stream.key(Stream.key(at.stream(), number), x)) - 1;
            }
            add(at, step, claim);
        };
    }

    private static void add(LiarView at, double step, double[] direction) {
        double size = step * at.range();
        for (int x = 0; x < direction.length; x++) {
            direction[x] = at.reward(x) + size * direction[x];
        }
    }
}
