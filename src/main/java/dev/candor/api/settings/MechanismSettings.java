package dev.candor.api.settings;

import dev.candor.model.Divergence;
import dev.candor.model.LocalSearch;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import dev.candor.model.RewardDomain;
import dev.candor.model.Rounding;
import dev.candor.model.Tariff;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.math.BigDecimal;
import java.util.List;

/** The mechanism and the tariff, fixed before any report is read. */
public final class MechanismSettings {
    public static final Setting<String> DIVERGENCE = Setting.text("divergence", "NAME")
            .orElse("kl")
            .saying("The divergence from the reference model: " + String.join(", ", Divergence.names())
                    + ". The checkpoints of a catalog state their own.");

    public static final Setting<Double> LAMBDA = Setting.number("lambda", "L")
            .orElse("1.0")
            .saying("Price of divergence, > 0, in units of reward x weight. A larger price keeps the policy closer"
                    + " to the reference model. Must not be chosen from the reports.");

    public static final Setting<PolicyClass> POLICY_CLASS = Setting.choice("policy-class", "CLASS", PolicyClass.class)
            .orElse("tabular")
            .saying("The fixed set of policies to choose from: tabular (any probabilities on every prompt),"
                    + " mixture (of the --experts, one mixture on all prompts), log-linear (exp(theta x features),"
                    + " for rewards that are --coefficients x features) or catalog (one of the trained"
                    + " --checkpoints).");

    public static final Setting<PaymentRule> PAYMENT_RULE = Setting.choice("payment-rule", "RULE", PaymentRule.class)
            .orElse("affine-maximiser")
            .saying("How agents are charged.");

    public static final Setting<Normalisation> NORMALISE = Setting.choice("normalise", "HOW", Normalisation.class)
            .orElse("none")
            .saying("Rescale each agent's own rewards on each prompt to maximum 1 or to sum 1.");

    public static final Setting<RewardDomain> DOMAIN = Setting.choice("domain", "DOMAIN", RewardDomain.class)
            .orElse("unrestricted")
            .saying("The declared domain of an agent's rewards on a prompt. Rewards outside it are rejected.");

    public static final Setting<String> CURRENCY = Setting.text("currency", "CODE")
            .orElse("XXX")
            .saying("ISO 4217 code of the charges; XXX means no" + " currency.");

    public static final Setting<Integer> SCALE =
            Setting.whole("scale", "DIGITS").orElse("6").saying("Decimal digits of a charge, 0 to 18.");

    public static final Setting<BigDecimal> UNIT_PRICE =
            Setting.decimal("unit-price", "MONEY").orElse("1").saying("Money per unit of utility, >= 0.");

    public static final Setting<Rounding> ROUNDING = Setting.choice("rounding", "POLICY", Rounding.class)
            .orElse("largest-remainder")
            .saying("How exact amounts become whole minor units.");

    public static final Setting<Double> RIDGE = Setting.number("ridge", "R")
            .orElse("0.0")
            .saying("For --policy-class log-linear: adds the cost R/2 x |theta|^2 to lambda x the divergence; R >="
                    + " 0.");

    public static final Setting<Integer> STARTS = Setting.whole("starts", "N")
            .orElse("8")
            .saying("For --policy-class log-linear if theta must be searched for: the number of starting points."
                    + " The first is the reference model.");

    public static final Setting<Long> SEED = Setting.count("seed", "N")
            .orElse("1")
            .saying("Seed of the points that --starts draws. Must not be chosen from the reports.");

    public static final Setting<Double> PAYMENT_TOLERANCE = Setting.number("payment-tolerance", "EPS")
            .orElse("0")
            .saying("For --policy-class log-linear: agents pay the second-order payment if its interval is proved"
                    + " to be at most EPS x the payment wide. They need no pass over the candidates. 0 charges"
                    + " every agent in full; at most 0.1. The incentive gap includes the possible error.");

    public static final Setting<Double> MAX_INCENTIVE_GAP = Setting.number("max-incentive-gap", "GAP")
            .saying("If an agent could gain more than this by lying, in units of reward x weight, nothing is"
                    + " published and the exit code is 4. Without: no limit.");

    public static final Setting<Boolean> REQUIRE_CERTIFICATE = Setting.flag("require-certificate")
            .saying("Refuse settlements that have no proved bound on the gain from lying: log-linear if theta must"
                    + " be searched for, and payment rule none. The exit code is 2, before any pass over reports.");

    /** What a sweep leaves as it is: all of the mechanism but the divergence and λ. */
    public static final List<Setting<?>> RULES = List.of(POLICY_CLASS, PAYMENT_RULE, NORMALISE, DOMAIN);

    /** The mechanism and the tariff. */
    public static final List<Setting<?>> MECHANISM = List.of(
            DIVERGENCE, LAMBDA, POLICY_CLASS, PAYMENT_RULE, NORMALISE, DOMAIN, CURRENCY, SCALE, UNIT_PRICE, ROUNDING);

    private MechanismSettings() {}

    /** The mechanism with its own divergence and λ. */
    public static MechanismSpec mechanism(Values values) {
        return mechanism(values, values.get(DIVERGENCE), values.get(LAMBDA));
    }

    /**
     * The mechanism with these and the rules of {@code values}.
     *
     * @param divergence one of {@link Divergence#names}; a catalog's checkpoints bring their own
     * @throws UserException when there is no such divergence, or the settings exclude each other
     */
    public static MechanismSpec mechanism(Values values, String divergence, double lambda) {
        PolicyClass policyClass = values.get(POLICY_CLASS);
        boolean given = policyClass == PolicyClass.CATALOG;
        return new MechanismSpec(
                policyClass,
                given ? Divergence.GIVEN : Divergence.of(divergence),
                lambda,
                values.get(PAYMENT_RULE),
                values.get(NORMALISE),
                values.get(DOMAIN));
    }

    /** The tariff. */
    public static Tariff tariff(Values values) {
        return new Tariff(values.get(CURRENCY), values.get(SCALE), values.get(UNIT_PRICE), values.get(ROUNDING));
    }

    /** How theta is searched for. */
    public static LocalSearch search(Values values) {
        return new LocalSearch(values.get(RIDGE), values.get(STARTS), values.get(SEED));
    }

    /** All settings of a settlement, valid. */
    public static SettleSettings settlement(Values values) {
        return new SettleSettings(
                mechanism(values),
                tariff(values),
                search(values),
                values.get(PAYMENT_TOLERANCE),
                values.find(MAX_INCENTIVE_GAP),
                values.get(REQUIRE_CERTIFICATE),
                values.get(InputSettings.MAX_REJECTED_ROWS));
    }
}
