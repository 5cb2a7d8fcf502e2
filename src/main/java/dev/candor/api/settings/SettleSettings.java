package dev.candor.api.settings;

import dev.candor.io.schema.InputTable;
import dev.candor.model.LocalSearch;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PolicyClass;
import dev.candor.model.Tariff;
import dev.candor.model.UserException;
import dev.candor.policy.linear.SecondOrderCharges;
import java.util.Optional;
import java.util.Set;

/**
 * All settings of a settlement, valid by construction; fixed before any report is read.
 *
 * @param search how theta is searched for, where the log-linear class needs it
 * @param paymentTolerance of the log-linear class, 0 to {@link SecondOrderCharges#MOST_TOLERANCE}
 * @param maxIncentiveGap the most that any agent may be able to gain by lying; absent: any
 * @param requireCertificate whether to refuse what no bound is proved for
 * @param maxRejectedRows rejected rows to tolerate, ≥ 0
 */
public record SettleSettings(
        MechanismSpec mechanism,
        Tariff tariff,
        LocalSearch search,
        double paymentTolerance,
        Optional<Double> maxIncentiveGap,
        boolean requireCertificate,
        long maxRejectedRows) {

    public SettleSettings {
        requireTolerance(maxRejectedRows);
        if (maxIncentiveGap.isPresent() && !(maxIncentiveGap.get() >= 0)) {
            throw UserException.configuration("Cannot ask for an incentive gap of at most " + maxIncentiveGap.get()
                    + ": --max-incentive-gap must be >= 0.");
        }
        if (!(paymentTolerance >= 0 && paymentTolerance <= SecondOrderCharges.MOST_TOLERANCE)) {
            throw UserException.configuration("Cannot use a payment tolerance of " + paymentTolerance
                    + ": --payment-tolerance must be from 0 to " + SecondOrderCharges.MOST_TOLERANCE
                    + ".");
        }
        PolicyClass policyClass = mechanism.policyClass();
        if (paymentTolerance > 0 && !policyClass.isLinear()) {
            throw UserException.configuration("Cannot use --payment-tolerance under --policy-class " + policyClass
                    + ": only the log-linear class has second-order payments. Drop it.");
        }
        if (search.ridge() > 0 && !policyClass.isLinear()) {
            throw UserException.configuration("Cannot use a ridge under --policy-class " + policyClass
                    + ", which has no coefficients: drop --ridge.");
        }
        requireCertifiable(mechanism, isSearched(mechanism, search), requireCertificate, maxIncentiveGap.isPresent());
    }

    /** Refuses a negative number of rejected rows. */
    public static void requireTolerance(long maxRejectedRows) {
        if (maxRejectedRows < 0) {
            throw UserException.configuration(
                    "Cannot tolerate " + maxRejectedRows + " rejected rows: --max-rejected-rows must be at least 0.");
        }
    }

    /** Whether the settings alone say that theta has to be searched for; policy features may say so too. */
    public boolean isSearched() {
        return isSearched(mechanism, search);
    }

    private static boolean isSearched(MechanismSpec mechanism, LocalSearch search) {
        return mechanism.policyClass().isLinear()
                && (search.ridge() > 0 || !mechanism.divergence().isExponential());
    }

    /** Refuses to certify a search: a local optimum certifies nothing, however small the slopes left there are. */
    public void requireCertifiable(boolean searched) {
        requireCertifiable(mechanism, searched, requireCertificate, maxIncentiveGap.isPresent());
    }

    private static void requireCertifiable(
            MechanismSpec mechanism, boolean searched, boolean requireCertificate, boolean requireGap) {
        if (requireCertificate && !mechanism.paymentRule().charges()) {
            throw UserException.configuration(
                    "Cannot certify a settlement in which nobody pays: no bound is known on what"
                            + " lying can gain. Drop --require-certificate or use --payment-rule affine-maximiser.");
        }
        if (searched && (requireCertificate || requireGap)) {
            throw UserException.configuration("Cannot certify the log-linear class with a --divergence other than kl, a"
                    + " --ridge or policy_features: its welfare is not concave, the search ends at a local optimum, and"
                    + " no bound is known on what lying can gain. Drop "
                    + (requireCertificate ? "--require-certificate" : "--max-incentive-gap")
                    + ", or settle under another --policy-class.");
        }
    }

    /** Refuses a settlement in which some agent may gain more by lying than is allowed. */
    public void requireGap(double largest) {
        if (maxIncentiveGap.isPresent() && !(largest <= maxIncentiveGap.get())) {
            String gain = largest == Double.POSITIVE_INFINITY
                    ? "no bound on the gain of lying is known"
                    : "some agent could gain up to " + largest + " by lying";
            throw UserException.certificateNotMet(
                    "Cannot publish: " + gain + ", given what was computed, and --max-incentive-gap allows "
                            + maxIncentiveGap.get() + ". Raise it, or settle under a class or rule whose payments are"
                            + " exact.");
        }
    }

    /** Refuses tables that are not those of the policy class. */
    public void requireTables(Set<InputTable> tables) {
        PolicyClass policyClass = mechanism.policyClass();
        boolean linear = policyClass.isLinear();
        if (linear != tables.contains(InputTable.COEFFICIENTS)) {
            throw UserException.configuration(
                    linear
                            ? "Cannot settle the log-linear class without coefficients: set --coefficients PATH."
                            : "Cannot use coefficients under --policy-class " + policyClass
                                    + ": set --policy-class log-linear.");
        }
        boolean mixture = policyClass == PolicyClass.MIXTURE;
        if (mixture != tables.contains(InputTable.EXPERTS)) {
            throw UserException.configuration(
                    mixture
                            ? "Cannot settle a mixture without experts: set --experts PATH."
                            : "Cannot use experts under --policy-class " + policyClass
                                    + ": set --policy-class mixture, or drop --experts.");
        }
        boolean catalog = policyClass == PolicyClass.CATALOG;
        if (catalog != tables.contains(InputTable.VALUATIONS)) {
            throw UserException.configuration(
                    catalog
                            ? "Cannot settle a catalog from reports: --policy-class catalog takes --valuations PATH and"
                                    + " --checkpoints PATH."
                            : "Cannot settle valuations of checkpoints under --policy-class " + policyClass
                                    + ": set --policy-class catalog.");
        }
    }
}
