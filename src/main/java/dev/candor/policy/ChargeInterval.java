package dev.candor.policy;

/** κp as computed and the interval that holds it exactly: 0 ≤ lower ≤ charge ≤ upper. */
public record ChargeInterval(double lower, double charge, double upper) {

    public ChargeInterval {
        if (!(0 <= lower && lower <= charge && charge <= upper)) {
            throw new IllegalArgumentException(
                    "cannot bound a charge: " + lower + " ≤ " + charge + " ≤ " + upper + " does not hold");
        }
    }

    /** Whether the interval is at most {@code tolerance} of the charge wide. */
    public boolean isWithin(double tolerance) {
        return upper - lower <= tolerance * charge;
    }
}
