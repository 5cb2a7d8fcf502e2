package dev.candor.numeric;

/** H = LLᵀ of a positive definite matrix of n rows, in plain loops: the same bits on every machine. */
public final class Cholesky implements Factor {
    /** A share of a diagonal that is rounding. */
    public static final double ROUNDING = 1e-14;

    private final int n;
    /** Row-major; the lower triangle is L, the rest is not looked at. */
    private final double[] lower;
    /** See {@link #leastPivot}. */
    private double leastPivot = 1;

    /**
     * Factors in place.
     *
     * @param matrix H, row-major, symmetric, n·n; its lower triangle becomes L
     * @throws ArithmeticException when H is not positive definite to rounding
     */
    public Cholesky(double[] matrix, int n) {
        this(matrix, n, 0);
    }

    /**
     * The same of a matrix that may be singular to rounding: of a diagonal H_jj at least {@code floor}·H_jj is taken to be left.
     */
    public static Cholesky floored(double[] matrix, int n, double floor) {
        return new Cholesky(matrix, n, floor);
    }

    private Cholesky(double[] matrix, int n, double floor) {
        this.n = n;
        this.lower = matrix;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double diagonal = lower[i * n + j];
                double rest = diagonal;
                for (int k = 0; k < j; k++) {
                    rest -= lower[i * n + k] * lower[j * n + k];
                }
                if (i == j) {
                    rest = rest > floor * diagonal ? rest : floor * diagonal;
                    leastPivot = Math.min(leastPivot, rest / diagonal);
                }
                lower[i * n + j] = i == j ? root(rest, i) : rest / lower[j * n + j];
            }
        }
    }

    /**
     * The least pivot as a share of its diagonal, in (0, 1]: H⁻¹ is off by about 2⁻⁵³ over this, mostly within 3n² times. No
     * bound: rare matrices (Kahan's) lose more with n.
     */
    public double leastPivot() {
        return leastPivot;
    }

    private static double root(double pivot, int row) {
        if (!(pivot > 0)) {
            throw new ArithmeticException("not positive definite: pivot " + pivot + " in row " + row);
        }
        return Math.sqrt(pivot);
    }

    @Override
    public void solve(double[] b) {
        forward(b);
        for (int i = n - 1; i >= 0; i--) {
            double rest = b[i];
            for (int k = i + 1; k < n; k++) {
                rest -= lower[k * n + i] * b[k];
            }
            b[i] = rest / lower[i * n + i];
        }
    }

    /** H⁻¹ = L⁻ᵀL⁻¹. */
    @Override
    public void inverse(double[] inverse) {
        // Row k of the lower triangle first holds column k of L⁻¹ from its diagonal on, that is, L⁻ᵀ above the
        // diagonal.
        for (int k = 0; k < n; k++) {
            inverse[k * n + k] = 1 / lower[k * n + k];
            for (int i = k + 1; i < n; i++) {
                double rest = 0;
                for (int l = k; l < i; l++) {
                    rest -= lower[i * n + l] * inverse[k * n + l];
                }
                inverse[k * n + i] = rest / lower[i * n + i];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                double sum = 0;
                for (int l = j; l < n; l++) {
                    sum += inverse[i * n + l] * inverse[j * n + l];
                }
                inverse[i * n + j] = sum;
                inverse[j * n + i] = sum;
            }
        }
    }

    /** L⁻¹b in place of b. */
    private void forward(double[] b) {
        for (int i = 0; i < n; i++) {
            double rest = b[i];
            for (int k = 0; k < i; k++) {
                rest -= lower[i * n + k] * b[k];
            }
            b[i] = rest / lower[i * n + i];
        }
    }

    /** ‖L⁻¹a‖², a sum of squares. */
    @Override
    public double inverseForm(double[] a) {
        forward(a);
        double sum = 0;
        for (double entry : a) {
            sum += entry * entry;
        }
        return sum;
    }
}
