package dev.candor.learn.choice;

import dev.candor.model.TargetDomain;
import java.util.Arrays;

/**
 * An agent's values on one prompt into the target domain, with what their errors become. Every map is a function of the
 * agent's own values alone; those of utilities do not see a constant.
 *
 * <pre>
 *            utilities u (logits)                    positions t in [0, 1]
 * unit       1/(1 + e^{−u}): against the average     t
 * max        e^{u − max u}: strength beside the best t / max t
 * sum        e^u / Σe^u: chance of the first place   t / Σt
 * </pre>
 */
public final class RewardMap {
    private RewardMap() {}

    /**
     * Maps utilities in place.
     *
     * @param u utilities of all K candidates
     * @param widths |u_x − true u_x| ≤ widths_x
     * @return the most by which a reward may be wrong
     */
    public static double utilities(TargetDomain domain, double[] u, double[] widths) {
        double widest = largest(widths);
        return switch (domain) {
            case UNRESTRICTED -> widest;
            case UNIT -> unit(u, widths);
            case MAX -> {
                shiftedExponentials(u);
                // The log of a ratio of two strengths is off by 2·widest at most, and no ratio exceeds 1.
                yield -StrictMath.expm1(-2 * widest);
            }
            case SUM -> {
                shiftedExponentials(u);
                divide(u, sum(u));
                // The logit of a share is off by 2·widest at most: largest where it goes from −widest to widest.
                yield StrictMath.tanh(widest / 2);
            }
        };
    }

    private static double unit(double[] u, double[] widths) {
        double error = 0;
        for (int x = 0; x < u.length; x++) {
            double mapped = logistic(u[x]);
            error = Math.max(error, mapped - logistic(u[x] - widths[x]));
            error = Math.max(error, logistic(u[x] + widths[x]) - mapped);
            u[x] = mapped;
        }
        return error;
    }

    /** 1/(1 + e^{−u}). */
    static double logistic(double u) {
        return u >= 0 ? 1 / (1 + StrictMath.exp(-u)) : StrictMath.exp(u) / (1 + StrictMath.exp(u));
    }

    private static void shiftedExponentials(double[] u) {
        double best = largest(u);
        for (int x = 0; x < u.length; x++) {
            u[x] = StrictMath.exp(u[x] - best);
        }
    }

    /**
     * Maps positions in place; where all are 0, the candidates are alike.
     *
     * @param t positions in [0, 1] of all K candidates
     * @param widths |t_x − true t_x| ≤ widths_x
     * @return the most by which a reward may be wrong
     */
    public static double positions(TargetDomain domain, double[] t, double[] widths) {
        double widest = largest(widths);
        double divisor = switch (domain) {
            case UNRESTRICTED, UNIT -> 1;
            case MAX -> largest(t);
            case SUM -> sum(t);
        };
        if (divisor == 0) {
            Arrays.fill(t, domain == TargetDomain.MAX ? 1 : 1.0 / t.length);
            return widest == 0 ? 0 : 1;
        }
        divide(t, divisor);
        // t̂/M̂ − t/M = [(t̂ − t) − (t/M)(M̂ − M)]/M̂, and M is off by widest (a maximum) or K·widest (a sum).
        return switch (domain) {
            case UNRESTRICTED, UNIT -> widest;
            case MAX -> Math.min(1, 2 * widest / divisor);
            case SUM -> Math.min(1, (1 + t.length) * widest / divisor);
        };
    }

    private static void divide(double[] values, double divisor) {
        for (int x = 0; x < values.length; x++) {
            values[x] /= divisor;
        }
    }

    private static double largest(double[] values) {
        double most = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            most = Math.max(most, value);
        }
        return most;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
