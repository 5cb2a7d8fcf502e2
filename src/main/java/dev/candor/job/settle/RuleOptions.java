package dev.candor.job.settle;

import dev.candor.api.MechanismSettings;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import dev.candor.model.RewardDomain;
import dev.candor.setting.Values;
import picocli.CommandLine.Option;

/** What of the mechanism a sweep leaves as it is: all but the divergence and λ. */
public final class RuleOptions {
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

    /** The mechanism with this divergence and this λ. */
    public MechanismSpec mechanism(String divergence, double lambda) {
        Values values = new Values(MechanismSettings.RULES);
        values.put(MechanismSettings.POLICY_CLASS, policyClass);
        values.put(MechanismSettings.PAYMENT_RULE, paymentRule);
        values.put(MechanismSettings.NORMALISE, normalise);
        values.put(MechanismSettings.DOMAIN, domain);
        return MechanismSettings.mechanism(values, divergence, lambda);
    }

    public PolicyClass policyClass() {
        return policyClass;
    }
}
