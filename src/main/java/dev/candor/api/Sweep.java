package dev.candor.api;

import dev.candor.api.publish.Origin;
import dev.candor.api.settings.Tables;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.gate.Rejections;
import dev.candor.model.Frontier;
import dev.candor.model.FrontierPoint;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PaymentConcentration;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.model.UserException;
import dev.candor.setting.Setting;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What was swept: a point for each mechanism, every figure the same to the last bit as in the files of {@code jobs/sweep}.
 * The packed reports are kept on the executors until {@link #close}; only {@link #rejected} reads them.
 */
public final class Sweep extends Result implements AutoCloseable {
    private static final StructType ROWS = new StructType()
            .add("divergence", DataTypes.StringType, false)
            .add("lambda", DataTypes.DoubleType, false)
            .add("welfare", DataTypes.DoubleType, false)
            .add("reference_welfare", DataTypes.DoubleType, false)
            .add("total_value", DataTypes.DoubleType, false)
            .add("divergence_value", DataTypes.DoubleType, false)
            .add("revenue", DataTypes.DoubleType, false)
            .add("top_share", DataTypes.DoubleType, false)
            .add("top10_share", DataTypes.DoubleType, false)
            .add("effective_payers", DataTypes.DoubleType, false)
            .add("payers", DataTypes.LongType, false)
            .add("paying", DataTypes.LongType, false);

    private final SparkSession spark;
    private final boolean candidatesFromReports;
    /** Stands for all: they differ in divergence and λ only. */
    private final MechanismSpec mechanism;

    private final PackedReports reports;
    private final List<FrontierPoint> points;
    private Optional<Origin> origin = Optional.empty();

    private Sweep(
            SparkSession spark,
            boolean candidatesFromReports,
            MechanismSpec mechanism,
            PackedReports reports,
            List<FrontierPoint> points) {
        this.spark = spark;
        this.candidatesFromReports = candidatesFromReports;
        this.mechanism = mechanism;
        this.reports = reports;
        this.points = points;
    }

    /**
     * Sweeps. What it keeps is let go of when it fails.
     *
     * @param mechanisms at least one, differing in divergence and λ only
     * @param quarantine is told of the rejected rows before they are judged
     * @throws UserException when the input allows no settlement
     */
    public static Sweep of(
            SparkSession spark,
            Tables tables,
            List<MechanismSpec> mechanisms,
            long maxRejectedRows,
            EngineLimits limits,
            Phases phases,
            Consumer<Rejections> quarantine) {
        MechanismSpec first = mechanisms.get(0);
        PackedReports reports = Acceptance.pack(
                spark,
                phases.run("open the tables", () -> tables.open(spark)),
                first,
                limits,
                phases,
                maxRejectedRows,
                quarantine);
        try {
            List<FrontierPoint> points =
                    new dev.candor.engine.settle.Sweep(spark, mechanisms, limits).run(reports, phases);
            return new Sweep(spark, tables.candidatesFromReports(), first, reports, points);
        } catch (Throwable failure) {
            reports.close();
            throw failure;
        }
    }

    /** The points with what is to be known about them, as in frontier.json, without timings. */
    public Frontier frontier() {
        return frontier(List.of());
    }

    /** The same with the timings of a run. */
    public Frontier frontier(List<Stage> stages) {
        return new Frontier(
                mechanism.policyClass().commandName(),
                Setting.typed(mechanism.paymentRule()),
                Setting.typed(mechanism.normalisation()),
                Setting.typed(mechanism.domain()),
                Settlement.counts(reports),
                points,
                Stream.concat(
                                Notes.ofReports(reports, candidatesFromReports, mechanism.paymentRule()).stream(),
                                Degenerate.notes(reports, Degenerate.Prompts.of(reports), mechanism.policyClass())
                                        .stream())
                        .toList(),
                stages);
    }

    /** Divergence by divergence as given, λ rising within each. */
    public List<FrontierPoint> points() {
        return frontier().points();
    }

    /**
     * The points as a frame: divergence, then doubles lambda, welfare, reference_welfare, total_value, divergence_value,
     * revenue, top_share, top10_share and effective_payers, then counts payers and paying. {@link FrontierPoint} says what
     * they are and in what units. May be read after {@link #close}.
     */
    public Dataset<Row> rows() {
        return shown(spark.createDataFrame(points().stream().map(Sweep::row).toList(), ROWS));
    }

    private static Row row(FrontierPoint point) {
        PaymentConcentration concentration = point.concentration();
        return RowFactory.create(
                point.divergence(),
                point.lambda(),
                point.welfare(),
                point.referenceWelfare(),
                point.totalValue(),
                point.divergenceValue(),
                point.revenue(),
                concentration.topShare(),
                concentration.top10Share(),
                concentration.effectivePayers(),
                concentration.payers(),
                concentration.paying());
    }

    /** The rejected rows that were tolerated: table, reason, row_text. */
    public Dataset<Row> rejected() {
        return shown(reports.rejections().rows());
    }

    /**
     * Publishes the frontier as {@code jobs/sweep --output} does: the same files, the same fingerprint, all or nothing.
     * Input files are hashed now and must be those that were read; a frame counts by its rows. The same sweep again is a
     * success.
     *
     * @param output the run directory, any Hadoop URI
     * @return the frontier
     * @throws UserException output conflict, when another run is there; input rejected, when a file has changed
     */
    public Frontier publish(String output) {
        Frontier frontier = frontier();
        Origin.of(origin).publish(output, Optional.empty(), (staging, quarantine) -> {
            quarantine.addAll(SettlementFiles.quarantine(reports.rejections(), staging));
            return SweepFiles.publication(quarantine, frontier);
        });
        return frontier;
    }

    /** Can be published. */
    Sweep from(Origin known) {
        origin = Optional.of(known);
        return this;
    }

    /** Lets go of everything that is kept on the executors. */
    @Override
    public void close() {
        reports.close();
    }
}
