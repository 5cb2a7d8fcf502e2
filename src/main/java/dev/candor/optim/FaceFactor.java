package dev.candor.optim;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A positive semidefinite matrix restricted to a face of the simplex: to d with d_k = 0 outside the members and Σd = 0.
 *
 * <p>Holds the Cholesky factor of D⁻¹HD⁻¹, D = diag(H)^½: scaled, so that its accuracy is that of the correlations.
 * Members that depend linearly on those before them, to 10⁻¹¹, are left out: for Gram matrices of policies the others
 * reach every policy without them. A member may depend on others by a combination whose sum is not 0, where one candidate's
 * curvature drowns all others': then nothing curves along that combination, and it takes up whatever Σd is.
 */
public final class FaceFactor implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final double DEPENDENT = 1e-11;
    /** Of the size of a combination: a smaller sum may be rounding. */
    private static final double LEAST_SUM = 1.0 / 64;

    private final int[] member;
    /** 1/D, length m. */
    private final double[] inverseScale;
    /** Lower triangle, row-major with rows of {@link #stride}. */
    private final double[] lower;

    private final int stride;
    private final int rank;
    /** L⁻¹D⁻¹1, and its squared length. */
    private final double[] ones;

    private final double onesSquared;
    /** A combination that H is 0 along, with sum 1, length K; null where there is none. */
    private double[] free;

    private int freeMember = -1;

    /**
     * @param h H, row-major, symmetric
     * @param size K
     * @param members bit k set for each member of the face; not 0
     */
    public FaceFactor(double[] h, int size, long members) {
        stride = Long.bitCount(members);
        member = new int[stride];
        inverseScale = new double[stride];
        lower = new double[stride * stride];
        int independent = 0;
        for (int k = 0; k < size; k++) {
            if ((members >>> k & 1) == 1) {
                double diagonal = h[k * size + k];
                member[independent] = k;
                inverseScale[independent] = diagonal > 0 ? 1 / Math.sqrt(diagonal) : 1;
                if (factorRow(h, size, independent)) {
                    independent++;
                } else if (free == null) {
                    findFree(size, independent);
                }
            }
        }
        rank = Math.max(independent, 1);
        ones = new double[rank];
        double squared = 0;
        for (int i = 0; i < rank; i++) {
            ones[i] = forward(ones, i, inverseScale[i]);
            squared += ones[i] * ones[i];
        }
        onesSquared = squared;
    }

    /** Row i of the factor; whether its member is independent of those before. The first always is. */
    private boolean factorRow(double[] h, int size, int i) {
        for (int j = 0; j < i; j++) {
            double sum = h[member[i] * size + member[j]] * inverseScale[i] * inverseScale[j];
            for (int l = 0; l < j; l++) {
                sum -= lower[i * stride + l] * lower[j * stride + l];
            }
            lower[i * stride + j] = sum / lower[j * stride + j];
        }
        double rest = 1;
        for (int l = 0; l < i; l++) {
            rest -= lower[i * stride + l] * lower[i * stride + l];
        }
        lower[i * stride + i] = Math.sqrt(Math.max(rest, DEPENDENT));
        return i == 0 || rest > DEPENDENT;
    }

    /** Sets {@link #free} to member i less what the members before it make of it, if that has a sum. */
    private void findFree(int size, int i) {
        double[] combination = new double[size];
        double[] solved = new double[i];
        double sum = inverseScale[i];
        double length = sum;
        combination[member[i]] = inverseScale[i];
        for (int j = i - 1; j >= 0; j--) {
            double part = lower[i * stride + j];
            for (int l = j + 1; l < i; l++) {
                part -= lower[l * stride + j] * solved[l];
            }
            solved[j] = part / lower[j * stride + j];
            combination[member[j]] = -solved[j] * inverseScale[j];
            sum += combination[member[j]];
            length += Math.abs(combination[member[j]]);
        }
        if (Math.abs(sum) > LEAST_SUM * length) {
            for (int k = 0; k < size; k++) {
                combination[k] /= sum;
            }
            free = combination;
            freeMember = member[i];
        }
    }

    /** Whether expert k is a member that was not left out. */
    public boolean isIndependent(int k) {
        if (k == freeMember) {
            return true;
        }
        for (int i = 0; i < rank; i++) {
            if (member[i] == k) {
                return true;
            }
        }
        return false;
    }

    private double forward(double[] solved, int i, double right) {
        double sum = right;
        for (int l = 0; l < i; l++) {
            sum -= lower[i * stride + l] * solved[l];
        }
        return sum / lower[i * stride + i];
    }

    /** L⁻¹D⁻¹(r − m·1) with the m that makes it shortest. */
    private double[] reduced(double[] r) {
        int m = rank;
        double[] solved = new double[m];
        double shift = r[member[0]];
        double along = 0;
        for (int i = 0; i < m; i++) {
            solved[i] = forward(solved, i, (r[member[i]] - shift) * inverseScale[i]);
            along += solved[i] * ones[i];
        }
        double mean = along / onesSquared;
        if (free != null) {
            mean = 0;
            for (int k = 0; k < free.length; k++) {
                mean += free[k] == 0 ? 0 : free[k] * (r[k] - shift);
            }
        }
        for (int i = 0; i < m; i++) {
            solved[i] -= mean * ones[i];
        }
        return solved;
    }

    /** sup ⟨r,d⟩ / √(dᵀHd) over the face's directions d; 0 where the face is a point. r has length K. */
    public double dualNorm(double[] r) {
        if (rank == 1 && free == null) {
            return 0;
        }
        double squared = 0;
        for (double part : reduced(r)) {
            squared += part * part;
        }
        return Math.sqrt(squared);
    }

    /** ‖e_k‖ in the dual norm, |d_k| ≤ this·√(dᵀHd), for all k; 0 of those not in the factor. */
    public double[] unitNorms(int size) {
        double[] norms = new double[size];
        double[] unit = new double[size];
        for (int k = 0; k < size; k++) {
            if (isIndependent(k)) {
                unit[k] = 1;
                norms[k] = dualNorm(unit);
                unit[k] = 0;
            }
        }
        return norms;
    }

    /** Writes argmax ⟨r,p⟩ − ½pᵀHp over the face's directions p to {@code p}, 0 where it stands still; length K. */
    public void step(double[] r, double[] p) {
        Arrays.fill(p, 0);
        int m = rank;
        if (m == 1 && free == null) {
            return;
        }
        double[] solved = reduced(r);
        for (int i = m - 1; i >= 0; i--) {
            double sum = solved[i];
            for (int l = i + 1; l < m; l++) {
                sum -= lower[l * stride + i] * solved[l];
            }
            solved[i] = sum / lower[i * stride + i];
        }
        for (int i = 0; i < m; i++) {
            p[member[i]] = solved[i] * inverseScale[i];
        }
        if (free != null) {
            double sum = 0;
            for (int i = 0; i < m; i++) {
                sum += p[member[i]];
            }
            for (int k = 0; k < free.length; k++) {
                p[k] -= sum * free[k];
            }
        }
    }
}
