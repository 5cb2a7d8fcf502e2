package dev.candor.api;

import org.apache.spark.sql.SparkSession;

/**
 * The front door. Actions run in the session that they are given and leave its settings alone.
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

    /** Settles reports: the policy that maximises welfare, and what each agent owes. */
    public SettleAction settle() {
        return new SettleAction(spark);
    }

    /** Audits a published settlement: the best lies against it, its properties, its limits. */
    public AuditAction audit() {
        return new AuditAction(spark);
    }
}
