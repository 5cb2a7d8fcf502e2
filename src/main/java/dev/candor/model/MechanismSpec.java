package dev.candor.model;

/**
 * The mechanism, fixed before any report is read.
 *
 * @param divergence name of D as on the command line
 * @param lambda λ > 0, in units of reward × weight
 * @param paymentRule how agents are charged
 * @param normalisation rescaling of each agent's own rewards per prompt
 * @param domain what rewards are declared to be, after normalisation
 */
public record MechanismSpec(
        String divergence, double lambda, PaymentRule paymentRule, Normalisation normalisation, RewardDomain domain)
        implements java.io.Serializable {

    public MechanismSpec {
        if (!(lambda > 0) || Double.isInfinite(lambda)) {
            throw UserException.configuration("Cannot settle with lambda " + lambda
                    + ": the divergence must cost something and not everything. Set --lambda to a finite number > 0.");
        }
        if (normalisation != Normalisation.NONE && domain == RewardDomain.UNRESTRICTED) {
            domain = normalisation == Normalisation.PROMPT_MAX ? RewardDomain.MAX : RewardDomain.SUM;
        }
        boolean bounded = domain == RewardDomain.MAX || domain == RewardDomain.SUM;
        if (paymentRule == PaymentRule.REVENUE_MAXIMISING && !(divergence.equals("kl") && bounded)) {
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
}
