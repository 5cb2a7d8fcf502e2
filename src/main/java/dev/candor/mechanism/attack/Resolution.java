package dev.candor.mechanism.attack;

import java.io.Serializable;

/**
 * How closely gains are known, in units of utility. A gain that may be rounding, or what the solver has missed, is told
 * as 0: whoever counts gains and whoever prints them has them from here.
 *
 * @param rounding a gain up to this is rounding, whoever pays
 * @param missed by how much the utility of the truth may be short, or rounding beyond it, where payments are charged
 */
public record Resolution(double rounding, double missed) implements Serializable {
    /** Gains up to this share of the stake are taken for rounding. */
    public static final double ROUNDING = 1e-12;

    /** By how much a sum of a few doubles may be off, as a share of the largest of them. */
    static final double OF_A_SUM = 0x1p-50;

    /** By how much a prompt's charge may be off, as a share of itself (docs/mathematics.md). */
    static final double OF_A_CHARGE = 1e-9;

    /**
     * Of what is at stake.
     *
     * @param sums the rounding of sums ({@link AgentGame#rounding}): with payments a gain is the small difference of value
     *     and charge, and is lost in it; without, it is not
     */
    static Resolution of(double stake, double sums, double missed) {
        return new Resolution(ROUNDING * stake, sums + missed);
    }

    /** What is told of a gain where nobody pays. */
    double free(double gain) {
        return told(gain, rounding);
    }

    /**
     * What is told of a gain with payments.
     *
     * @param under by how much the lie's charge may be below the exact charge
     */
    double charged(double gain, double under) {
        return told(gain, under + missed + rounding);
    }

    private static double told(double gain, double doubt) {
        return Math.abs(gain) <= doubt ? 0 : gain;
    }
}
