package dev.candor.learn;

/**
 * From pass to pass to the population that maximises the likelihood of all logs. Steps of {@link PopulationSums#next} take b
 * and τ for independent, which choices do not leave them: where τ grows, so does b, and steps get slow. Every two of them, r
 * and r + v, are followed by one that they extrapolate, to x + 2αr + α²v with α = |r|/|v| (SQUAREM: Varadhan & Roland 2008),
 * of x = (b, log τ), b measured in τ.
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
    private CoefficientPrior prior;
    /** The first of two steps; empty before it. */
    private double[] first = new double[0];
    /** Where the steps led by themselves; null if the population is not an extrapolation. */
    private CoefficientPrior plain;

    private double decrement = Double.POSITIVE_INFINITY;
    private double longest = LONGEST;

    /** From {@code start} until a pass moves by a decrement of {@code done} at most. */
    public PopulationSearch(CoefficientPrior start, ScaleRule rule, double done) {
        this.prior = start;
        this.rule = rule;
        this.done = done;
        this.d = start.dimension();
    }

    /** The population that the next pass should find agents under, or the result. */
    public CoefficientPrior prior() {
        return prior;
    }

    /**
     * Goes on from a pass whose agents were found under {@link #prior}.
     *
     * @return whether another pass would move next to nothing
     */
    public boolean settled(PopulationSums sums) {
        PopulationStep next = sums.next(prior, rule);
        if (next.decrement() <= done) {
            prior = next.prior();
            return true;
        }
        double now = next.decrement();
        boolean astray = plain != null && now > ASTRAY * decrement;
        if (astray) {
            longest = Math.max(1, longest / 2);
            prior = plain;
        } else if (first.length == 0) {
            first = step(next);
            decrement = now;
            prior = next.prior();
        } else if (left(now) <= done) {
            prior = next.prior();
            return true;
        } else {
            plain = next.prior();
            prior = extrapolated(step(next));
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
        double[] step = new double[2 * d];
        for (int j = 0; j < d; j++) {
            step[j] = next.prior().mean(j) - prior.mean(j);
            step[d + j] = StrictMath.log(next.prior().scale(j) / prior.scale(j));
        }
        return step;
    }

    private CoefficientPrior extrapolated(double[] second) {
        double size = 0;
        double change = 0;
        for (int j = 0; j < 2 * d; j++) {
            double unit = j < d ? prior.scale(j) : 1;
            size += first[j] / unit * (first[j] / unit);
            change += (second[j] - first[j]) / unit * ((second[j] - first[j]) / unit);
        }
        double alpha = Math.max(1, Math.min(longest, Math.sqrt(size / change)));
        if (alpha == longest) {
            longest *= 2;
        }
        double[] b = new double[d];
        double[] tau = new double[d];
        for (int j = 0; j < d; j++) {
            b[j] = prior.mean(j) + further(alpha, first[j], second[j]);
            double scale = prior.scale(j) * StrictMath.exp(further(alpha, first[d + j], second[d + j]));
            tau[j] = rule == ScaleRule.FIXED
                    ? prior.scale(j)
                    : Math.min(ScaleRule.MOST, Math.max(ScaleRule.LEAST, scale));
        }
        return plain.at(b, tau);
    }

    /** From where the first step led. */
    private static double further(double alpha, double first, double second) {
        return (2 * alpha - 1) * first + alpha * alpha * (second - first);
    }
}
