package dev.candor.api;

import dev.candor.api.settings.PackSettings;
import dev.candor.api.settings.Tables;
import dev.candor.engine.pack.PackSegment;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.files.OutputFile;
import dev.candor.io.gate.InputTables;
import dev.candor.io.gate.Rejections;
import dev.candor.io.run.Publication;
import dev.candor.io.store.PackedStore;
import dev.candor.model.Divergence;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import dev.candor.model.SettlementSummary;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * A segment of a packed store that is written but not published.
 *
 * @param files below the staging directory
 * @param buckets of the store
 */
public record Packing(List<OutputFile> files, SettlementSummary.Counts counts, int buckets) {
    /** Rewards as they are reported: what a settlement makes of them is for it to say. */
    private static final MechanismSpec AS_REPORTED = new MechanismSpec(
            Divergence.KL, 1, PaymentRule.AFFINE_MAXIMISER, Normalisation.NONE, RewardDomain.UNRESTRICTED);

    private static final int LEAST_BUCKETS = 16;

    /**
     * Writes the segment below {@code staging}, and the store's description where the store is new. Keeps nothing.
     *
     * @param quarantine is told of the rejected rows before they are judged
     * @throws dev.candor.model.UserException when more rows are rejected than tolerated, or no report is left
     */
    public static Packing of(
            SparkSession spark,
            Tables tables,
            PackSettings settings,
            EngineLimits limits,
            Phases phases,
            Path staging,
            Consumer<Rejections> quarantine) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        EngineLimits bucketed = new EngineLimits(
                PackedStore.bucketsOf(hadoop, settings.store())
                        .orElseGet(() -> wanted(spark, tables, settings, limits, phases)),
                limits.broadcastBytes());
        try (PackedReports reports = Acceptance.pack(
                spark,
                phases.run("open the tables", () -> tables.open(spark)),
                AS_REPORTED,
                bucketed,
                phases,
                settings.maxRejectedRows(),
                quarantine)) {
            List<OutputFile> files = phases.run("write segment", () -> {
                phases.rows(reports.rowsAccepted());
                return PackSegment.write(spark, reports, staging);
            });
            PackedStore.create(hadoop, settings.store(), bucketed.partitions());
            return new Packing(files, Settlement.counts(reports), bucketed.partitions());
        }
    }

    private static int wanted(
            SparkSession spark, Tables tables, PackSettings settings, EngineLimits limits, Phases phases) {
        if (settings.buckets() > 0) {
            return settings.buckets();
        }
        try (InputTables open = phases.run("open the tables", () -> tables.open(spark))) {
            return Math.max(LEAST_BUCKETS, PackedReports.partitions(spark, open, limits));
        }
    }

    /** The segment and the rejected rows beside it. */
    public Publication publication(List<OutputFile> quarantine) {
        return Publication.of(
                Stream.concat(quarantine.stream(), files.stream()).toList(),
                Map.of(),
                Map.of(
                        PackedSegment.AGENTS, counts.agents(),
                        PackedSegment.CANDIDATES, counts.candidates(),
                        PackedSegment.DUPLICATE_ROWS, counts.duplicateRows(),
                        PackedSegment.REJECTED_ROWS, counts.rejectedRows(),
                        PackedSegment.REPORT_ROWS, counts.reportRows()),
                Map.of());
    }
}
