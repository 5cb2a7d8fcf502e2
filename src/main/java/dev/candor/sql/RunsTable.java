package dev.candor.sql;

import dev.candor.io.run.Manifest;
import dev.candor.io.run.RunResult;
import dev.candor.model.UserException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** One row a run directory, of its manifest and of how its last attempt ended. */
record RunsTable(String name, RunFolder folder) implements Table, SupportsRead {
    private static final StructType COLUMNS = StructType.fromDDL("run string, verb string, status string,"
            + " exit_code int, message string, created timestamp, fingerprint string, policy_class string,"
            + " divergence string, lambda double, payment_rule string, agents bigint, payers bigint, prompts bigint,"
            + " candidates bigint, rejected_rows bigint, welfare double, total_value double, divergence_value double,"
            + " revenue double, charged decimal(38,18), currency string, output string");

    private static final int WHOLE_DIGITS = 20;

    /** What a run of each verb alone has: a setting, or a file. Settlements come last. */
    private static final Map<String, String> BY_SETTING =
            Map.of("prior-scale", "learn", "for", "export", "least-boost", "calibrate", "encoder", "features");

    @Override
    @SuppressWarnings("deprecation") // Columns are made of it.
    public StructType schema() {
        return COLUMNS;
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(TableCapability.BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        List<Row> rows = folder.names().stream().flatMap(this::row).toList();
        return new LocalRows(COLUMNS, rows);
    }

    private Stream<Row> row(String run) {
        try {
            Optional<Manifest> manifest = folder.manifest(run);
            Optional<RunResult> result = folder.result(run);
            return manifest
                    .map(of -> published(run, of, result))
                    .or(() -> result.map(of -> unpublished(
                            run, of.status(), of.exitCode(), of.message(), of.fingerprint(), of.startedUtc())))
                    .stream();
        } catch (UserException unreadable) {
            return Stream.of(
                    unpublished(run, "unreadable", unreadable.exitCode().code(), unreadable.getMessage(), null, null));
        }
    }

    private Row unpublished(String run, String status, int code, String message, String fingerprint, String created) {
        Object[] cells = new Object[COLUMNS.length()];
        cells[0] = run;
        cells[2] = status;
        cells[3] = code;
        cells[4] = message;
        cells[5] = created == null ? null : Instant.parse(created);
        cells[6] = fingerprint;
        cells[cells.length - 1] = folder.directory(run);
        return RowFactory.create(cells);
    }

    /** A later attempt that was refused says nothing of the run that is there. */
    private Row published(String run, Manifest manifest, Optional<RunResult> result) {
        Optional<RunResult> own = result.filter(last -> last.status().equals("published"));
        Map<String, String> config = manifest.config();
        Map<String, Long> counts = manifest.counts();
        Map<String, String> sums = manifest.sums();
        return RowFactory.create(
                run,
                verb(manifest),
                "published",
                own.map(RunResult::exitCode).orElse(0),
                own.map(RunResult::message).orElse(""),
                Instant.parse(manifest.createdUtc()),
                manifest.fingerprint(),
                config.get("policy-class"),
                config.get("divergence"),
                number(config.get("lambda")),
                config.get("payment-rule"),
                counts.get("agents"),
                counts.get("payers"),
                counts.get("prompts"),
                counts.get("candidates"),
                counts.get("rejected_rows"),
                number(sums.get("welfare")),
                number(sums.get("total_value")),
                number(sums.get("divergence")),
                number(sums.get("revenue")),
                money(sums.get("charged")),
                config.get("currency"),
                folder.directory(run));
    }

    /** Null where an amount has more digits than the column. */
    private static BigDecimal money(String text) {
        BigDecimal amount = text == null ? null : new BigDecimal(text);
        return amount == null || amount.precision() - amount.scale() > WHOLE_DIGITS ? null : amount;
    }

    private static String verb(Manifest manifest) {
        List<String> paths = manifest.files().stream().map(file -> file.path()).toList();
        if (paths.contains("frontier.csv")) {
            return "sweep";
        }
        if (paths.contains("audit.json")) {
            return "audit";
        }
        return BY_SETTING.entrySet().stream()
                .filter(entry -> manifest.config().containsKey(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(paths.stream().anyMatch(path -> path.startsWith("policy/")) ? "settle" : null);
    }

    /** A sweep's λ is a grid: no number. */
    private static Double number(String text) {
        try {
            return text == null ? null : Double.valueOf(text);
        } catch (NumberFormatException several) {
            return null;
        }
    }
}
