package dev.candor.sql;

import dev.candor.api.AuditAction;
import dev.candor.api.AuditResult;
import dev.candor.api.ExportAction;
import dev.candor.api.LearnAction;
import dev.candor.api.Learning;
import dev.candor.api.SettleAction;
import dev.candor.api.Settlement;
import dev.candor.api.Sweep;
import dev.candor.api.SweepAction;
import dev.candor.api.TrainingSet;
import dev.candor.api.ValidateAction;
import dev.candor.api.Validation;
import dev.candor.model.AuditSummary;
import dev.candor.model.ExportSummary;
import dev.candor.model.RunSummary;
import dev.candor.model.SettlementSummary;
import dev.candor.model.Tariff;
import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** What a call shows: a few rows of figures. An output that was not given is null. */
final class Answers {
    private static final StructType VALIDATED =
            StructType.fromDDL("table string, accepted bigint, rejected bigint, reasons string, refusal string");
    private static final StructType LEARNED = StructType.fromDDL("agents bigint, rewards bigint, log_rows bigint,"
            + " rejected_rows bigint, largest_delta double, rmse double, notes array<string>, output string");
    private static final StructType AUDITED = StructType.fromDDL("property string, holds boolean, claimed boolean,"
            + " checked bigint, violations bigint, worst double, worst_at string, statement string");
    private static final StructType EXPORTED = StructType.fromDDL(
            "trainer string, rows bigint, prompts bigint, candidates bigint, feeding string, output string");

    private Answers() {}

    static LocalRows settled(SettleAction action, Optional<String> output) {
        try (Settlement settled = action.run()) {
            SettlementSummary summary = output.isPresent() ? settled.publish(output.get()) : settled.summary();
            SettlementSummary.Counts counts = summary.counts();
            SettlementSummary.Figures figures = summary.figures();
            Tariff tariff = summary.money().tariff();
            return one(
                    settled(tariff.scale()),
                    counts.agents(),
                    counts.payers(),
                    counts.prompts(),
                    counts.candidates(),
                    counts.rejectedRows(),
                    figures.welfare(),
                    known(figures.referenceWelfare()),
                    figures.divergence(),
                    figures.revenue(),
                    summary.money().chargedTotal(),
                    tariff.currency(),
                    known(figures.maxIncentiveGap()),
                    figures.certificate(),
                    summary.notes().toArray(String[]::new),
                    output.orElse(null));
        }
    }

    private static StructType settled(int scale) {
        return StructType.fromDDL("agents bigint, payers bigint, prompts bigint, candidates bigint,"
                + " rejected_rows bigint, welfare double, reference_welfare double, divergence double, revenue double,"
                + " charged decimal(38," + scale + "), currency string, max_incentive_gap double, certificate string,"
                + " notes array<string>, output string");
    }

    static LocalRows swept(SweepAction action, Optional<String> output) {
        try (Sweep swept = action.run()) {
            output.ifPresent(swept::publish);
            return new LocalRows(swept.rows().schema(), swept.rows().collectAsList());
        }
    }

    static LocalRows validated(ValidateAction action) {
        try (Validation checked = action.run()) {
            Map<String, List<String>> reasons = new TreeMap<>();
            checked.rejected()
                    .groupBy("table", "reason")
                    .count()
                    .orderBy("table", "reason")
                    .collectAsList()
                    .forEach(row -> reasons.computeIfAbsent(row.getString(0), table -> new ArrayList<>())
                            .add(row.getLong(2) + " " + row.getString(1)));
            String refusal = checked.refusal().map(UserException::getMessage).orElse(null);
            List<Row> rows = checked.tables().stream()
                    .map(table -> RowFactory.create(
                            table.name(),
                            table.accepted(),
                            table.rejected(),
                            String.join(", ", reasons.getOrDefault(table.name(), List.of())),
                            refusal))
                    .toList();
            return new LocalRows(VALIDATED, rows);
        }
    }

    static LocalRows learned(LearnAction action, Optional<String> output) {
        try (Learning learned = action.run()) {
            RunSummary summary = output.isPresent() ? learned.publish(output.get()) : learned.summary();
            Map<String, Long> counts = summary.counts();
            return one(
                    LEARNED,
                    counts.get("agents"),
                    counts.get("rewards"),
                    counts.get("log_rows"),
                    counts.get("rejected_rows"),
                    figure(summary, "largest_delta"),
                    figure(summary, "rmse"),
                    summary.notes().toArray(String[]::new),
                    output.orElse(null));
        }
    }

    static LocalRows audited(AuditAction action, Optional<String> output) {
        try (AuditResult audited = action.run()) {
            AuditSummary summary = output.isPresent() ? audited.publish(output.get()) : audited.summary();
            List<Row> rows = summary.properties().stream()
                    .map(property -> RowFactory.create(
                            property.name(),
                            property.violations() == 0,
                            property.claimed(),
                            property.checked(),
                            property.violations(),
                            known(property.worst()),
                            property.worstAt(),
                            property.statement()))
                    .toList();
            return new LocalRows(AUDITED, rows);
        }
    }

    static LocalRows exported(ExportAction action, Optional<String> output) {
        TrainingSet made = action.run();
        ExportSummary summary = output.isPresent() ? made.publish(output.get()) : made.summary();
        return one(
                EXPORTED,
                summary.trainer(),
                summary.counts().get("rows"),
                summary.counts().get("prompts"),
                summary.counts().get("candidates"),
                summary.feeding(),
                output.orElse(null));
    }

    private static LocalRows one(StructType columns, Object... cells) {
        return new LocalRows(columns, List.of(RowFactory.create(cells)));
    }

    private static Double figure(RunSummary summary, String name) {
        Double figure = summary.figures().get(name);
        return figure == null ? null : known(figure);
    }

    /** Null where a figure is not known, as in summary.json. */
    private static Double known(double figure) {
        return Double.isFinite(figure) ? figure : null;
    }
}
