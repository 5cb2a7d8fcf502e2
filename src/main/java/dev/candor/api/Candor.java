package dev.candor.api;

import org.apache.spark.sql.SparkSession;

/**
 * Entry point of the public API. Actions run in the given session and do not change its settings.
 *
 * <pre>{@code
 * try (Settlement s = Candor.on(spark).settle()
 *         .reports(reports).candidates(candidates).agents(agents)
 *         .divergence("kl").lambda(50).tariff("EUR", 2, "100").run()) {
 *     s.payments().show();
 * }
 * }</pre>
 */
public final class Candor {
    private final SparkSession spark;

    private Candor(SparkSession spark) {
        this.spark = spark;
    }

    /** Actions in this session. */
    public static Candor on(SparkSession spark) {
        return new Candor(spark);
    }

    /** Settles reports: computes the policy that maximises welfare, and the payment of each agent. */
    public SettleAction settle() {
        return new SettleAction(spark);
    }

    /** Settles a grid of λ and divergences: the frontier to choose λ from. */
    public SweepAction sweep() {
        return new SweepAction(spark);
    }

    /** Adds report logs to a packed store. */
    public PackAction pack() {
        return new PackAction(spark);
    }

    /** Checks the input as a settlement would, and settles nothing. */
    public ValidateAction validate() {
        return new ValidateAction(spark);
    }

    /** Learns rewards, or coefficients, from a log of preferences. */
    public LearnAction learn() {
        return new LearnAction(spark);
    }

    /** Makes features of candidates from their texts. */
    public FeaturesAction features() {
        return new FeaturesAction(spark);
    }

    /** Makes boosts of agents from comparisons whose better candidate is known. */
    public CalibrateAction calibrate() {
        return new CalibrateAction(spark);
    }

    /** Audits a published settlement: the best lies against it, its properties, its limits. */
    public AuditAction audit() {
        return new AuditAction(spark);
    }

    /** Makes a synthetic population: reports, candidates, agents and prompts. */
    public GenerateAction generate() {
        return new GenerateAction(spark);
    }

    /** Exports the policy of a published settlement as training data. */
    public ExportAction export() {
        return new ExportAction(spark);
    }
}
