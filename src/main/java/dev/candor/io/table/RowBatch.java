package dev.candor.io.table;

import dev.candor.io.parquet.IdDictionary;
import dev.candor.io.schema.InputTable;

/**
 * Some rows of a table as columns: ids as codes into dictionaries, numbers as doubles, and each row's verdict. Columns
 * are in the order of {@link InputTable#fields()}, ids and numbers counted apart. The arrays may be longer than {@link
 * #rows} and are valid until the next batch; dictionaries only grow while {@link #dictionaries} stays the same.
 */
public final class RowBatch {
    /** Rows of the batch. */
    public int rows;
    /** Code of each id, by column and row; −1 where the id is null. */
    public int[][] codes;
    /** The ids behind the codes, by column. */
    public IdDictionary[] ids;
    /** Changes when the codes of earlier batches mean something else. */
    public int dictionaries;
    /** Each number, by column and row; NaN where an optional one is absent. */
    public double[][] numbers;
    /** 0, or the code of the reason why the row by itself is rejected. */
    public int[] reject;
}
