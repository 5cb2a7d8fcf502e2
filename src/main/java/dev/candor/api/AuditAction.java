package dev.candor.api;

import dev.candor.api.publish.Explained;
import dev.candor.api.publish.Origin;
import dev.candor.api.publish.Source;
import dev.candor.api.settings.AuditSettings;
import dev.candor.api.settings.EngineSettings;
import dev.candor.engine.audit.Audit;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.io.listing.InputSnapshot;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.UserException;
import dev.candor.session.PinnedSession;
import dev.candor.setting.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Audits a published settlement: the best lies against it, its properties, its limits. The settlement's inputs are read again
 * from files, because they are compared by SHA-256 with those that its manifest names; frames cannot be.
 */
public final class AuditAction extends Configurable<AuditAction> {
    private int partitions;

    AuditAction(PinnedSession session) {
        super(session, settings());
    }

    @Override
    AuditAction self() {
        return this;
    }

    /** The settings of an audit, none of them given. */
    public static Values settings() {
        return TableAction.values(List.of(AuditSettings.INPUTS, EngineSettings.ALL, AuditSettings.EFFORT));
    }

    /** The run directory of a settlement: the {@code --output} of {@code jobs/settle}. */
    public AuditAction settlement(String directory) {
        return set(AuditSettings.SETTLEMENT, directory);
    }

    /** Where the settlement's reports lie now; without: where its manifest says. So with the other tables. */
    public AuditAction reports(String path) {
        return set(AuditSettings.REPORTS, path);
    }

    /** Where its packed store lies now. */
    public AuditAction packed(String store) {
        return set(AuditSettings.PACKED, store);
    }

    /** Where its candidates lie now. */
    public AuditAction candidates(String path) {
        return set(AuditSettings.CANDIDATES, path);
    }

    /** Where its agents lie now. */
    public AuditAction agents(String path) {
        return set(AuditSettings.AGENTS, path);
    }

    /** Where its prompts lie now. */
    public AuditAction prompts(String path) {
        return set(AuditSettings.PROMPTS, path);
    }

    /** Where its valuations lie now. */
    public AuditAction valuations(String path) {
        return set(AuditSettings.VALUATIONS, path);
    }

    /** Where its checkpoints lie now. */
    public AuditAction checkpoints(String path) {
        return set(AuditSettings.CHECKPOINTS, path);
    }

    /** Where its experts lie now. */
    public AuditAction experts(String path) {
        return set(AuditSettings.EXPERTS, path);
    }

    /** Where its coefficients lie now. */
    public AuditAction coefficients(String path) {
        return set(AuditSettings.COEFFICIENTS, path);
    }

    /** Where its errors of learned rewards lie now. */
    public AuditAction errors(String path) {
        return set(AuditSettings.ERRORS, path);
    }

    /** The format of all input tables; without: by their names. */
    public AuditAction format(TableFormat of) {
        return set(AuditSettings.FORMAT, of);
    }

    /** How many agents (payers) are attacked, the heaviest first, others drawn by the seed: 1 to 10000. */
    public AuditAction agentsSampled(int agents) {
        return set(AuditSettings.AGENTS_SAMPLED, agents);
    }

    /** How many lies each of them tells: 1 to 10000. */
    public AuditAction lies(int told) {
        return set(AuditSettings.LIES, told);
    }

    /** Of the sample and the random directions. */
    public AuditAction seed(long of) {
        return set(AuditSettings.SEED, of);
    }

    /** Into how many partitions the reports are packed; 0 = from their size. Changes no result. */
    public AuditAction partitions(int packed) {
        partitions = packed;
        return this;
    }

    /**
     * Audits. Nothing is written. A property that does not hold is a result and no failure: see {@link AuditResult#holds}.
     *
     * @return to be closed once its frames have been read
     * @throws UserException when a setting is out of its range, the settlement is not as it was published, or its inputs are
     *     not the files that it read; it carries the exit code of {@code jobs/audit}
     */
    public AuditResult run() {
        return Explained.run(() -> {
            EngineLimits limits = EngineSettings.limits(values, spark, partitions);
            Audit.Effort effort = AuditSettings.effort(values);
            Configuration hadoop = spark.sessionState().newHadoopConf();
            PublishedSettlement settlement = PublishedSettlement.open(hadoop, AuditSettings.settlement(values));
            InputPaths paths = AuditInputs.paths(settlement.manifest(), values);
            InputSnapshot read = AuditInputs.snapshot(spark, settlement, paths, Optional.empty());
            AuditResult result = AuditResult.of(spark, settlement, paths, effort, limits, Phases.silent());
            try {
                read.assertUnchanged(hadoop);
                return made(result.from(new Origin(Source.of(spark, read, Map.of()), values.textsOfTheResult())));
            } catch (Throwable failure) {
                result.close();
                throw failure;
            }
        });
    }
}
