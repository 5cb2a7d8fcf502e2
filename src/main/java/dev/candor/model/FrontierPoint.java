package dev.candor.model;

/**
 * What one settlement of a sweep comes to: the mechanism (divergence, λ) and its outcome. Utility-like figures are in
 * units of reward × weight.
 *
 * @param divergence name of D as on the command line
 * @param lambda λ > 0, price of one unit of D, in units of reward × weight
 * @param welfare ASW(π*) = Σ κ_i w_i v_i(π*) − λ · {@code divergenceValue}
 * @param referenceWelfare ASW(π0): what the reference model gives, the same for every λ
 * @param totalValue Σ w_i v_i(π*)
 * @param divergenceValue Σ_c q_c D(π*_c ‖ π0_c) ≥ 0, without λ, in the unit of D (kl: nats)
 * @param revenue Σ p_i ≥ 0
 * @param concentration how few pay how much of it
 */
public record FrontierPoint(
        String divergence,
        double lambda,
        double welfare,
        double referenceWelfare,
        double totalValue,
        double divergenceValue,
        double revenue,
        PaymentConcentration concentration) {

    public FrontierPoint {
        require(!divergence.isBlank(), "divergence", divergence);
        require(lambda > 0 && Double.isFinite(lambda), "lambda", lambda);
        require(Double.isFinite(welfare), "welfare", welfare);
        require(Double.isFinite(referenceWelfare), "referenceWelfare", referenceWelfare);
        require(Double.isFinite(totalValue), "totalValue", totalValue);
        require(divergenceValue >= 0 && Double.isFinite(divergenceValue), "divergenceValue", divergenceValue);
        require(revenue >= 0 && Double.isFinite(revenue), "revenue", revenue);
        require((revenue > 0) == (concentration.topShare() > 0), "concentration", concentration);
    }

    private static void require(boolean holds, String name, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("A point of the frontier cannot have " + name + " = " + value);
        }
    }
}
