package dev.candor.io.table;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.is_valid_utf8;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.TableFormat;
import dev.candor.model.RejectReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * What is judged of a row by itself, as expressions over the raw columns of one scan: no objects per row, and the row's
 * text is made only where it is selected.
 */
public final class RowRules {
    private static final Column CORRUPT = col(TextTable.CORRUPT);
    private static final Column TEXT_VERDICT = col(TextTable.VERDICT);
    private static final Column NO_CODE = lit(null).cast(DataTypes.IntegerType);

    /** Java's parser takes 1d, 1f and 0x1p3 for numbers; a data file that says so means something else. */
    private static final String NO_DECIMAL = "[dDfFxX]";

    private final InputTable table;
    private final TableFormat format;
    private final Set<String> inScan;
    private final List<FieldRule> ids;
    private final List<FieldRule> numbers;

    /**
     * @param inScan the columns of the scanned files
     * @param inTable the columns that some file of the table has: a null there is a missing value
     */
    RowRules(InputTable table, TableFormat format, Set<String> inScan, Set<String> inTable) {
        this.table = table;
        this.format = format;
        this.inScan = inScan;
        this.ids = FieldRule.ids(table);
        this.numbers = FieldRule.numbers(table, inTable);
    }

    /** The table's columns, {@code reject} and {@code row_text} of the rows of {@code raw}. */
    Dataset<Row> judged(Dataset<Row> raw) {
        List<Column> columns = new ArrayList<>();
        table.fields().forEach(field -> columns.add(value(field).as(field.name())));
        columns.add(reject().as("reject"));
        columns.add(rowText().as("row_text"));
        return withNumbers(raw).select(columns.toArray(Column[]::new));
    }

    /** Each number parsed once, in a projection of its own; −0.0 becomes 0.0, for equal values must be equal bytes. */
    private Dataset<Row> withNumbers(Dataset<Row> raw) {
        Dataset<Row> parsed = raw;
        for (FieldRule rule : numbers) {
            InputTable.Field field = rule.field();
            if (!scanned(field)) {
                continue;
            }
            Column number = format == TableFormat.CSV
                    ? trim(col(field.column())).try_cast(DataTypes.DoubleType)
                    : col(field.column()).cast(DataTypes.DoubleType);
            parsed = parsed.withColumn(parsedName(field), number.plus(0.0));
        }
        return parsed;
    }

    private Column value(InputTable.Field field) {
        if (!field.isInFiles()) {
            return lit("");
        }
        if (!scanned(field)) {
            return lit(null).cast(field.numeric() ? DataTypes.DoubleType : DataTypes.StringType);
        }
        return field.numeric() ? parsed(field) : col(field.column());
    }

    private static Column parsed(InputTable.Field field) {
        return col(parsedName(field));
    }

    private static String parsedName(InputTable.Field field) {
        return "_parsed_" + field.name();
    }

    /** The first code of the verdicts below, each of which is null for a sound row and looks at a value once. */
    private Column reject() {
        List<Column> verdicts = new ArrayList<>();
        Column noNumber = TEXT_VERDICT.equalTo(RejectReason.NOT_A_NUMBER.code());
        if (format != TableFormat.PARQUET) {
            verdicts.add(when(TEXT_VERDICT.notEqual(0).and(not(noNumber)), TEXT_VERDICT));
        }
        ids.forEach(rule -> id(rule).ifPresent(verdicts::add));
        if (format == TableFormat.JSON) {
            verdicts.add(when(noNumber, TEXT_VERDICT));
        }
        numbers.forEach(rule -> number(rule).ifPresent(verdicts::add));
        verdicts.add(lit(0));
        return coalesce(verdicts.toArray(Column[]::new));
    }

    private Optional<Column> id(FieldRule rule) {
        Column id = col(rule.field().column());
        Column missing = id.isNull().or(id.equalTo(""));
        Column verdict = when(rule.missing() == 0 ? lit(false) : missing, lit(rule.missing()));
        if (!scanned(rule.field())) {
            return rule.missing() == 0 ? Optional.empty() : Optional.of(verdict);
        }
        if (rule.mostBytes() < Integer.MAX_VALUE) {
            verdict = verdict.when(octet_length(id).gt(rule.mostBytes()), code(RejectReason.ID_TOO_LONG));
        }
        Optional<Column> garbled = garbled(id);
        return Optional.of(garbled.isPresent() ? verdict.when(garbled.get(), code(RejectReason.NOT_UTF8)) : verdict);
    }

    /** Whether an id is longer than any may be. */
    public static Column isTooLong(Column id) {
        return octet_length(id).gt(FieldRule.MOST_ID_BYTES);
    }

    /** Whether a number is larger than any may be. */
    public static Column isTooLarge(Column number) {
        return abs(number).gt(FieldRule.MOST);
    }

    /** Of JSON, whole rows are looked at before. */
    private Optional<Column> garbled(Column id) {
        return format == TableFormat.JSON ? Optional.empty() : Optional.of(not(is_valid_utf8(id)));
    }

    private Optional<Column> number(FieldRule rule) {
        Column missing = rule.missing() == 0 ? NO_CODE : lit(rule.missing());
        if (!scanned(rule.field())) {
            return rule.missing() == 0 ? Optional.empty() : Optional.of(missing);
        }
        Column number = parsed(rule.field());
        return Optional.of(when(abs(number).leq(FieldRule.MOST), finite(rule))
                .when(abs(number).lt(Double.POSITIVE_INFINITY), code(RejectReason.OUT_OF_RANGE))
                .when(number.isNull(), format == TableFormat.CSV ? unparsed(rule.field(), missing) : missing)
                .otherwise(code(RejectReason.NOT_FINITE)));
    }

    private Column finite(FieldRule rule) {
        Column verdict = sign(rule);
        return format == TableFormat.CSV
                ? when(col(rule.field().column()).rlike(NO_DECIMAL), code(RejectReason.NOT_A_NUMBER))
                        .otherwise(verdict)
                : verdict;
    }

    private static Column unparsed(InputTable.Field field, Column missing) {
        return when(trim(col(field.column())).notEqual(""), code(RejectReason.NOT_A_NUMBER))
                .otherwise(missing);
    }

    private static Column sign(FieldRule rule) {
        FieldRule.Sign sign = rule.sign();
        if (sign.isAny()) {
            return NO_CODE;
        }
        Column number = parsed(rule.field());
        return when(sign.zero() ? number.leq(0.0) : number.lt(0.0), code(sign.reason()));
    }

    private static Column code(RejectReason reason) {
        return lit(reason.code());
    }

    private boolean scanned(InputTable.Field field) {
        return inScan.contains(field.column());
    }

    private Column rowText() {
        Column[] raw = table.fields().stream()
                .filter(this::scanned)
                .map(field -> col(field.column()))
                .toArray(Column[]::new);
        Column json = to_json(struct(raw), Map.of("ignoreNullFields", "false"));
        return format == TableFormat.PARQUET ? json : coalesce(CORRUPT, json);
    }
}
