package dev.candor.divergence;

/** Optima of the form π* = π0·(λ/(μ + gap))ᵏ, μ > 0: reverse KL (k = 1) and Hellinger (k = 2). */
final class PowerLaw {
    private static final int MAX_STEPS = 200;

    private PowerLaw() {}

    /**
     * Solves Σ π0·(λ/(μ+gap))ᵏ = 1 for μ by Newton's method on the power mean F(μ) = (Σ π0·(λ/(μ+gap))ᵏ)^(−1/k), which is
     * concave and increasing: from the left the iterates rise to the root and never pass it.
     *
     * @param prob receives π*
     * @param root receives λ/(μ+gap), the k-th root of π* / π0
     */
    static void solve(double[] logRef, double[] gap, double lambda, int k, double[] prob, double[] root) {
        double[] ref = References.probabilities(logRef);
        double best = 0;
        for (int x = 0; x < ref.length; x++) {
            best += gap[x] == 0 ? ref[x] : 0;
        }
        double mu = lambda * (k == 1 ? best : StrictMath.sqrt(best));
        for (int step = 0; step < MAX_STEPS; step++) {
            double sum = 0;
            double steep = 0;
            for (int x = 0; x < ref.length; x++) {
                double rho = lambda / (mu + gap[x]);
                double term = ref[x] * (k == 1 ? rho : rho * rho);
                sum += term;
                steep += term * rho / lambda;
            }
            double mean = k == 1 ? 1 / sum : 1 / StrictMath.sqrt(sum);
            double rise = mean * steep / sum;
            double next = mu + (1 - mean) / rise;
            boolean done = Math.abs(next - mu) <= 2e-16 * mu;
            mu = next;
            if (done) {
                break;
            }
        }
        for (int x = 0; x < ref.length; x++) {
            double rho = lambda / (mu + gap[x]);
            root[x] = rho;
            prob[x] = ref[x] * (k == 1 ? rho : rho * rho);
        }
    }
}
