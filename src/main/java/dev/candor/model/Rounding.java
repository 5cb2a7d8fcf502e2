package dev.candor.model;

/** How exact amounts become whole minor units. */
public enum Rounding {
    /** Floor everyone, then give the units missing from the rounded total to the largest remainders. */
    LARGEST_REMAINDER,
    /** Each amount to the nearest minor unit, ties to even; the total may drift, and the drift is shown. */
    HALF_EVEN,
    /** Each amount down; the shortfall is shown. */
    FLOOR
}
