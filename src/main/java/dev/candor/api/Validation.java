package dev.candor.api;

import static org.apache.spark.sql.functions.col;

import dev.candor.api.settings.Tables;
import dev.candor.api.settings.ValidateSettings;
import dev.candor.engine.candidates.Features;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.potential.Experts;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.gate.InputTables;
import dev.candor.io.gate.PreferenceLog;
import dev.candor.io.gate.Rejections;
import dev.candor.io.gate.VectorTables;
import dev.candor.io.schema.InputTable;
import dev.candor.kept.Kept;
import dev.candor.model.SettlementSummary;
import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What the input gate made of the tables. The rejected rows are read from what is kept on the executors until {@link
 * #close}.
 */
public final class Validation extends Result implements AutoCloseable {
    /**
     * The rows of one table, rejected or not.
     *
     * @param name as in quarantine: reports, candidates, agents, …
     * @param accepted rows, identical duplicates among them
     */
    public record Table(String name, long accepted, long rejected) {}

    private final Kept kept;
    private final List<Table> tables;
    private final Rejections rejections;
    private final Optional<UserException> refusal;
    private final Optional<SettlementSummary.Counts> counts;
    private final long negativeRewards;

    private Validation(
            Kept kept,
            List<Table> tables,
            Rejections rejections,
            Optional<UserException> refusal,
            Optional<SettlementSummary.Counts> counts,
            long negativeRewards) {
        this.kept = kept;
        this.tables = List.copyOf(tables);
        this.rejections = rejections;
        this.refusal = refusal;
        this.counts = counts;
        this.negativeRewards = negativeRewards;
    }

    /**
     * Checks. What it keeps is let go of when it fails.
     *
     * @param quarantine is told of the rejected rows before they are judged
     * @throws UserException when a table cannot be read as the data contract says
     */
    public static Validation of(
            SparkSession spark,
            ValidateSettings settings,
            EngineLimits limits,
            Phases phases,
            Consumer<Rejections> quarantine) {
        Kept kept = new Kept();
        try {
            return settings.log().isPresent()
                    ? ofLog(spark, settings, phases, quarantine, kept)
                    : ofReports(spark, settings, limits, phases, quarantine, kept);
        } catch (Throwable failure) {
            kept.close();
            throw failure;
        }
    }

    private static Validation ofReports(
            SparkSession spark,
            ValidateSettings settings,
            EngineLimits limits,
            Phases phases,
            Consumer<Rejections> quarantine,
            Kept kept) {
        Tables tables = settings.tables();
        Set<InputTable> given = tables.given();
        InputTables open = kept.keep(phases.run("open the tables", () -> tables.open(spark)));
        boolean linear = given.contains(InputTable.COEFFICIENTS);
        InputTables gated = linear ? coefficients(spark, tables, open, limits, phases, kept) : open;
        PackedReports reports = kept.keep(PackedReports.pack(spark, gated, settings.mechanism(), limits, phases));
        Rejections rejections = reports.rejections();
        quarantine.accept(rejections);
        Optional<UserException> refusal =
                refusal(() -> Acceptance.require(reports, rejections, settings.maxRejectedRows()));
        Set<InputTable> checked = EnumSet.copyOf(given);
        Rejections all = rejections;
        if (given.contains(InputTable.EXPERTS)) {
            if (refusal.isPresent()) {
                checked.remove(InputTable.EXPERTS);
            } else {
                refusal = phases.run("check the experts", () -> refusal(() -> Experts.check(reports, limits)));
                all = refusal.isPresent() ? rejections.plus(open.rejections(InputTable.EXPERTS)) : rejections;
            }
        }
        List<Table> counted = new ArrayList<>();
        for (InputTable table :
                checked.stream().sorted(Comparator.comparing(InputTable::role)).toList()) {
            counted.add(table(table, rows(table, reports, gated, open), all));
        }
        if (tables.candidatesFromReports()) {
            long rejected = all.tally().total(InputTable.CANDIDATES);
            counted.add(table(InputTable.CANDIDATES, reports.candidates() + rejected, all));
        }
        return new Validation(
                kept,
                counted,
                all,
                refusal,
                Optional.of(Settlement.counts(reports)),
                linear ? 0 : reports.negativeRewards());
    }

    /** Reports may lie in a store, and a row of coefficients is a reward for each feature. */
    private static long rows(InputTable table, PackedReports reports, InputTables gated, InputTables open) {
        if (table == InputTable.COEFFICIENTS) {
            return gated.rowsRead(InputTable.REPORTS);
        }
        return table.role() == InputTable.REPORTS ? reports.rowsRead() : open.rowsRead(table.role());
    }

    /** The coefficients as reports on features. */
    private static InputTables coefficients(
            SparkSession spark, Tables tables, InputTables open, EngineLimits limits, Phases phases, Kept kept) {
        Features features = kept.keep(phases.run(
                "read the features",
                () -> Features.read(
                        spark, open, VectorTables.features(spark, tables.paths(), tables.frames()), limits)));
        return VectorTables.coefficients(spark, tables.paths(), tables.frames(), features.count(), open);
    }

    private static Validation ofLog(
            SparkSession spark, ValidateSettings settings, Phases phases, Consumer<Rejections> quarantine, Kept kept) {
        Tables tables = settings.tables();
        PreferenceLog log = kept.keep(phases.run(
                "open the tables", () -> PreferenceLog.open(spark, tables.paths(), tables.frames(), settings.scale())));
        Rejections rejections = log.rejections();
        quarantine.accept(rejections);
        long accepted = log.rows().filter(col("reject").equalTo(0)).count();
        List<Table> counted = new ArrayList<>();
        counted.add(new Table(log.table().label(), accepted, rejections.tally().total(log.table())));
        for (InputTable beside : List.of(InputTable.CANDIDATES, InputTable.AGENTS)) {
            if (tables.given().contains(beside)) {
                counted.add(table(beside, log.rowsRead(beside), rejections));
            }
        }
        return new Validation(
                kept,
                counted,
                rejections,
                refusal(() -> Acceptance.require(rejections, accepted, settings.maxRejectedRows())),
                Optional.empty(),
                0);
    }

    private static Table table(InputTable table, long rows, Rejections rejections) {
        long rejected = rejections.tally().total(table);
        return new Table(table.label(), rows - rejected, rejected);
    }

    private static Optional<UserException> refusal(Runnable check) {
        try {
            check.run();
            return Optional.empty();
        } catch (UserException refused) {
            return Optional.of(refused);
        }
    }

    /**
     * Rows by table, what stands in the place of reports first. Experts are looked at last: they are missing where the other
     * tables are refused already.
     */
    public List<Table> tables() {
        return tables;
    }

    /** Every rejected row: table, reason, row_text, all strings. */
    public Dataset<Row> rejected() {
        return shown(rejections.rows());
    }

    /** Rejected rows of all tables. */
    public long rejectedRows() {
        return rejections.total();
    }

    /** What a settlement, or learning from the log, would be refused with; empty where the input would be accepted. */
    public Optional<UserException> refusal() {
        return refusal;
    }

    /** Sizes behind the gate, of reports or coefficients (then candidates are features); empty of a log. */
    public Optional<SettlementSummary.Counts> counts() {
        return counts;
    }

    /** Accepted rewards below 0, with which individual rationality is not guaranteed. */
    public long negativeRewards() {
        return negativeRewards;
    }

    /** Lets go of everything that is kept on the executors. */
    @Override
    public void close() {
        kept.close();
    }
}
