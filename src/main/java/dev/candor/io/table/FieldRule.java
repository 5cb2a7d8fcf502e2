package dev.candor.io.table;

import dev.candor.io.schema.InputTable;
import dev.candor.model.RejectReason;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * When a cell rejects its row, and with which reason: the one definition that {@link RowRules} turns into expressions and
 * {@link BatchRules} applies to columns. The verdict of a row is the first one of its {@link #ids}, then of its {@link
 * #numbers}; a cell is missing, then too long or out of range, then of the wrong sign.
 *
 * @param field the column
 * @param missing the code for an absent cell and for an empty id; 0 where it may be absent
 * @param mostBytes the longest id, in bytes of UTF-8; texts have no limit
 * @param sign which numbers are refused for their sign
 */
record FieldRule(InputTable.Field field, int missing, int mostBytes, Sign sign) {
    /** Larger numbers are refused: products and squares of accepted numbers must stay in the range of double. */
    static final double MOST = 1e30;

    /** Every row of a result has ids, and a page of a table or of a report some thousands of them. */
    static final int MOST_ID_BYTES = 4096;

    private static final Map<String, Sign> SIGNS = Map.of(
            "weight", new Sign(RejectReason.NOT_POSITIVE, true),
            "boost", new Sign(RejectReason.NOT_POSITIVE, true),
            "prompt_weight", new Sign(RejectReason.NEGATIVE_WEIGHT, false),
            "divergence", new Sign(RejectReason.NEGATIVE_DIVERGENCE, false),
            "prob", new Sign(RejectReason.NEGATIVE_PROBABILITY, false),
            "delta", new Sign(RejectReason.NEGATIVE_ERROR, false));

    private static final Sign ANY = new Sign(null, false);

    /**
     * Numbers below 0 are refused, and 0 where {@code zero} says so.
     *
     * @param reason null where any sign will do
     */
    record Sign(RejectReason reason, boolean zero) {
        boolean isAny() {
            return reason == null;
        }
    }

    /** The rules of the table's ids that stand in files, in their order. */
    static List<FieldRule> ids(InputTable table) {
        return table.fieldsInFiles().stream()
                .filter(field -> !field.numeric())
                .map(field -> new FieldRule(
                        field,
                        field.required() ? field.missing().code() : 0,
                        field.isText() ? Integer.MAX_VALUE : MOST_ID_BYTES,
                        ANY))
                .toList();
    }

    /**
     * The rules of the table's numbers, in their order.
     *
     * @param inTable the columns that some file of the table has
     */
    static List<FieldRule> numbers(InputTable table, Set<String> inTable) {
        return table.fields().stream()
                .filter(InputTable.Field::numeric)
                .map(field -> new FieldRule(
                        field,
                        isNeeded(table, field, inTable) ? RejectReason.MISSING_VALUE.code() : 0,
                        Integer.MAX_VALUE,
                        SIGNS.getOrDefault(field.name(), ANY)))
                .toList();
    }

    /** A log-probability that stands beside others must not be left out; the other optional numbers have defaults. */
    static boolean isNeeded(InputTable table, InputTable.Field field, Set<String> inTable) {
        return field.required()
                || ((table.role() == InputTable.CANDIDATES || table == InputTable.EXPERTS)
                        && field.numeric()
                        && inTable.contains(field.column()));
    }
}
