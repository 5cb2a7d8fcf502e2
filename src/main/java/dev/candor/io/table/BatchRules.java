package dev.candor.io.table;

import dev.candor.io.parquet.ColumnBatches;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.io.schema.InputTable;
import dev.candor.model.RejectReason;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Applies {@link FieldRule} to the columns of a Parquet file: each distinct id is looked at once, each number once. {@link
 * RowRules} applies the same rules row by row; a test compares the two.
 */
final class BatchRules {
    private final List<InputTable.Field> ids;
    /** The rules of {@link #ids}; null of those that no file has. */
    private final FieldRule[] idRules;

    private final List<FieldRule> numbers;
    /** Verdict of each id by column and code: 0, or a reason. */
    private final int[][] idVerdicts;

    private final int[] judgedIds;
    private final RowBatch batch = new RowBatch();
    /** The empty id alone. */
    private static final IdDictionary EMPTY = new IdDictionary();

    static {
        EMPTY.intern(new byte[0], 0, 0);
    }

    /** @param inTable the columns that some file of the table has */
    BatchRules(InputTable table, Set<String> inTable) {
        this.ids = table.fields().stream().filter(field -> !field.numeric()).toList();
        this.idRules = new FieldRule[ids.size()];
        FieldRule.ids(table).forEach(rule -> idRules[ids.indexOf(rule.field())] = rule);
        this.numbers = FieldRule.numbers(table, inTable);
        this.idVerdicts = new int[ids.size()][0];
        this.judgedIds = new int[ids.size()];
        batch.codes = new int[ids.size()][];
        batch.ids = new IdDictionary[ids.size()];
        batch.numbers = new double[numbers.size()][];
        batch.reject = new int[0];
    }

    /** The batch {@code columns} stands at, judged; the same object every time. */
    RowBatch judged(ColumnBatches columns, int dictionaries) {
        if (dictionaries != batch.dictionaries) {
            Arrays.fill(judgedIds, 0);
            batch.dictionaries = dictionaries;
        }
        batch.rows = columns.rows();
        if (batch.reject.length < batch.rows) {
            batch.reject = new int[batch.rows];
        }
        Arrays.fill(batch.reject, 0, batch.rows, 0);
        for (int i = 0; i < ids.size(); i++) {
            if (idRules[i] == null) {
                everywhereEmpty(i);
                continue;
            }
            batch.codes[i] = columns.codes(i);
            batch.ids[i] = columns.ids(i);
            judgeIds(i);
        }
        for (int n = 0; n < numbers.size(); n++) {
            batch.numbers[n] = columns.numbers(n);
            boolean[] nulls = columns.nulls(n);
            if (nulls != null) {
                judgeAbsent(n, nulls);
            }
            judgeSizes(n, nulls);
            judgeSigns(n);
        }
        return batch;
    }

    /** The id that no file has. */
    private void everywhereEmpty(int column) {
        batch.ids[column] = EMPTY;
        if (batch.codes[column] == null || batch.codes[column].length < batch.rows) {
            batch.codes[column] = new int[batch.rows];
        }
    }

    private void judgeIds(int column) {
        int[] verdict = verdicts(column);
        int absent = idRules[column].missing();
        int[] codes = batch.codes[column];
        int[] reject = batch.reject;
        for (int row = 0; row < batch.rows; row++) {
            int code = codes[row];
            int found = code < 0 ? absent : verdict[code];
            if (found != 0 && reject[row] == 0) {
                reject[row] = found;
            }
        }
    }

    private int[] verdicts(int column) {
        IdDictionary dictionary = batch.ids[column];
        if (idVerdicts[column].length < dictionary.size()) {
            idVerdicts[column] =
                    Arrays.copyOf(idVerdicts[column], Math.max(2 * idVerdicts[column].length, dictionary.size()));
        }
        for (int code = judgedIds[column]; code < dictionary.size(); code++) {
            idVerdicts[column][code] = verdict(idRules[column], dictionary, code);
        }
        judgedIds[column] = dictionary.size();
        return idVerdicts[column];
    }

    private static int verdict(FieldRule rule, IdDictionary dictionary, int code) {
        if (dictionary.length(code) == 0) {
            return rule.missing();
        }
        if (dictionary.length(code) > rule.mostBytes()) {
            return RejectReason.ID_TOO_LONG.code();
        }
        UTF8String id = UTF8String.fromBytes(dictionary.bytes(), dictionary.start(code), dictionary.length(code));
        return id.isValid() ? 0 : RejectReason.NOT_UTF8.code();
    }

    /** −0.0 becomes 0.0. */
    private void judgeSizes(int column, boolean[] nulls) {
        double[] number = batch.numbers[column];
        int[] reject = batch.reject;
        for (int row = 0; row < batch.rows; row++) {
            double value = number[row] + 0.0;
            number[row] = value;
            if (!(Math.abs(value) <= FieldRule.MOST) && reject[row] == 0 && (nulls == null || !nulls[row])) {
                reject[row] = beyond(value);
            }
        }
    }

    private static int beyond(double value) {
        return Double.isFinite(value) ? RejectReason.OUT_OF_RANGE.code() : RejectReason.NOT_FINITE.code();
    }

    private void judgeSigns(int column) {
        FieldRule.Sign sign = numbers.get(column).sign();
        if (sign.isAny()) {
            return;
        }
        double[] number = batch.numbers[column];
        for (int row = 0; row < batch.rows; row++) {
            boolean wrong = sign.zero() ? number[row] <= 0 : number[row] < 0;
            if (wrong && batch.reject[row] == 0) {
                batch.reject[row] = sign.reason().code();
            }
        }
    }

    /** Absent numbers become NaN. */
    private void judgeAbsent(int column, boolean[] nulls) {
        int missing = numbers.get(column).missing();
        for (int row = 0; row < batch.rows; row++) {
            if (nulls[row]) {
                batch.numbers[column][row] = Double.NaN;
                if (missing != 0 && batch.reject[row] == 0) {
                    batch.reject[row] = missing;
                }
            }
        }
    }
}
