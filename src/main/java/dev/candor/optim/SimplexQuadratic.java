package dev.candor.optim;

import java.util.HashMap;
import java.util.Map;

/**
 * max ⟨g,d⟩ − ½dᵀHd over θ + d in the simplex, for one H and many (θ, g), by a primal active-set method.
 *
 * <p>Factors of faces are kept from one problem to the next. The upper bound is the objective plus its own Frank–Wolfe
 * gap Σ(θ+d)_k·(max r − r_k), r = g − Hd, summands ≥ 0: it holds however exact d is. One instance serves one thread.
 */
public final class SimplexQuadratic {
    private static final int KEPT_FACTORS = 256;
    private static final double UNIT_ROUNDOFF = 0x1p-53;

    private final double[] h;
    private final int size;
    private final Map<Long, FaceFactor> factors = new HashMap<>();
    private final double[] step;
    private final double[] move;
    private final double[] residual;
    private double objective;
    private double upperBound;

    /** H, row-major size × size, symmetric, positive semidefinite; size ≤ 64. Not copied. */
    public SimplexQuadratic(double[] h, int size) {
        this.h = h;
        this.size = size;
        step = new double[size];
        move = new double[size];
        residual = new double[size];
    }

    /** The move d found last, exactly 0 when θ already is the maximiser; the array is reused. */
    public double[] move() {
        return move;
    }

    /** ⟨g,d⟩ − ½dᵀHd at {@link #move}. */
    public double objective() {
        return objective;
    }

    /** At least the maximum, rounding included. */
    public double upperBound() {
        return upperBound;
    }

    /** dᵀHd. */
    public double curvature(double[] d) {
        double sum = 0;
        for (int k = 0; k < size; k++) {
            sum += d[k] * row(d, k);
        }
        return Math.max(sum, 0);
    }

    private double row(double[] d, int k) {
        double sum = 0;
        for (int l = 0; l < size; l++) {
            sum += h[k * size + l] * d[l];
        }
        return sum;
    }

    /** Solves for θ ≥ 0, Σθ = 1, and g; both of length K. */
    public void solve(double[] theta, double[] g) {
        long free = 0;
        for (int k = 0; k < size; k++) {
            move[k] = 0;
            step[k] = 0;
            residual[k] = g[k];
            free |= theta[k] > 0 ? 1L << k : 0;
        }
        boolean refined = false;
        for (int iteration = 0; iteration < 6 * size + 20; iteration++) {
            factor(free).step(residual, step);
            balance(free);
            int blocking = advance(theta, free, 1);
            updateResidual(g);
            if (blocking >= 0) {
                free &= ~(1L << blocking);
                continue;
            }
            int released = mostViolated(free, g);
            if (released >= 0) {
                free |= 1L << released;
                refined = false;
            } else if (!refined) {
                refined = true;
            } else {
                int ended = slide(theta, free, g);
                if (ended < 0) {
                    break;
                }
                free &= ~(1L << ended);
                refined = false;
            }
        }
        bound(theta, g);
    }

    /**
     * Members that depend on the others are left out of Newton's steps. Where H is flat along such a member and g is not, the
     * way goes on to a bound; that bound's index, or −1 if there is no such way.
     */
    private int slide(double[] theta, long free, double[] g) {
        FaceFactor face = factor(free);
        int first = Long.numberOfTrailingZeros(free);
        double tolerance = tolerance(g);
        for (int k = 0; k < size; k++) {
            double pull = residual[k] - residual[first];
            if ((free >>> k & 1) == 1 && !face.isIndependent(k) && Math.abs(pull) > tolerance) {
                double[] edge = new double[size];
                for (int l = 0; l < size; l++) {
                    edge[l] = h[l * size + k] - h[l * size + first];
                }
                face.step(edge, step);
                double sign = Math.signum(pull);
                for (int l = 0; l < size; l++) {
                    step[l] = sign * ((l == k ? 1 : l == first ? -1 : 0) - step[l]);
                }
                balance(free);
                double curvature = curvature(step);
                double length = curvature > 0 ? Math.abs(pull) / curvature : Double.MAX_VALUE;
                int blocking = advance(theta, free, length);
                updateResidual(g);
                return blocking;
            }
        }
        return -1;
    }

    /** A step of the length given, cut at the first bound; that bound's index, or −1. */
    private int advance(double[] theta, long free, double most) {
        double length = most;
        int blocking = -1;
        for (int k = 0; k < size; k++) {
            if ((free >>> k & 1) == 1 && move[k] + most * step[k] < -theta[k]) {
                double reach = (theta[k] + move[k]) / -step[k];
                if (blocking < 0 || reach < length) {
                    length = reach;
                    blocking = k;
                }
            }
        }
        for (int k = 0; k < size; k++) {
            if ((free >>> k & 1) == 1) {
                move[k] = Math.max(move[k] + length * step[k], -theta[k]);
            }
        }
        if (blocking >= 0) {
            move[blocking] = -theta[blocking];
        }
        return blocking;
    }

    /**
     * Makes the step's sum 0, which it is to the rounding of its longest part only: on the face's member of least curvature,
     * where it changes the objective least. (A part of 1e-60 would be lost if it had to be its own balance.)
     */
    private void balance(long free) {
        int flattest = Long.numberOfTrailingZeros(free);
        for (int k = 0; k < size; k++) {
            if ((free >>> k & 1) == 1 && h[k * size + k] < h[flattest * size + flattest]) {
                flattest = k;
            }
        }
        for (int round = 0; round < 2; round++) {
            double sum = 0;
            for (int k = 0; k < size; k++) {
                sum += step[k];
            }
            step[flattest] -= sum;
        }
    }

    private FaceFactor factor(long free) {
        if (factors.size() > KEPT_FACTORS) {
            factors.clear();
        }
        return factors.computeIfAbsent(free, face -> new FaceFactor(h, size, face));
    }

    private void updateResidual(double[] g) {
        for (int k = 0; k < size; k++) {
            residual[k] = g[k] - row(move, k);
        }
    }

    /** The bound whose release raises the objective most, or −1; what rounding may explain is no reason. */
    private int mostViolated(long free, double[] g) {
        double mean = 0;
        for (int k = 0; k < size; k++) {
            mean += (free >>> k & 1) == 1 ? residual[k] : 0;
        }
        mean /= Long.bitCount(free);
        int violated = -1;
        double most = tolerance(g);
        for (int k = 0; k < size; k++) {
            if ((free >>> k & 1) == 0 && residual[k] - mean > most) {
                most = residual[k] - mean;
                violated = k;
            }
        }
        return violated;
    }

    /** What rounding may explain of a difference of residuals. */
    private double tolerance(double[] g) {
        double largest = 0;
        for (int k = 0; k < size; k++) {
            largest = Math.max(largest, Math.abs(g[k]));
        }
        return 4 * size * UNIT_ROUNDOFF * largest;
    }

    private void bound(double[] theta, double[] g) {
        double best = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < size; k++) {
            step[k] = rounding(g, k);
            best = Math.max(best, residual[k] + step[k]);
        }
        double twice = 0;
        double gap = 0;
        double error = 0;
        double sum = 0;
        for (int k = 0; k < size; k++) {
            sum += move[k];
            twice += (g[k] + residual[k]) * move[k];
            gap += (theta[k] + move[k]) * (best - residual[k] + step[k]);
            error += Math.abs(g[k] * move[k]) + step[k] * Math.abs(move[k]);
        }
        objective = twice / 2;
        double rounded = 4 * (size + 4) * UNIT_ROUNDOFF;
        upperBound = Math.max(objective, 0) + (1 + rounded) * gap + rounded * error + Math.abs(best * sum);
    }

    /** Of residual k; where d = 0 it is g_k itself. */
    private double rounding(double[] g, int k) {
        double magnitude = 0;
        for (int l = 0; l < size; l++) {
            magnitude += Math.abs(h[k * size + l] * move[l]);
        }
        return magnitude == 0 ? 0 : (size + 4) * UNIT_ROUNDOFF * (Math.abs(g[k]) + magnitude);
    }
}
