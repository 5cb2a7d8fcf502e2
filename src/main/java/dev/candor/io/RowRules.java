package dev.candor.io;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.is_valid_utf8;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import dev.candor.model.RejectReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * What is judged of a row by itself, as expressions over the raw columns of one scan: no objects per row, and the row's
 * text is made only where it is selected. The first rule a row breaks is its reason.
 */
final class RowRules {
    private static final Column CORRUPT = col(TableReader.CORRUPT);
    private static final String REPLACEMENT_CHARACTER = "\uFFFD";

    /** Java's parser takes 1d, 1f and 0x1p3 for numbers; a data file that says so means something else. */
    private static final String NO_DECIMAL = "[dDfFxX]";

    private record Rule(Column broken, RejectReason reason) {}

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
                    ? trim(col(field.name())).try_cast(DataTypes.DoubleType)
                    : col(field.name()).cast(DataTypes.DoubleType);
            parsed = parsed.withColumn(parsedName(field), number.plus(0.0));
        }
        return parsed;
    }

    private Column value(InputTable.Field field) {
        if (!scanned(field)) {
            return lit(null).cast(field.numeric() ? DataTypes.DoubleType : DataTypes.StringType);
        }
        return field.numeric() ? parsed(field) : col(field.name());
    }

    private static Column parsed(InputTable.Field field) {
        return col(parsedName(field));
    }

    private static String parsedName(InputTable.Field field) {
        return "_parsed_" + field.name();
    }

    private Column reject() {
        Column reject = null;
        for (Rule rule : rules()) {
            int code = rule.reason().code();
            reject = reject == null ? when(rule.broken(), code) : reject.when(rule.broken(), code);
        }
        return reject == null ? lit(0) : reject.otherwise(0);
    }

    private List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        malformed(rules);
        idRules(rules);
        numbers().filter(this::scanned).forEach(field -> notANumber(field, rules));
        numbers()
                .filter(this::needed)
                .forEach(field -> rules.add(new Rule(value(field).isNull(), RejectReason.MISSING_VALUE)));
        numbers().filter(this::scanned).forEach(field -> {
            rules.add(new Rule(abs(parsed(field)).geq(Double.POSITIVE_INFINITY), RejectReason.NOT_FINITE));
            sign(field, rules);
        });
        return rules;
    }

    private void malformed(List<Rule> rules) {
        if (format == TableFormat.CSV) {
            rules.add(new Rule(CORRUPT.isNotNull(), RejectReason.MALFORMED));
        } else if (format == TableFormat.JSON) {
            // A row of which nothing is left is no JSON; one that kept an id has a number of the wrong type.
            Column nothingLeft = ids().map(field -> col(field.name()).isNull())
                    .reduce(Column::and)
                    .orElseThrow();
            rules.add(new Rule(CORRUPT.isNotNull().and(nothingLeft), RejectReason.MALFORMED));
        }
    }

    private void idRules(List<Rule> rules) {
        ids().filter(InputTable.Field::required).forEach(field -> {
            Column id = col(field.name());
            rules.add(new Rule(id.isNull().or(id.equalTo("")), RejectReason.MISSING_ID));
        });
        ids().filter(this::scanned).forEach(field -> {
            Column id = col(field.name());
            if (format == TableFormat.CSV) {
                rules.add(new Rule(id.contains(REPLACEMENT_CHARACTER), RejectReason.NOT_UTF8));
            } else if (format == TableFormat.PARQUET) {
                rules.add(new Rule(not(is_valid_utf8(id)), RejectReason.NOT_UTF8));
            }
        });
    }

    private void notANumber(InputTable.Field field, List<Rule> rules) {
        if (format == TableFormat.CSV) {
            Column raw = col(field.name());
            Column unparsed = parsed(field).isNull().and(trim(raw).notEqual(""));
            Column odd = abs(parsed(field)).lt(Double.POSITIVE_INFINITY).and(raw.rlike(NO_DECIMAL));
            rules.add(new Rule(unparsed.or(odd), RejectReason.NOT_A_NUMBER));
        } else if (format == TableFormat.JSON) {
            rules.add(new Rule(CORRUPT.isNotNull(), RejectReason.NOT_A_NUMBER));
        }
    }

    private static void sign(InputTable.Field field, List<Rule> rules) {
        switch (field.name()) {
            case "weight", "boost" -> rules.add(new Rule(parsed(field).leq(0.0), RejectReason.NOT_POSITIVE));
            case "prompt_weight" -> rules.add(new Rule(parsed(field).lt(0.0), RejectReason.NEGATIVE_WEIGHT));
            default -> {}
        }
    }

    /** A log-probability that stands beside others must not be left out; the other optional numbers have defaults. */
    private boolean needed(InputTable.Field field) {
        return field.required() || (table == InputTable.CANDIDATES && inTable.contains(field.name()));
    }

    private boolean scanned(InputTable.Field field) {
        return inScan.contains(field.name());
    }

    private Stream<InputTable.Field> ids() {
        return table.fields().stream().filter(field -> !field.numeric());
    }

    private Stream<InputTable.Field> numbers() {
        return table.fields().stream().filter(InputTable.Field::numeric);
    }

    private Column rowText() {
        Column[] raw = table.fields().stream()
                .filter(this::scanned)
                .map(field -> col(field.name()))
                .toArray(Column[]::new);
        Column json = to_json(struct(raw), Map.of("ignoreNullFields", "false"));
        return format == TableFormat.PARQUET ? json : coalesce(CORRUPT, json);
    }
}
