package dev.candor.api;

import dev.candor.api.publish.Origin;
import dev.candor.engine.audit.Audit;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.files.OutputFile;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.gate.PublishedSettlement;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.write.StableFiles;
import dev.candor.model.AuditSummary;
import dev.candor.model.AuditSummary.Attack;
import dev.candor.model.Divergence;
import dev.candor.model.PaymentRule;
import dev.candor.model.PolicyClass;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What an audit found. Frames are lazy and read what is kept on the executors until {@link #close}; every figure in them is
 * the same to the last bit as in the files of {@code jobs/audit}.
 */
public final class AuditResult extends Result implements AutoCloseable {
    private static final StructType STRATEGIES = new StructType()
            .add("lie", DataTypes.StringType, false)
            .add("gainers_without_payments", DataTypes.LongType, false)
            .add("largest_without_payments", DataTypes.DoubleType, false)
            .add("largest_with_payments", DataTypes.DoubleType, false);

    private final SparkSession spark;
    private final PublishedSettlement settlement;
    private final Resettled again;
    private final Phases phases;
    private final Audit.Tables tables;
    private final Optional<Audit.Findings> findings;
    private final List<String> limits;
    private Optional<Origin> origin = Optional.empty();

    private AuditResult(
            SparkSession spark, PublishedSettlement settlement, Resettled again, Audit.Effort effort, Phases phases) {
        this.spark = spark;
        this.settlement = settlement;
        this.again = again;
        this.phases = phases;
        Audit audit = new Audit(spark, settlement);
        boolean nonNegative = again.reports.negativeRewards() == 0
                && !settlement.policyClass().isLinear();
        this.tables = audit.tables(nonNegative, phases).with(audit.against(again.settlement, again.tariff(), phases));
        this.findings = audit.attack(again.reports, again.settlement, again.mechanism, effort, phases);
        this.limits = AuditLimits.of(settlement, again, findings, effort);
    }

    /**
     * Settles the reports anew and attacks. What it keeps is let go of when it fails.
     *
     * @param paths the inputs of the settlement, checked by {@link AuditInputs#snapshot}
     * @throws UserException when the tables cannot be read
     */
    public static AuditResult of(
            SparkSession spark,
            PublishedSettlement settlement,
            InputPaths paths,
            Audit.Effort effort,
            EngineLimits limits,
            Phases phases) {
        Resettled again = Resettled.of(spark, settlement, paths, limits, phases);
        try {
            return new AuditResult(spark, settlement, again, effort, phases);
        } catch (Throwable failure) {
            again.close();
            throw failure;
        }
    }

    /** One row an attacked agent, sorted by its id, as in agents/; nothing where the policy class has no attack. */
    public Optional<Dataset<Row>> agents() {
        return findings.map(found -> shown(found.agents().orderBy("agent_id")));
    }

    /** One row a strategy, the gains in units of utility: lie, gainers_without_payments, largest_without_payments, largest_with_payments; none where the class has no attack. */
    public Dataset<Row> strategies() {
        List<Row> rows = findings.map(Audit.Findings::attack).map(Attack::strategies).orElse(List.of()).stream()
                .map(line ->
                        RowFactory.create(line.lie(), line.gainersWithout(), line.largestWithout(), line.largestWith()))
                .toList();
        return shown(spark.createDataFrame(rows, STRATEGIES));
    }

    /** Whether every property that the settlement claims was found to hold; if not, {@code jobs/audit} ends with exit code 4. */
    public boolean holds() {
        return summary().failures().isEmpty();
    }

    /** The figures, as in audit.json, without timings. */
    public AuditSummary summary() {
        return summary(List.of());
    }

    /** The same with the run's timings. */
    public AuditSummary summary(List<Stage> stages) {
        List<AuditSummary.Property> properties = new ArrayList<>(tables.properties());
        findings.ifPresent(found -> properties.addAll(found.properties()));
        return new AuditSummary(
                new AuditSummary.Subject(
                        settlement.manifest().fingerprint(),
                        new Mechanism(
                                settlement.policyClass(),
                                settlement.policyClass() == PolicyClass.CATALOG
                                        ? Divergence.GIVEN.commandName()
                                        : settlement.setting("divergence"),
                                Double.parseDouble(settlement.setting("lambda")),
                                PaymentRule.of(settlement.setting("payment-rule")),
                                settlement.setting("normalise"),
                                settlement.setting("domain")),
                        settlement.manifest().counts().get("payers"),
                        sum("welfare"),
                        sum("revenue")),
                findings.map(Audit.Findings::attack),
                properties,
                findings.map(Audit.Findings::splits).orElse(List.of()),
                findings.map(Audit.Findings::pairs).orElse(List.of()),
                findings.map(Audit.Findings::duplicates),
                tables.concentration(),
                findings.flatMap(Audit.Findings::privacy),
                limits,
                stages);
    }

    private double sum(String figure) {
        return Double.parseDouble(settlement.manifest().sums().get(figure));
    }

    /** Writes agents/ below {@code staging}. */
    public List<OutputFile> write(StableFiles stable, Path staging) {
        return findings.map(found -> phases.run(
                        "write agents",
                        () -> stable.write(
                                found.agents(), found.attack().sampled(), List.of("agent_id"), staging, "agents")))
                .orElse(List.of());
    }

    /**
     * Publishes the audit as {@code jobs/audit} does, in Parquet.
     *
     * @see #publish(String, TableFormat)
     */
    public AuditSummary publish(String output) {
        return publish(output, TableFormat.PARQUET);
    }

    /**
     * Publishes the audit as {@code jobs/audit --output} does: the same files, the same fingerprint, all or nothing. An audit
     * with properties that do not hold is published too. The same audit again is a success.
     *
     * @param output the run directory, any Hadoop URI
     * @return the figures
     * @throws UserException output conflict, when another run is there; input rejected, when a file that the audit read has
     *     changed
     */
    public AuditSummary publish(String output, TableFormat format) {
        AuditSummary summary = summary();
        Origin.of(origin)
                .publish(
                        output,
                        Optional.of(format),
                        (staging, quarantine) ->
                                AuditFiles.publication(write(new StableFiles(format), staging), summary));
        return summary;
    }

    /** Can be published. */
    AuditResult from(Origin known) {
        origin = Optional.of(known);
        return this;
    }

    /** Lets go of everything that is kept on the executors; the agents can no longer be read. */
    @Override
    public void close() {
        again.close();
    }
}
