package dev.candor.numeric;

/** A positive definite H of n rows, factored. */
public interface Factor {
    /** H⁻¹b in place of b, length n. */
    void solve(double[] b);

    /** H⁻¹, all of it, into {@code inverse}, n·n. */
    void inverse(double[] inverse);

    /** aᵀH⁻¹a, never negative; a is overwritten. */
    double inverseForm(double[] a);
}
