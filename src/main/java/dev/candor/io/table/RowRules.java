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
import java.util.stream.Stream;
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
    /** Beyond this, products and squares of accepted numbers could leave the range of double. */
    public static final double MOST = 1e30;

    /** Bytes of an id. Every row of a result has ids, and a page of a table or of a report some thousands of them. */
    static final int MOST_ID_BYTES = 4096;

    /** What a number below 0 is rejected for, by the name of its field. */
    static final Map<String, RejectReason> NEGATIVE = Map.of(
            "prompt_weight", RejectReason.NEGATIVE_WEIGHT,
            "divergence", RejectReason.NEGATIVE_DIVERGENCE,
            "prob", RejectReason.NEGATIVE_PROBABILITY,
            "delta", RejectReason.NEGATIVE_ERROR);

    /** Java's parser takes 1d, 1f and 0x1p3 for numbers; a data file that says so means something else. */
    private static final String NO_DECIMAL = "[dDfFxX]";

    private final InputTable table;
    private final TableFormat format;
    private final Set<String> inScan;
    private final Set<String> inTable;

    /**
     * @param inScan the columns of the scanned files
     * @param inTable the columns that some file of the table has: a null there is a missing value
     */
    RowRules(InputTable table, TableFormat format, Set<String> inScan, Set<String> inTable) {
        this.table = table;
        this.format = format;
        this.inScan = inScan;
        this.inTable = inTable;
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
        for (InputTable.Field field : numbers().filter(this::scanned).toList()) {
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
        ids().forEach(field -> id(field).ifPresent(verdicts::add));
        if (format == TableFormat.JSON) {
            verdicts.add(when(noNumber, TEXT_VERDICT));
        }
        numbers().forEach(field -> number(field).ifPresent(verdicts::add));
        verdicts.add(lit(0));
        return coalesce(verdicts.toArray(Column[]::new));
    }

    private Optional<Column> id(InputTable.Field field) {
        Column id = col(field.column());
        Column missing = id.isNull().or(id.equalTo(""));
        if (!scanned(field)) {
            return field.required() ? Optional.of(when(missing, code(field.missing()))) : Optional.empty();
        }
        Column verdict = when(field.required() ? missing : lit(false), code(field.missing()));
        if (!field.isText()) {
            verdict = verdict.when(isTooLong(id), code(RejectReason.ID_TOO_LONG));
        }
        Optional<Column> garbled = garbled(id);
        return Optional.of(garbled.isPresent() ? verdict.when(garbled.get(), code(RejectReason.NOT_UTF8)) : verdict);
    }

    public static Column isTooLong(Column id) {
        return octet_length(id).gt(MOST_ID_BYTES);
    }

    /** Of JSON, whole rows are looked at before. */
    private Optional<Column> garbled(Column id) {
        return format == TableFormat.JSON ? Optional.empty() : Optional.of(not(is_valid_utf8(id)));
    }

    private Optional<Column> number(InputTable.Field field) {
        Column missing = needed(field) ? code(RejectReason.MISSING_VALUE) : NO_CODE;
        if (!scanned(field)) {
            return needed(field) ? Optional.of(missing) : Optional.empty();
        }
        Column number = parsed(field);
        return Optional.of(when(abs(number).leq(MOST), finite(field))
                .when(abs(number).lt(Double.POSITIVE_INFINITY), code(RejectReason.OUT_OF_RANGE))
                .when(number.isNull(), format == TableFormat.CSV ? unparsed(field, missing) : missing)
                .otherwise(code(RejectReason.NOT_FINITE)));
    }

    private Column finite(InputTable.Field field) {
        Column verdict = sign(field);
        return format == TableFormat.CSV
                ? when(col(field.column()).rlike(NO_DECIMAL), code(RejectReason.NOT_A_NUMBER))
                        .otherwise(verdict)
                : verdict;
    }

    private static Column unparsed(InputTable.Field field, Column missing) {
        return when(trim(col(field.column())).notEqual(""), code(RejectReason.NOT_A_NUMBER))
                .otherwise(missing);
    }

    private static Column sign(InputTable.Field field) {
        return switch (field.name()) {
            case "weight", "boost" -> when(parsed(field).leq(0.0), code(RejectReason.NOT_POSITIVE));
            default ->
                NEGATIVE.containsKey(field.name())
                        ? when(parsed(field).lt(0.0), code(NEGATIVE.get(field.name())))
                        : NO_CODE;
        };
    }

    private static Column code(RejectReason reason) {
        return lit(reason.code());
    }

    /** A log-probability that stands beside others must not be left out; the other optional numbers have defaults. */
    static boolean needed(InputTable table, InputTable.Field field, Set<String> inTable) {
        return field.required()
                || ((table.role() == InputTable.CANDIDATES || table == InputTable.EXPERTS)
                        && field.numeric()
                        && inTable.contains(field.column()));
    }

    private boolean needed(InputTable.Field field) {
        return needed(table, field, inTable);
    }

    private boolean scanned(InputTable.Field field) {
        return inScan.contains(field.column());
    }

    private Stream<InputTable.Field> ids() {
        return table.fieldsInFiles().stream().filter(field -> !field.numeric());
    }

    private Stream<InputTable.Field> numbers() {
        return table.fields().stream().filter(InputTable.Field::numeric);
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
