package dev.candor.optim;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Cholesky factor LLᵀ of D⁻¹HD⁻¹, D = diag(H)^½, for a symmetric H, coordinate by coordinate: scaled, so that its accuracy
 * is that of the correlations. A coordinate that depends linearly on those before it, to 10⁻¹¹, is left out.
 */
final class RankRevealingCholesky implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final double DEPENDENT = 1e-11;

    /** The coordinates kept, the first {@link #rank}. */
    final int[] member;
    /** 1/D of the members. */
    final double[] inverseScale;
    /** Lower triangle, row-major with rows of {@link #stride}. */
    private final double[] lower;

    private final int stride;
    /** Coordinates kept. */
    int rank;

    /** @param most coordinates to be added */
    RankRevealingCholesky(int most) {
        stride = most;
        member = new int[most];
        inverseScale = new double[most];
        lower = new double[most * most];
    }

    /**
     * Adds a coordinate if it is independent of those before. What is known of one that is not stays at {@link #rank} until
     * the next is added.
     *
     * @param h entry k of the coordinate's row is at {@code at} + k
     * @param diagonal H_kk of the coordinate k, > 0
     * @return whether it is independent
     */
    boolean add(double[] h, int at, int coordinate, double diagonal) {
        int i = rank;
        member[i] = coordinate;
        inverseScale[i] = 1 / Math.sqrt(diagonal);
        double rest = 1;
        for (int j = 0; j < i; j++) {
            double sum = h[at + member[j]] * inverseScale[i] * inverseScale[j];
            for (int l = 0; l < j; l++) {
                sum -= lower[i * stride + l] * lower[j * stride + l];
            }
            lower[i * stride + j] = sum / lower[j * stride + j];
            rest -= lower[i * stride + j] * lower[i * stride + j];
        }
        if (!(rest > DEPENDENT)) {
            return false;
        }
        lower[i * stride + i] = Math.sqrt(rest);
        rank++;
        return true;
    }

    /** Entry i of L⁻¹D⁻¹b from those before it, b_i/D_i being {@code right}. */
    double forward(double[] solved, int i, double right) {
        double sum = right;
        for (int l = 0; l < i; l++) {
            sum -= lower[i * stride + l] * solved[l];
        }
        return sum / lower[i * stride + i];
    }

    /** L⁻ᵀ of a vector in its place. */
    void backward(double[] solved) {
        for (int i = rank - 1; i >= 0; i--) {
            double sum = solved[i];
            for (int l = i + 1; l < rank; l++) {
                sum -= lower[l * stride + i] * solved[l];
            }
            solved[i] = sum / lower[i * stride + i];
        }
    }

    /** The coordinate that was just left out as the members make it, all in their scales. */
    double[] combination() {
        double[] solved = Arrays.copyOfRange(lower, rank * stride, rank * stride + rank);
        backward(solved);
        return solved;
    }
}
