package dev.candor.api;

import dev.candor.api.settings.InputSettings;
import dev.candor.api.settings.MechanismSettings;
import dev.candor.io.schema.InputTable;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import dev.candor.model.RewardDomain;
import dev.candor.model.Tariff;
import dev.candor.session.PinnedSession;
import dev.candor.setting.Values;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * An action that reads the tables of any policy class, under one mechanism.
 *
 * @param <A> the action itself, which every method returns
 */
public abstract class MechanismAction<A extends MechanismAction<A>> extends TableAction<A> {
    MechanismAction(PinnedSession session, Values values) {
        super(session, values);
    }

    /** Reports from a packed store (jobs/pack). */
    public final A packed(String store) {
        return set(InputSettings.PACKED, store);
    }

    /** prompt_id, candidate_id, expert_id, prob or logprob: beside reports, for mixtures. */
    public final A experts(String path) {
        return set(InputSettings.EXPERTS, path);
    }

    /** The same as a frame. */
    public final A experts(Dataset<Row> frame) {
        return table(InputTable.EXPERTS, frame);
    }

    /** agent_id, checkpoint_id, value: in the place of reports, for a catalog. */
    public final A valuations(String path) {
        return set(InputSettings.VALUATIONS, path);
    }

    /** The same as a frame. */
    public final A valuations(Dataset<Row> frame) {
        return table(InputTable.VALUATIONS, frame);
    }

    /** checkpoint_id[, divergence]: in the place of candidates, for a catalog. */
    public final A checkpoints(String path) {
        return set(InputSettings.CHECKPOINTS, path);
    }

    /** The same as a frame. */
    public final A checkpoints(Dataset<Row> frame) {
        return table(InputTable.CHECKPOINTS, frame);
    }

    /** agent_id, beta: in the place of reports, for the log-linear class; the candidates have features then. */
    public final A coefficients(String path) {
        return set(InputSettings.COEFFICIENTS, path);
    }

    /** The same as a frame; beta is an array of numbers. */
    public final A coefficients(Dataset<Row> frame) {
        return table(InputTable.COEFFICIENTS, frame);
    }

    /** Over which policies welfare is maximised. */
    public final A policyClass(PolicyClass over) {
        return set(MechanismSettings.POLICY_CLASS, over);
    }

    /** What leaving the reference model costs: one of {@link dev.candor.model.Divergence#names}. */
    public final A divergence(String name) {
        return set(MechanismSettings.DIVERGENCE, name);
    }

    /** The price of divergence, > 0, in units of reward × weight; must not be chosen from the reports. */
    public final A lambda(double price) {
        return set(MechanismSettings.LAMBDA, price);
    }

    /** How agents are charged. */
    public final A paymentRule(PaymentRule rule) {
        return set(MechanismSettings.PAYMENT_RULE, rule);
    }

    /** Rescales each agent's own rewards on each prompt. */
    public final A normalise(Normalisation how) {
        return set(MechanismSettings.NORMALISE, how);
    }

    /** What every agent's rewards on a prompt are declared to be; others are rejected. */
    public final A domain(RewardDomain declared) {
        return set(MechanismSettings.DOMAIN, declared);
    }

    /**
     * Money, rounded by largest remainder.
     *
     * @param currency ISO 4217
     * @param scale decimal digits of a charge
     * @param unitPrice money per unit of utility
     */
    public final A tariff(String currency, int scale, String unitPrice) {
        set(MechanismSettings.CURRENCY, currency);
        set(MechanismSettings.SCALE, scale);
        return set(MechanismSettings.UNIT_PRICE.key(), unitPrice);
    }

    /** Money. */
    public final A tariff(Tariff money) {
        set(MechanismSettings.CURRENCY, money.currency());
        set(MechanismSettings.SCALE, money.scale());
        set(MechanismSettings.UNIT_PRICE, money.unitPrice());
        return set(MechanismSettings.ROUNDING, money.rounding());
    }
}
