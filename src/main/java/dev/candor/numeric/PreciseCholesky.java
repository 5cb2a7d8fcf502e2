package dev.candor.numeric;

/**
 * LLᵀ = D⁻½HD⁻½ in twice the precision, D the diagonal of H: for information that is large along some directions and next to
 * nothing along others. H is summed up here, Σ c·x·xᵀ, each product kept in two doubles.
 */
public final class PreciseCholesky implements Factor {
    /** Of its diagonal, what is left of a pivot at least: below is rounding. */
    private static final double LEAST_PIVOT = 0x1p-96;

    private final int n;
    private final double[] high;
    private final double[] low;
    /** D^½, powers of two, so that scaling is exact. */
    private final double[] unit;

    private boolean factored;
    /** Result of the last operation on two numbers. */
    private double h;

    private double l;

    /** H = 0 so far. */
    public PreciseCholesky(int n) {
        this.n = n;
        this.high = new double[n * n];
        this.low = new double[n * n];
        this.unit = new double[n];
    }

    /** Adds c·x·xᵀ; c ≥ 0, x of length n. */
    public void add(double c, double[] x) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i && x[i] != 0; j++) {
                double product = x[i] * x[j];
                double lost = Math.fma(x[i], x[j], -product);
                double scaled = c * product;
                plus(i * n + j, scaled, Math.fma(c, product, -scaled) + c * lost);
            }
        }
    }

    /** Adds {@code value} to H_jj. */
    public void addDiagonal(int j, double value) {
        plus(j * n + j, value, 0);
    }

    private void plus(int at, double value, double lost) {
        double sum = high[at] + value;
        double part = sum - high[at];
        low[at] += ((high[at] - (sum - part)) + (value - part)) + lost;
        high[at] = sum;
    }

    /** Factors what has been added; once. */
    public PreciseCholesky factor() {
        for (int i = 0; i < n; i++) {
            unit[i] = Math.scalb(1.0, Math.getExponent(high[i * n + i]) / 2);
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                int at = i * n + j;
                set(high[at] / unit[i] / unit[j], low[at] / unit[i] / unit[j]);
                double diagonal = h;
                for (int k = 0; k < j; k++) {
                    subtract(high[i * n + k], low[i * n + k], high[j * n + k], low[j * n + k]);
                }
                if (i == j) {
                    if (!(h >= LEAST_PIVOT * diagonal)) {
                        set(LEAST_PIVOT * diagonal, 0);
                    }
                    root();
                } else {
                    divide(high[j * n + j], low[j * n + j]);
                }
                high[at] = h;
                low[at] = l;
            }
        }
        factored = true;
        return this;
    }

    private void set(double value, double lost) {
        h = value + lost;
        l = lost - (h - value);
    }

    /** (h, l) − a·b. */
    private void subtract(double a, double aLow, double b, double bLow) {
        double product = a * b;
        double lost = Math.fma(a, b, -product) + (a * bLow + aLow * b);
        double sum = h - product;
        double part = sum - h;
        double rest = ((h - (sum - part)) + (-product - part)) - lost + l;
        set(sum, rest);
    }

    private void divide(double b, double bLow) {
        double quotient = h / b;
        double rest = Math.fma(-quotient, b, h) + (l - quotient * bLow);
        set(quotient, rest / b);
    }

    private void root() {
        double root = Math.sqrt(h);
        set(root, (Math.fma(-root, root, h) + l) / (2 * root));
    }

    /** L⁻¹D^−½a in place, its lower parts in {@code lost}. */
    private void forward(double[] a, double[] lost) {
        if (!factored) {
            throw new IllegalStateException("cannot solve: not factored yet");
        }
        for (int i = 0; i < n; i++) {
            set(a[i] / unit[i], lost[i] / unit[i]);
            for (int k = 0; k < i; k++) {
                subtract(high[i * n + k], low[i * n + k], a[k], lost[k]);
            }
            divide(high[i * n + i], low[i * n + i]);
            a[i] = h;
            lost[i] = l;
        }
    }

    @Override
    public void solve(double[] b) {
        double[] lost = new double[n];
        forward(b, lost);
        for (int i = n - 1; i >= 0; i--) {
            set(b[i], lost[i]);
            for (int k = i + 1; k < n; k++) {
                subtract(high[k * n + i], low[k * n + i], b[k], lost[k]);
            }
            divide(high[i * n + i], low[i * n + i]);
            b[i] = h;
            lost[i] = l;
        }
        for (int i = 0; i < n; i++) {
            b[i] /= unit[i];
        }
    }

    @Override
    public void inverse(double[] inverse) {
        double[] column = new double[n];
        for (int j = 0; j < n; j++) {
            java.util.Arrays.fill(column, 0);
            column[j] = 1;
            solve(column);
            for (int i = 0; i < n; i++) {
                inverse[i * n + j] = column[i];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                inverse[j * n + i] = inverse[i * n + j];
            }
        }
    }

    @Override
    public double inverseForm(double[] a) {
        forward(a, new double[n]);
        double sum = 0;
        for (double entry : a) {
            sum += entry * entry;
        }
        return sum;
    }
}
