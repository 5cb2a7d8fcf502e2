package dev.candor.study;

import dev.candor.numeric.Cholesky;
import dev.candor.numeric.Stable;

/**
 * Policies that maximise a concave function of the agents' values less λKL, found through the prices c of the values:
 *
 * <pre>minimise F(c) = λ·log Σ π0·e^{Σ c_i r_i/λ} − Σ μ_i log c_i   over c > 0, or c > 0 with Σ c = n,</pre>
 *
 * whose policy is π ∝ π0·e^{Σ c_i r_i/λ}. Without the constraint v_i = μ_i/c_i: the Nash product with exponents μ. With
 * it, and μ → 0, the c are the multipliers of v_i ≥ t: max-min. Newton's method in y = log c, c_i c_j Cov_ij/λ + diag μ
 * being its matrix; arrays of length n but for the policy.
 */
final class WelfareDual {
    private static final int MOST_STEPS = 100;
    private static final double SETTLED = 1e-22;
    private static final double SLACK = 1e-14;

    private final double[] logRef;
    private final double[][] reward;
    private final double lambda;
    private final double[] price;
    private double[] prob;
    private double logNormaliser;

    WelfareDual(double[] logRef, double[][] reward, double lambda, double[] price) {
        this.logRef = logRef;
        this.reward = reward;
        this.lambda = lambda;
        this.price = price;
        evaluate(price);
    }

    /** π at the present prices, length K. */
    double[] policy() {
        return prob;
    }

    /** Minimises F from the present prices; {@code onSimplex} keeps Σ c. */
    void minimise(double[] mu, boolean onSimplex) {
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] slope = slope(mu, onSimplex ? level(mu) : 0);
            double[] move = slope.clone();
            Cholesky matrix = new Cholesky(curvature(mu), mu.length);
            matrix.solve(move);
            if (onSimplex) {
                double[] normal = price.clone();
                matrix.solve(normal);
                double multiplier = dot(price, move) / dot(price, normal);
                for (int i = 0; i < move.length; i++) {
                    move[i] -= multiplier * normal[i];
                }
            }
            double decrement = dot(slope, move);
            if (!(decrement > SETTLED * (Math.abs(objective(mu)) + 1)) || !descend(mu, move, decrement)) {
                return;
            }
        }
    }

    /**
     * dF/d log c = c_i (v_i − t) − μ_i. On the simplex Σ c_i dlog c_i = 0, so t changes no step; with it the slopes are small
     * near the optimum, where the steps would else be differences of numbers 1/μ times as large.
     */
    private double[] slope(double[] mu, double level) {
        double[] slope = new double[mu.length];
        for (int i = 0; i < mu.length; i++) {
            slope[i] = price[i] * (value(i) - level) - mu[i];
        }
        return slope;
    }

    /** t with Σ c_i (v_i − t) = Σ μ_i. */
    private double level(double[] mu) {
        double paid = 0;
        double total = 0;
        for (int i = 0; i < mu.length; i++) {
            paid += price[i] * value(i) - mu[i];
            total += price[i];
        }
        return paid / total;
    }

    private double value(int agent) {
        return dot(prob, reward[agent]);
    }

    /** c_i c_j Cov_π(r_i, r_j)/λ + diag μ, row-major. */
    private double[] curvature(double[] mu) {
        int n = mu.length;
        double[][] centred = new double[n][prob.length];
        for (int i = 0; i < n; i++) {
            double value = value(i);
            for (int x = 0; x < prob.length; x++) {
                centred[i][x] = price[i] * (reward[i][x] - value);
            }
        }
        double[] matrix = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (int x = 0; x < prob.length; x++) {
                    sum += prob[x] * centred[i][x] * centred[j][x];
                }
                matrix[i * n + j] = sum / lambda + (i == j ? mu[i] : 0);
            }
        }
        return matrix;
    }

    /** Steps to c·(1 − t·move) for the first t = 1, ½, … that lowers F; false where rounding leaves none. */
    private boolean descend(double[] mu, double[] move, double decrement) {
        double before = objective(mu);
        double largest = 0;
        for (double m : move) {
            largest = Math.max(largest, m);
        }
        double t = Math.min(1, 0.95 / Math.max(largest, 1e-300));
        for (int halving = 0; halving < 40; halving++, t /= 2) {
            double[] old = price.clone();
            for (int i = 0; i < price.length; i++) {
                price[i] *= 1 - t * move[i];
            }
            evaluate(price);
            double drop = before - objective(mu);
            if (drop >= 1e-4 * t * decrement - SLACK * (Math.abs(before) + 1)) {
                return true;
            }
            System.arraycopy(old, 0, price, 0, price.length);
            evaluate(price);
        }
        return false;
    }

    private double objective(double[] mu) {
        double barrier = 0;
        for (int i = 0; i < mu.length; i++) {
            barrier += mu[i] * StrictMath.log(price[i]);
        }
        return lambda * logNormaliser - barrier;
    }

    private void evaluate(double[] prices) {
        double[] exponent = logRef.clone();
        for (int i = 0; i < prices.length; i++) {
            for (int x = 0; x < exponent.length; x++) {
                exponent[x] += prices[i] / lambda * reward[i][x];
            }
        }
        logNormaliser = Stable.logSumExp(exponent, 0, exponent.length);
        prob = new double[exponent.length];
        for (int x = 0; x < prob.length; x++) {
            prob[x] = StrictMath.exp(exponent[x] - logNormaliser);
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}
