package dev.candor.api;

import dev.candor.engine.runtime.Phases;
import dev.candor.io.schema.InputTable;
import dev.candor.model.LocalSearch;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import dev.candor.model.RewardDomain;
import dev.candor.model.Tariff;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import dev.candor.setting.Values;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Settles reports: the policy that maximises welfare, and what each payer owes. */
public final class SettleAction extends TableAction<SettleAction> {
    private static final List<Setting<?>> OWN = List.of(
            InputSettings.ERRORS,
            MechanismSettings.MAX_INCENTIVE_GAP,
            MechanismSettings.REQUIRE_CERTIFICATE,
            MechanismSettings.RIDGE,
            MechanismSettings.STARTS,
            MechanismSettings.SEED,
            MechanismSettings.PAYMENT_TOLERANCE);

    SettleAction(SparkSession spark) {
        super(spark, settings());
    }

    /** The settings of a settlement, none of them given. */
    public static Values settings() {
        return values(List.of(InputSettings.OF_ANY_CLASS, MechanismSettings.MECHANISM, EngineSettings.ALL, OWN));
    }

    @Override
    SettleAction self() {
        return this;
    }

    /** Reports from a packed store (jobs/pack). */
    public SettleAction packed(String store) {
        return set(InputSettings.PACKED, store);
    }

    /** prompt_id, candidate_id, expert_id, prob or logprob: beside reports, for mixtures. */
    public SettleAction experts(String path) {
        return set(InputSettings.EXPERTS, path);
    }

    /** The same as a frame. */
    public SettleAction experts(Dataset<Row> frame) {
        return table(InputTable.EXPERTS, frame);
    }

    /** agent_id, checkpoint_id, value: in the place of reports, for a catalog. */
    public SettleAction valuations(String path) {
        return set(InputSettings.VALUATIONS, path);
    }

    /** The same as a frame. */
    public SettleAction valuations(Dataset<Row> frame) {
        return table(InputTable.VALUATIONS, frame);
    }

    /** checkpoint_id[, divergence]: in the place of candidates, for a catalog. */
    public SettleAction checkpoints(String path) {
        return set(InputSettings.CHECKPOINTS, path);
    }

    /** The same as a frame. */
    public SettleAction checkpoints(Dataset<Row> frame) {
        return table(InputTable.CHECKPOINTS, frame);
    }

    /** agent_id, beta: in the place of reports, for the log-linear class; the candidates have features then. */
    public SettleAction coefficients(String path) {
        return set(InputSettings.COEFFICIENTS, path);
    }

    /** The same as a frame; beta is an array of numbers. */
    public SettleAction coefficients(Dataset<Row> frame) {
        return table(InputTable.COEFFICIENTS, frame);
    }

    /** agent_id, delta, confidence: how far learned rewards may be off. */
    public SettleAction errors(String path) {
        return set(InputSettings.ERRORS, path);
    }

    /** The same as a frame. */
    public SettleAction errors(Dataset<Row> frame) {
        return table(InputTable.ERRORS, frame);
    }

    /** Over which policies welfare is maximised. */
    public SettleAction policyClass(PolicyClass over) {
        return set(MechanismSettings.POLICY_CLASS, over);
    }

    /** What leaving the reference model costs: kl, reverse-kl, chi-squared, total-variation, hellinger, jensen-shannon, l2. */
    public SettleAction divergence(String name) {
        return set(MechanismSettings.DIVERGENCE, name);
    }

    /** The price of divergence, > 0, in units of reward × weight; must not be chosen from the reports. */
    public SettleAction lambda(double price) {
        return set(MechanismSettings.LAMBDA, price);
    }

    /** How agents are charged. */
    public SettleAction paymentRule(PaymentRule rule) {
        return set(MechanismSettings.PAYMENT_RULE, rule);
    }

    /** Rescales each agent's own rewards on each prompt. */
    public SettleAction normalise(Normalisation how) {
        return set(MechanismSettings.NORMALISE, how);
    }

    /** What every agent's rewards on a prompt are declared to be; others are rejected. */
    public SettleAction domain(RewardDomain declared) {
        return set(MechanismSettings.DOMAIN, declared);
    }

    /**
     * Money, rounded by largest remainder.
     *
     * @param currency ISO 4217
     * @param scale decimal digits of a charge
     * @param unitPrice money per unit of utility
     */
    public SettleAction tariff(String currency, int scale, String unitPrice) {
        set(MechanismSettings.CURRENCY, currency);
        set(MechanismSettings.SCALE, scale);
        return set(MechanismSettings.UNIT_PRICE.key(), unitPrice);
    }

    /** Money. */
    public SettleAction tariff(Tariff money) {
        set(MechanismSettings.CURRENCY, money.currency());
        set(MechanismSettings.SCALE, money.scale());
        set(MechanismSettings.UNIT_PRICE, money.unitPrice());
        return set(MechanismSettings.ROUNDING, money.rounding());
    }

    /** How theta is searched for, where the log-linear class needs it. */
    public SettleAction search(LocalSearch how) {
        set(MechanismSettings.RIDGE, how.ridge());
        set(MechanismSettings.STARTS, how.starts());
        return set(MechanismSettings.SEED, how.seed());
    }

    /** Log-linear: agents whose second-order payment is proved to be known to this pay that; 0: none. */
    public SettleAction paymentTolerance(double relative) {
        return set(MechanismSettings.PAYMENT_TOLERANCE, relative);
    }

    /** The most that any agent may be able to gain by lying; without: any. */
    public SettleAction maxIncentiveGap(double gap) {
        return set(MechanismSettings.MAX_INCENTIVE_GAP, gap);
    }

    /** Refuses what no bound is proved for, before any pass over reports. */
    public SettleAction requireCertificate() {
        return set(MechanismSettings.REQUIRE_CERTIFICATE, true);
    }

    /**
     * Settles. Nothing is written.
     *
     * @return to be closed once its frames have been read
     * @throws UserException when settings exclude each other, a table is missing or cannot be read, or more rows are
     *     rejected than are tolerated; it carries the exit code of {@code jobs/settle}
     */
    public Settlement run() {
        return Explained.run(() -> {
            Tables tables = tables();
            SettleSettings settings = MechanismSettings.settlement(values);
            settings.requireTables(tables.given());
            Source source = new Source(spark, tables);
            Settlement settled = Settlement.of(spark, tables, settings, limits(), Phases.silent(), rejected -> {});
            return settled.from(new Settlement.Origin(source, values.textsOfTheResult()));
        });
    }
}
