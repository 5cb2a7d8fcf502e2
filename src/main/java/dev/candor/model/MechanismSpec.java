package dev.candor.model;

/**
 * The mechanism, fixed before any report is read.
 *
 * @param policyClass over which policies welfare is maximised
 * @param divergence D
 * @param lambda λ > 0, in units of reward × weight
 * @param paymentRule how agents are charged
 * @param normalisation rescaling of each agent's own rewards per prompt
 * @param domain what rewards are declared to be, after normalisation
 */
public record MechanismSpec(
        PolicyClass policyClass,
        Divergence divergence,
        double lambda,
        PaymentRule paymentRule,
        Normalisation normalisation,
        RewardDomain domain)
        implements java.io.Serializable {

    /** With rewards, weights and boosts of at most 1e30, nothing computed then leaves the range of double. */
    private static final double LEAST_LAMBDA = 1e-30;

    private static final double MOST_LAMBDA = 1e30;

    /** Of the tabular class. */
    public MechanismSpec(
            Divergence divergence,
            double lambda,
            PaymentRule paymentRule,
            Normalisation normalisation,
            RewardDomain domain) {
        this(PolicyClass.TABULAR, divergence, lambda, paymentRule, normalisation, domain);
    }

    public MechanismSpec {
        requireSmooth(policyClass, divergence);
        if (policyClass.isLinear()) {
            requireCoefficients(paymentRule, normalisation, domain);
        }
        if (!(lambda >= LEAST_LAMBDA && lambda <= MOST_LAMBDA)) {
            throw UserException.configuration(
                    "Cannot settle with lambda " + lambda + ". Set --lambda to a number from 1e-30 to 1e30.");
        }
        if (normalisation != Normalisation.NONE && domain == RewardDomain.UNRESTRICTED) {
            domain = normalisation == Normalisation.PROMPT_MAX ? RewardDomain.MAX : RewardDomain.SUM;
        }
        boolean bounded = domain == RewardDomain.MAX || domain == RewardDomain.SUM;
        if (paymentRule == PaymentRule.REVENUE_MAXIMISING && !(divergence.isExponential() && bounded)) {
            throw UserException.configuration(
                    "Cannot charge the revenue-maximising payments under divergence "
                            + divergence + " and domain " + domain.name().toLowerCase(java.util.Locale.ROOT)
                            + ": the least utility of a type is known in closed form only under kl for the max and sum domains."
                            + " Use --divergence kl with --domain max|sum (or --normalise), or --payment-rule affine-maximiser.");
        }
        if ((normalisation == Normalisation.PROMPT_MAX && domain == RewardDomain.SUM)
                || (normalisation == Normalisation.PROMPT_SUM && domain == RewardDomain.MAX)) {
            throw UserException.configuration(
                    "Cannot combine --normalise with the other --domain: prompt-max gives max, prompt-sum gives sum.");
        }
    }

    private static void requireSmooth(PolicyClass policyClass, Divergence divergence) {
        if (divergence.isSmooth()) {
            return;
        }
        if (policyClass == PolicyClass.MIXTURE) {
            throw UserException.configuration("Cannot settle a mixture under " + divergence + ": it has kinks, and the"
                    + " certificates need a smooth divergence. Set --divergence to one of "
                    + String.join(", ", Divergence.smoothNames()) + ".");
        }
        if (policyClass == PolicyClass.LOG_LINEAR) {
            throw UserException.configuration(
                    "Cannot settle the log-linear class under " + divergence + ": it has kinks,"
                            + " and the search for coefficients needs slopes. Set --divergence to one of "
                            + String.join(", ", Divergence.smoothNames()) + ".");
        }
    }

    private static void requireCoefficients(PaymentRule paymentRule, Normalisation normalisation, RewardDomain domain) {
        if (paymentRule.hasSurcharge() || normalisation != Normalisation.NONE || domain != RewardDomain.UNRESTRICTED) {
            throw UserException.configuration(
                    "Cannot settle the log-linear class with --payment-rule revenue-maximising,"
                            + " --normalise or --domain: they apply to rewards, and this class has coefficients. Drop them.");
        }
    }
}
