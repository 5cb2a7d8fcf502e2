package dev.candor.optim;

import java.io.Serializable;

/**
 * Cholesky factor of D⁻¹HD⁻¹, D = diag(H)^½, for a symmetric H of size d. Coordinates that depend linearly on those
 * before them, to 10⁻¹¹, are left out: steps do not move them.
 */
public final class CurvatureFactor implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final double DEPENDENT = 1e-11;

    private final int size;
    /** The coordinates kept, the first {@code rank}. */
    private final int[] member;
    /** 1/D of the members. */
    private final double[] inverseScale;
    /** Rows of the members, length d each. */
    private final double[] lower;

    private final int rank;

    /** @param triangle the lower triangle of H, H_jk at j(j+1)/2 + k */
    public CurvatureFactor(double[] triangle, int size) {
        this.size = size;
        member = new int[size];
        inverseScale = new double[size];
        lower = new double[size * size];
        int kept = 0;
        for (int j = 0; j < size; j++) {
            double diagonal = triangle[j * (j + 1) / 2 + j];
            if (diagonal > 0) {
                member[kept] = j;
                inverseScale[kept] = 1 / Math.sqrt(diagonal);
                kept += factorRow(triangle, kept) ? 1 : 0;
            }
        }
        rank = kept;
    }

    /** Row i of the factor; whether its member is independent of those before. */
    private boolean factorRow(double[] triangle, int i) {
        int at = member[i] * (member[i] + 1) / 2;
        double rest = 1;
        for (int j = 0; j < i; j++) {
            double sum = triangle[at + member[j]] * inverseScale[i] * inverseScale[j];
            for (int l = 0; l < j; l++) {
                sum -= lower[i * size + l] * lower[j * size + l];
            }
            lower[i * size + j] = sum / lower[j * size + j];
            rest -= lower[i * size + j] * lower[i * size + j];
        }
        lower[i * size + i] = Math.sqrt(Math.max(rest, DEPENDENT));
        return rest > DEPENDENT;
    }

    /** Coordinates kept: d where H is positive definite. */
    public int rank() {
        return rank;
    }

    /** H⁻¹g on the coordinates kept, 0 on the others; length d. */
    public double[] solve(double[] g) {
        double[] solved = new double[rank];
        for (int i = 0; i < rank; i++) {
            double sum = g[member[i]] * inverseScale[i];
            for (int l = 0; l < i; l++) {
                sum -= lower[i * size + l] * solved[l];
            }
            solved[i] = sum / lower[i * size + i];
        }
        double[] step = new double[size];
        for (int i = rank - 1; i >= 0; i--) {
            double sum = solved[i];
            for (int l = i + 1; l < rank; l++) {
                sum -= lower[l * size + i] * solved[l];
            }
            solved[i] = sum / lower[i * size + i];
            step[member[i]] = solved[i] * inverseScale[i];
        }
        return step;
    }
}
