package dev.candor.learn.linear;

/**
 * From pass to pass to the population that maximises the likelihood of all logs. Steps of {@link PopulationSums#next} take b
 * and τ for independent, which choices do not leave them: where τ grows, so does b, and steps get slow. Every two of them, r
 * and r + v, are followed by one that they extrapolate, to x + 2αr + α²v with α = |r|/|v| (SQUAREM: Varadhan & Roland 2008),
 * of x = (b, log τ), b measured in τ; with groups the means of all of them stand for b.
 */
public final class PopulationSearch {
    /** An extrapolation after which the decrement is larger by this factor is taken back. */
    private static final double ASTRAY = 2;

    private static final double LONGEST = 4;
    /** Decrement of a result: moves of a three-hundredth of a standard deviation are left. */
    public static final double CLOSE = 1e-5;
    /** The same of one to begin with, a thirtieth of a standard deviation. */
    public static final double ROUGH = 1e-3;

    private final ScaleRule rule;
    private final double done;
    private final int d;
    /** Numbers of b. */
    private final int means;

    private CoefficientPopulation population;
    /** The first of two steps; empty before it. */
    private double[] first = new double[0];
    /** Where the steps led by themselves; null if the population is not an extrapolation. */
    private CoefficientPopulation plain;

    private double decrement = Double.POSITIVE_INFINITY;
    private double longest = LONGEST;

    /** From {@code start} until a pass moves by a decrement of {@code done} at most. */
    public PopulationSearch(CoefficientPopulation start, ScaleRule rule, double done) {
        this.population = start;
        this.rule = rule;
        this.done = done;
        this.d = start.dimension();
        this.means = start.means();
    }

    /** The population that the next pass should find agents under, or the result. */
    public CoefficientPopulation population() {
        return population;
    }

    /**
     * Goes on from a pass whose agents were found under {@link #population}.
     *
     * @return whether another pass would move next to nothing
     */
    public boolean settled(PopulationSums sums) {
        PopulationStep next = sums.next(population, rule);
        if (next.decrement() <= done) {
            population = next.population();
            return true;
        }
        double now = next.decrement();
        boolean astray = plain != null && now > ASTRAY * decrement;
        if (astray) {
            longest = Math.max(1, longest / 2);
            population = plain;
        } else if (first.length == 0) {
            first = step(next);
            decrement = now;
            population = next.population();
        } else if (left(now) <= done) {
            population = next.population();
            return true;
        } else {
            plain = next.population();
            population = extrapolated(step(next));
            first = new double[0];
            return false;
        }
        plain = null;
        return false;
    }

    /** The decrement after a second step, if what is left goes on to shrink as it did: (r + r² + …)² of it, r² the ratio. */
    private double left(double now) {
        double ratio = Math.sqrt(now / decrement);
        return ratio < 1 ? now * ratio * ratio / ((1 - ratio) * (1 - ratio)) : Double.POSITIVE_INFINITY;
    }

    /** From the population to {@code next}: of b, and of log τ. */
    private double[] step(PopulationStep next) {
        double[] step = new double[means + d];
        for (int k = 0; k < means; k++) {
            step[k] = next.population().mean(k) - population.mean(k);
        }
        for (int j = 0; j < d; j++) {
            step[means + j] = StrictMath.log(next.population().scale(j) / population.scale(j));
        }
        return step;
    }

    private CoefficientPopulation extrapolated(double[] second) {
        double size = 0;
        double change = 0;
        for (int k = 0; k < means + d; k++) {
            double unit = k < means ? population.scale(k % d) : 1;
            size += first[k] / unit * (first[k] / unit);
            change += (second[k] - first[k]) / unit * ((second[k] - first[k]) / unit);
        }
        double alpha = change > 0 ? Math.max(1, Math.min(longest, Math.sqrt(size / change))) : longest;
        if (alpha == longest) {
            longest *= 2;
        }
        double[] b = new double[means];
        for (int k = 0; k < means; k++) {
            b[k] = population.mean(k) + further(alpha, first[k], second[k]);
        }
        double[] tau = new double[d];
        for (int j = 0; j < d; j++) {
            double scale = population.scale(j) * StrictMath.exp(further(alpha, first[means + j], second[means + j]));
            tau[j] = rule == ScaleRule.FIXED
                    ? population.scale(j)
                    : Math.min(ScaleRule.MOST, Math.max(ScaleRule.LEAST, scale));
        }
        return plain.at(b, tau);
    }

    /** From where the first step led. */
    private static double further(double alpha, double first, double second) {
        return (2 * alpha - 1) * first + alpha * alpha * (second - first);
    }
}
