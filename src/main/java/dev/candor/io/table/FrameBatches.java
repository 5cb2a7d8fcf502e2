package dev.candor.io.table;

import dev.candor.io.parquet.IdDictionary;
import dev.candor.io.schema.InputTable;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;

/** Batches of Spark's rows: the table's columns in its order, then the verdict. Ids are numbered as they come. */
final class FrameBatches implements RowBatches {
    private static final int ROWS = 1 << 12;
    /** Dictionaries start anew beyond this many ids. */
    private static final int MOST_IDS = 1 << 20;

    private final Iterator<InternalRow> rows;
    private final boolean[] numeric;
    private final RowBatch batch = new RowBatch();

    FrameBatches(InputTable table, Iterator<InternalRow> rows) {
        this.rows = rows;
        int columns = table.fields().size();
        numeric = new boolean[columns];
        int numbers = 0;
        for (int k = 0; k < columns; k++) {
            numeric[k] = table.fields().get(k).numeric();
            numbers += numeric[k] ? 1 : 0;
        }
        batch.codes = new int[columns - numbers][ROWS];
        batch.ids = new IdDictionary[columns - numbers];
        batch.numbers = new double[numbers][ROWS];
        batch.reject = new int[ROWS];
    }

    @Override
    public RowBatch next() {
        if (!rows.hasNext()) {
            return null;
        }
        renew();
        batch.rows = 0;
        while (batch.rows < ROWS && rows.hasNext()) {
            add(rows.next());
        }
        return batch;
    }

    private void renew() {
        boolean full = batch.ids[0] == null;
        for (IdDictionary dictionary : batch.ids) {
            full |= dictionary != null && dictionary.size() > MOST_IDS;
        }
        if (full) {
            for (int k = 0; k < batch.ids.length; k++) {
                batch.ids[k] = new IdDictionary();
            }
            batch.dictionaries++;
        }
    }

    private void add(InternalRow row) {
        int at = batch.rows++;
        int id = 0;
        int number = 0;
        for (int k = 0; k < numeric.length; k++) {
            if (numeric[k]) {
                batch.numbers[number++][at] = row.isNullAt(k) ? Double.NaN : row.getDouble(k);
            } else {
                batch.codes[id][at] =
                        row.isNullAt(k) ? -1 : code(id, row.getUTF8String(k).getBytes());
                id++;
            }
        }
        batch.reject[at] = row.getInt(numeric.length);
    }

    private int code(int column, byte[] id) {
        return batch.ids[column].intern(id, 0, id.length);
    }

    @Override
    public void close() {}
}
