package dev.candor.optim;

import java.io.Serializable;

/**
 * A symmetric H of size d, factored. Coordinates that depend linearly on those before them, to 10⁻¹¹, and those without
 * curvature are left out: steps do not move them.
 */
public final class CurvatureFactor implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int size;
    private final RankRevealingCholesky factor;

    /** @param triangle the lower triangle of H, H_jk at j(j+1)/2 + k */
    public CurvatureFactor(double[] triangle, int size) {
        this.size = size;
        factor = new RankRevealingCholesky(size);
        for (int j = 0; j < size; j++) {
            int at = j * (j + 1) / 2;
            if (triangle[at + j] > 0) {
                factor.add(triangle, at, j, triangle[at + j]);
            }
        }
    }

    /** Coordinates kept: d where H is positive definite. */
    public int rank() {
        return factor.rank;
    }

    /** H⁻¹g on the coordinates kept, 0 on the others; length d. */
    public double[] solve(double[] g) {
        double[] solved = new double[factor.rank];
        for (int i = 0; i < solved.length; i++) {
            solved[i] = factor.forward(solved, i, g[factor.member[i]] * factor.inverseScale[i]);
        }
        factor.backward(solved);
        double[] step = new double[size];
        for (int i = 0; i < solved.length; i++) {
            step[factor.member[i]] = solved[i] * factor.inverseScale[i];
        }
        return step;
    }
}
