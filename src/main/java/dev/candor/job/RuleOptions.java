package dev.candor.job;

import dev.candor.divergence.Divergences;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Nearest;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import dev.candor.model.UserException;
import picocli.CommandLine.Option;

/** What of the mechanism a sweep leaves as it is: all but the divergence and λ. */
final class RuleOptions {
    /** The fixed range over which welfare is maximised. */
    enum PolicyClass {
        /** π(·|c) free on every prompt. */
        TABULAR,
        /** One of finitely many trained checkpoints. */
        CATALOG,
        /** Mixtures of given experts, the same on every prompt. */
        MIXTURE,
        /** π ∝ π0·exp(θ·φ), for rewards that are linear in φ. */
        LOG_LINEAR
    }

    /** The divergence of a catalog: what its checkpoints are said to have. */
    static final String GIVEN = "given";

    @Option(
            names = "--policy-class",
            paramLabel = "CLASS",
            defaultValue = "tabular",
            description = "The fixed set of policies to choose from: tabular (free on every prompt), mixture (of the"
                    + " --experts, one mixture on all prompts), log-linear (exp(theta x features), for rewards that are"
                    + " --coefficients x features) or catalog (one of the trained --checkpoints).")
    private PolicyClass policyClass;

    @Option(
            names = "--payment-rule",
            paramLabel = "RULE",
            defaultValue = "affine-maximiser",
            description = "How agents are charged.")
    private PaymentRule paymentRule;

    @Option(
            names = "--normalise",
            paramLabel = "HOW",
            defaultValue = "none",
            description = "Rescale each agent's own rewards on each prompt to maximum 1 or to sum 1.")
    private Normalisation normalise;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            defaultValue = "unrestricted",
            description = "What every agent's rewards on a prompt are declared to be; others are rejected.")
    private RewardDomain domain;

    /** The mechanism with this divergence, one of {@link Divergences#BY_NAME}, and this λ. */
    MechanismSpec mechanism(String divergence, double lambda) {
        if (policyClass == PolicyClass.CATALOG) {
            return new MechanismSpec(GIVEN, lambda, paymentRule, normalise, domain);
        }
        if (!Divergences.BY_NAME.containsKey(divergence)) {
            throw UserException.configuration("Cannot settle under divergence '" + divergence + "'."
                    + Nearest.question(divergence, Divergences.BY_NAME.keySet()) + " Set --divergence to one of "
                    + String.join(", ", Divergences.names()) + ".");
        }
        if (policyClass == PolicyClass.MIXTURE && divergence.equals("total-variation")) {
            throw UserException.configuration("Cannot settle a mixture under total-variation: it has kinks, and the"
                    + " certificates need a smooth divergence. Set --divergence to one of kl, reverse-kl, chi-squared,"
                    + " hellinger, jensen-shannon, l2.");
        }
        if (policyClass == PolicyClass.LOG_LINEAR) {
            requireLinear(divergence);
        }
        return new MechanismSpec(divergence, lambda, paymentRule, normalise, domain);
    }

    private void requireLinear(String divergence) {
        if (divergence.equals("total-variation")) {
            throw UserException.configuration("Cannot settle the log-linear class under total-variation: it has kinks,"
                    + " and the search for coefficients needs slopes. Set --divergence to one of kl, reverse-kl,"
                    + " chi-squared, hellinger, jensen-shannon, l2.");
        }
        if (paymentRule == PaymentRule.REVENUE_MAXIMISING
                || normalise != Normalisation.NONE
                || domain != RewardDomain.UNRESTRICTED) {
            throw UserException.configuration(
                    "Cannot settle the log-linear class with --payment-rule revenue-maximising,"
                            + " --normalise or --domain: they look at rewards, and it has coefficients. Drop them.");
        }
    }

    PolicyClass policyClass() {
        return policyClass;
    }
}
