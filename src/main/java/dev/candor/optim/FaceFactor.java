package dev.candor.optim;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A positive semidefinite matrix restricted to a face of the simplex: to d with d_k = 0 outside the members and Σd = 0.
 *
 * <p>Members that depend linearly on those before them, to 10⁻¹¹, are left out: for Gram matrices of policies the others
 * reach every policy without them. A member may depend on others by a combination whose sum is not 0, where one candidate's
 * curvature drowns all others': then nothing curves along that combination, and it takes up whatever Σd is.
 */
public final class FaceFactor implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Of the size of a combination: a smaller sum may be rounding. */
    private static final double LEAST_SUM = 1.0 / 64;

    private final RankRevealingCholesky factor;
    /** L⁻¹D⁻¹1, and its squared length. */
    private final double[] ones;

    private final double onesSquared;
    /** A combination that H is 0 along, with sum 1, length K; null where there is none. */
    private double[] free;

    private int freeMember = -1;

    /**
     * @param h H, row-major, symmetric; a member whose diagonal is 0 is taken to have 1
     * @param size K
     * @param members bit k set for each member of the face; not 0
     */
    public FaceFactor(double[] h, int size, long members) {
        factor = new RankRevealingCholesky(Long.bitCount(members));
        for (int k = 0; k < size; k++) {
            if ((members >>> k & 1) == 1) {
                double diagonal = h[k * size + k];
                boolean independent = factor.add(h, k * size, k, diagonal > 0 ? diagonal : 1);
                if (!independent && free == null) {
                    findFree(size);
                }
            }
        }
        ones = new double[factor.rank];
        double squared = 0;
        for (int i = 0; i < ones.length; i++) {
            ones[i] = factor.forward(ones, i, factor.inverseScale[i]);
            squared += ones[i] * ones[i];
        }
        onesSquared = squared;
    }

    /** Sets {@link #free} to the member left out less what the members before it make of it, if that has a sum. */
    private void findFree(int size) {
        int left = factor.rank;
        double[] combination = new double[size];
        double[] solved = factor.combination();
        double sum = factor.inverseScale[left];
        double length = sum;
        combination[factor.member[left]] = sum;
        for (int j = left - 1; j >= 0; j--) {
            double part = -solved[j] * factor.inverseScale[j];
            combination[factor.member[j]] = part;
            sum += part;
            length += Math.abs(part);
        }
        if (Math.abs(sum) > LEAST_SUM * length) {
            for (int k = 0; k < size; k++) {
                combination[k] /= sum;
            }
            free = combination;
            freeMember = factor.member[left];
        }
    }

    /** Whether expert k is a member that was not left out. */
    public boolean isIndependent(int k) {
        if (k == freeMember) {
            return true;
        }
        for (int i = 0; i < factor.rank; i++) {
            if (factor.member[i] == k) {
                return true;
            }
        }
        return false;
    }

    /** L⁻¹D⁻¹(r − m·1) with the m that makes it shortest. */
    private double[] reduced(double[] r) {
        int m = factor.rank;
        double[] solved = new double[m];
        double shift = r[factor.member[0]];
        double along = 0;
        for (int i = 0; i < m; i++) {
            solved[i] = factor.forward(solved, i, (r[factor.member[i]] - shift) * factor.inverseScale[i]);
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
        if (factor.rank == 1 && free == null) {
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
        int m = factor.rank;
        if (m == 1 && free == null) {
            return;
        }
        double[] solved = reduced(r);
        factor.backward(solved);
        for (int i = 0; i < m; i++) {
            p[factor.member[i]] = solved[i] * factor.inverseScale[i];
        }
        if (free != null) {
            double sum = 0;
            for (int i = 0; i < m; i++) {
                sum += p[factor.member[i]];
            }
            for (int k = 0; k < free.length; k++) {
                p[k] -= sum * free[k];
            }
        }
    }
}
