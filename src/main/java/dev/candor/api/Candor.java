package dev.candor.api;

import dev.candor.model.UserException;
import dev.candor.session.PinnedSession;
import org.apache.spark.sql.SparkSession;

/**
 * Entry point of the public API. Actions compute in a session beside the given one, which
 * is left as it is: with its settings, but for those on which a result would depend. Frames of results lie in the given session.
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
    private final PinnedSession session;

    private Candor(PinnedSession session) {
        this.session = session;
    }

    /**
     * Actions for this session, with its settings as they are now.
     *
     * @throws UserException when the session would skip files that it cannot read, or its serializer is Kryo without
     *     Candor's registrator
     */
    public static Candor on(SparkSession spark) {
        return new Candor(PinnedSession.beside(spark));
    }

    /** Settles reports: computes the policy that maximises welfare, and the payment of each agent. */
    public SettleAction settle() {
        return new SettleAction(session);
    }

    /** Settles a grid of λ and divergences: the frontier to choose λ from. */
    public SweepAction sweep() {
        return new SweepAction(session);
    }

    /** Adds report logs to a packed store. */
    public PackAction pack() {
        return new PackAction(session);
    }

    /** Checks the input as a settlement would, and settles nothing. */
    public ValidateAction validate() {
        return new ValidateAction(session);
    }

    /** Learns rewards, or coefficients, from a log of preferences. */
    public LearnAction learn() {
        return new LearnAction(session);
    }

    /** Makes features of candidates from their texts. */
    public FeaturesAction features() {
        return new FeaturesAction(session);
    }

    /** Makes boosts of agents from comparisons whose better candidate is known. */
    public CalibrateAction calibrate() {
        return new CalibrateAction(session);
    }

    /** Audits a published settlement: the best lies against it, its properties, its limits. */
    public AuditAction audit() {
        return new AuditAction(session);
    }

    /** Makes a synthetic population: reports, candidates, agents and prompts. */
    public GenerateAction generate() {
        return new GenerateAction(session);
    }

    /** Exports the policy of a published settlement as training data. */
    public ExportAction export() {
        return new ExportAction(session);
    }
}
