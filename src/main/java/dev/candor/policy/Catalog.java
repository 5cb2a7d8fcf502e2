package dev.candor.policy;

import dev.candor.numeric.Compensated;
import dev.candor.numeric.ExactSums;
import dev.candor.numeric.Stable;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The policy class of M trained checkpoints: G(A) = max_m A_m − λD_m, with A_m = Σ κ_i w_i a_im the values that the agents
 * give checkpoint m. Ties go to the first. Without agent i checkpoint m has A_m − d_m − λD_m, so
 *
 * <pre>κp = max_m (d_* − d_m) − (T_* − T_m),   T_m = A_m − λD_m,</pre>
 *
 * a difference of what one agent reports and of a margin that all of them make, never of two welfares. Totals and the
 * products d = κw·a are exact; a payment is off by rounding of itself alone, however closely the two parts cancel. m = *
 * gives 0, so κp ≥ 0.
 */
public final class Catalog implements Serializable {
    private static final long serialVersionUID = 2L;

    /** Products of at least this have rounding errors that are doubles. */
    private static final double LEAST = 0x1p-900;

    private final int chosen;
    private final double welfare;
    /** T, M exact sums; null where {@link #margin} and {@link #marginRest} are all that is known. */
    private final ExactSums totals;
    /** The leading double of T_* − T_m ≥ 0, length M. */
    private final double[] margin;
    /** What the leading double leaves of it, rounded. */
    private final double[] marginRest;
    /** Checkpoints by their margin, the chosen one first. */
    private final int[] byMargin;

    private Catalog(int chosen, double welfare, ExactSums totals, double[] margin, double[] marginRest) {
        this.chosen = chosen;
        this.welfare = welfare;
        this.totals = totals;
        this.margin = margin;
        this.marginRest = marginRest;
        this.byMargin = IntStream.range(0, margin.length)
                .boxed()
                .sorted((a, b) -> margin[a] != margin[b]
                        ? Double.compare(margin[a], margin[b])
                        : Double.compare(marginRest[a], marginRest[b]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * Chooses.
     *
     * @param values A, M ≥ 1 exact sums; not changed
     * @param divergence D ≥ 0, length M
     * @param lambda λ, in units of value × weight
     */
    public static Catalog of(ExactSums values, double[] divergence, double lambda) {
        ExactSums totals = new ExactSums(divergence.length);
        totals.merge(values);
        for (int m = 0; m < divergence.length; m++) {
            totals.addProduct(m, -lambda, divergence[m]);
        }
        int chosen = 0;
        for (int m = 1; m < divergence.length; m++) {
            chosen = totals.difference(m, chosen) > 0 ? m : chosen;
        }
        double[] margin = new double[divergence.length];
        double[] rest = new double[divergence.length];
        BigDecimal best = totals.exact(chosen);
        for (int m = 0; m < margin.length; m++) {
            BigDecimal exact = best.subtract(totals.exact(m));
            margin[m] = exact.doubleValue();
            rest[m] = exact.subtract(new BigDecimal(margin[m])).doubleValue();
        }
        return new Catalog(chosen, totals.value(chosen), totals, margin, rest);
    }

    /**
     * The same where A is a sum of two doubles each: what the others add and what one agent does.
     *
     * @param others of length M, up to a constant
     * @param claim of length M
     */
    public static Catalog of(double[] others, double[] claim, double[] divergence, double lambda) {
        int checkpoints = divergence.length;
        double[] high = new double[checkpoints];
        double[] low = new double[checkpoints];
        int chosen = 0;
        Compensated total = new Compensated();
        for (int m = 0; m < checkpoints; m++) {
            total.clear();
            total.add(others[m], 1);
            total.add(claim[m], 1);
            total.add(-lambda, divergence[m]);
            high[m] = total.high;
            low[m] = total.low;
            chosen = (high[m] - high[chosen]) + (low[m] - low[chosen]) > 0 ? m : chosen;
        }
        double[] margin = new double[checkpoints];
        double[] rest = new double[checkpoints];
        for (int m = 0; m < checkpoints; m++) {
            double difference = high[chosen] - high[m];
            double tail = Stable.sumRest(high[chosen], -high[m], difference) + (low[chosen] - low[m]);
            margin[m] = difference + tail;
            rest[m] = (difference - margin[m]) + tail;
        }
        return new Catalog(chosen, high[chosen] + low[chosen], null, margin, rest);
    }

    /** The checkpoint chosen. */
    public int chosen() {
        return chosen;
    }

    /** max_m A_m − λD_m. */
    public double welfare() {
        return welfare;
    }

    /** By how much checkpoint m falls short of the one chosen, ≥ 0. */
    public double margin(int m) {
        return margin[m];
    }

    /** T_* − T_m. */
    private BigDecimal exactMargin(int m) {
        return totals == null
                ? new BigDecimal(margin[m]).add(new BigDecimal(marginRest[m]))
                : totals.exact(chosen).subtract(totals.exact(m));
    }

    /** What a thread needs to charge payers one after the other. */
    public Charging charging() {
        return new Charging();
    }

    /** Charges payers; not thread-safe. */
    public final class Charging {
        /** By checkpoint: the number of the payer, counted from 1, that reported on it last. */
        private final int[] reportedBy = new int[margin.length];

        private int payer;
        private double value;
        private double valueRest;
        /** κw, to twice the digits of a double. */
        private double scale;

        private double scaleRest;

        private Charging() {}

        /**
         * κp^AFF of one payer, ≥ 0.
         *
         * @param checkpoint those that it reports on, each once, in [from, to); others have value 0
         * @param reward what it reports of each
         * @param left what {@code reward} leaves of it, less than its rounding; null where that is nothing
         * @param size w
         * @param boost κ, so that d = κw·reward, exactly
         */
        public double loss(
                int[] checkpoint, double[] reward, double[] left, int from, int to, double size, double boost) {
            next();
            scale = size * boost;
            scaleRest = Math.fma(size, boost, -scale);
            value = 0;
            valueRest = 0;
            for (int k = from; k < to; k++) {
                reportedBy[checkpoint[k]] = payer;
                if (checkpoint[k] == chosen) {
                    value = reward[k];
                    valueRest = left == null ? 0 : left[k];
                }
            }
            double loss = 0;
            for (int k = from; k < to; k++) {
                loss = greater(loss, reward[k], left == null ? 0 : left[k], checkpoint[k]);
            }
            int best = bestUnreported();
            return best < 0 ? loss : greater(loss, 0, 0, best);
        }

        /** The same of κw as one double. */
        public double loss(int[] checkpoint, double[] reward, int from, int to, double scale) {
            return loss(checkpoint, reward, null, from, to, scale, 1);
        }

        /** The payer's reward of the checkpoint chosen, 0 when it reports none: of the last call of {@link #loss}. */
        public double value() {
            return value;
        }

        private void next() {
            if (++payer == Integer.MAX_VALUE) {
                Arrays.fill(reportedBy, 0);
                payer = 1;
            }
        }

        /** The one that the others like best among those without a report; −1 where there is none. */
        private int bestUnreported() {
            for (int m : byMargin) {
                if (reportedBy[m] != payer) {
                    return m;
                }
            }
            return -1;
        }

        /** The larger of {@code loss} and κw·(value − reward) − margin of checkpoint m. */
        private double greater(double loss, double reward, double left, int m) {
            double rounded = value - reward;
            double rest = Stable.sumRest(value, -reward, rounded) + (valueRest - left);
            double difference = rounded + rest;
            rest = (rounded - difference) + rest;
            double gain = scale * difference;
            // Of these three roundings, none is above one part in 2⁵³ of its result.
            if (!((gain - margin[m]) + 0x1p-50 * (Math.abs(gain) + margin[m]) > loss)) {
                return loss;
            }
            double gainRest = Math.fma(scale, difference, -gain) + (scale * rest + scaleRest * difference);
            double sum = gain - margin[m];
            double sumRest = Stable.sumRest(gain, -margin[m], sum) + (gainRest - marginRest[m]);
            double total = sum + sumRest;
            // What is left out above is below one part in 2⁹⁹ of the two parts, where none of it is subnormal.
            boolean cancelled = !(Math.abs(total) >= Math.max(0x1p-44 * (Math.abs(gain) + margin[m]), LEAST));
            return Math.max(loss, cancelled ? exactly(reward, left, m) : total);
        }

        /** The same in decimals of any length, rounded once. */
        private double exactly(double reward, double left, int m) {
            return new BigDecimal(scale)
                    .add(new BigDecimal(scaleRest))
                    .multiply(new BigDecimal(value)
                            .add(new BigDecimal(valueRest))
                            .subtract(new BigDecimal(reward))
                            .subtract(new BigDecimal(left)))
                    .subtract(exactMargin(m))
                    .doubleValue();
        }
    }
}
