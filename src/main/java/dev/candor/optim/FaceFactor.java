package dev.candor.optim;

/**
 * A positive semidefinite matrix restricted to a face of the simplex: to d with d_k = 0 outside the members and Σd = 0.
 *
 * <p>Holds the Cholesky factor of D⁻¹(H + 10⁻¹⁴·D²)D⁻¹, D = diag(H)^½: scaled, so that the relative accuracy is that of
 * the correlations, and lifted, so that linearly dependent experts do not end it.
 */
public final class FaceFactor {
    private static final double LIFT = 1e-14;

    private final int[] member;
    /** 1/D, length m. */
    private final double[] inverseScale;
    /** Lower triangle, row-major m × m. */
    private final double[] lower;
    /** L⁻¹D⁻¹1, and its squared length. */
    private final double[] ones;

    private final double onesSquared;

    /**
     * @param h H, row-major, symmetric
     * @param size K
     * @param members bit k set for each member of the face; not 0
     */
    public FaceFactor(double[] h, int size, long members) {
        int m = Long.bitCount(members);
        member = new int[m];
        inverseScale = new double[m];
        lower = new double[m * m];
        int next = 0;
        for (int k = 0; k < size; k++) {
            if ((members >>> k & 1) == 1) {
                member[next] = k;
                double diagonal = h[k * size + k];
                inverseScale[next++] = diagonal > 0 ? 1 / Math.sqrt(diagonal) : 1;
            }
        }
        factor(h, size);
        ones = new double[m];
        double squared = 0;
        for (int i = 0; i < m; i++) {
            ones[i] = forward(ones, i, inverseScale[i]);
            squared += ones[i] * ones[i];
        }
        onesSquared = squared;
    }

    private void factor(double[] h, int size) {
        int m = member.length;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = h[member[i] * size + member[j]] * inverseScale[i] * inverseScale[j];
                for (int l = 0; l < j; l++) {
                    sum -= lower[i * m + l] * lower[j * m + l];
                }
                lower[i * m + j] = i == j ? Math.sqrt(Math.max(sum, 0) + LIFT) : sum / lower[j * m + j];
            }
        }
    }

    private double forward(double[] solved, int i, double right) {
        double sum = right;
        for (int l = 0; l < i; l++) {
            sum -= lower[i * member.length + l] * solved[l];
        }
        return sum / lower[i * member.length + i];
    }

    /** L⁻¹D⁻¹(r − m·1) with the m that makes it shortest. */
    private double[] reduced(double[] r) {
        int m = member.length;
        double[] solved = new double[m];
        double shift = r[member[0]];
        double along = 0;
        for (int i = 0; i < m; i++) {
            solved[i] = forward(solved, i, (r[member[i]] - shift) * inverseScale[i]);
            along += solved[i] * ones[i];
        }
        double mean = along / onesSquared;
        for (int i = 0; i < m; i++) {
            solved[i] -= mean * ones[i];
        }
        return solved;
    }

    /** sup ⟨r,d⟩ / √(dᵀHd) over the face's directions d; 0 where the face is a point. r has length K. */
    public double dualNorm(double[] r) {
        if (member.length == 1) {
            return 0;
        }
        double squared = 0;
        for (double part : reduced(r)) {
            squared += part * part;
        }
        return Math.sqrt(squared);
    }

    /** Writes argmax ⟨r,p⟩ − ½pᵀHp over the face's directions p to the members of {@code p}; length K. */
    void step(double[] r, double[] p) {
        int m = member.length;
        if (m == 1) {
            p[member[0]] = 0;
            return;
        }
        double[] solved = reduced(r);
        for (int i = m - 1; i >= 0; i--) {
            double sum = solved[i];
            for (int l = i + 1; l < m; l++) {
                sum -= lower[l * m + i] * solved[l];
            }
            solved[i] = sum / lower[i * m + i];
        }
        for (int i = 0; i < m; i++) {
            p[member[i]] = solved[i] * inverseScale[i];
        }
    }
}
