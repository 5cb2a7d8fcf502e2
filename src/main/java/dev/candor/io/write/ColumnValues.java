package dev.candor.io.write;

import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;

/** One column of a {@link ColumnTable}: a value a row. The arrays given are kept, not copied. */
public abstract class ColumnValues implements Serializable {
    private static final long serialVersionUID = 1L;

    private ColumnValues() {}

    /** The value of a row as Spark's rows have it. */
    abstract Object get(int row);

    /** Rows [from, to) in Parquet's plain encoding; {@code statistics} hears of the least and the largest. */
    abstract void write(int from, int to, PlainBytes out, Statistics<?> statistics);

    /** Whether the rows have a value: all have, or none has. */
    boolean present() {
        return true;
    }

    /** Texts one after the other in UTF-8; text k is [start[k], start[k + 1]). */
    public static ColumnValues texts(byte[] utf8, int[] start) {
        return texts(utf8, start, null);
    }

    /** The same, row k having text of[k]. */
    public static ColumnValues texts(byte[] utf8, int[] start, int[] of) {
        return new TextCells(utf8, start, of);
    }

    /** Numbers, one a row. */
    public static ColumnValues numbers(double[] values) {
        return new Numbers(values);
    }

    /** Truth values, one a row. */
    public static ColumnValues flags(boolean[] values) {
        return new Flags(values);
    }

    /** Decimals of one scale and at most 38 digits, one a row. */
    public static ColumnValues decimals(BigDecimal[] values) {
        return new Decimals(values);
    }

    /** Nothing, in every row; of a column of numbers. */
    public static ColumnValues absent() {
        return new Absent();
    }

    private static final class TextCells extends ColumnValues {
        private static final long serialVersionUID = 1L;

        private final byte[] utf8;
        private final int[] start;
        private final int[] of;

        TextCells(byte[] utf8, int[] start, int[] of) {
            this.utf8 = utf8;
            this.start = start;
            this.of = of;
        }

        private int text(int row) {
            return of == null ? row : of[row];
        }

        @Override
        Object get(int row) {
            int k = text(row);
            return new String(utf8, start[k], start[k + 1] - start[k], StandardCharsets.UTF_8);
        }

        @Override
        void write(int from, int to, PlainBytes out, Statistics<?> statistics) {
            int least = text(from);
            int most = least;
            int last = -1;
            for (int row = from; row < to; row++) {
                int k = text(row);
                out.text(utf8, start[k], start[k + 1] - start[k]);
                if (k != last) {
                    least = compare(k, least) < 0 ? k : least;
                    most = compare(k, most) > 0 ? k : most;
                    last = k;
                }
            }
            statistics.updateStats(binary(least));
            statistics.updateStats(binary(most));
        }

        private int compare(int a, int b) {
            return Arrays.compareUnsigned(utf8, start[a], start[a + 1], utf8, start[b], start[b + 1]);
        }

        private Binary binary(int k) {
            return Binary.fromConstantByteArray(Arrays.copyOfRange(utf8, start[k], start[k + 1]));
        }
    }

    private static final class Numbers extends ColumnValues {
        private static final long serialVersionUID = 1L;

        private final double[] values;

        Numbers(double[] values) {
            this.values = values;
        }

        @Override
        Object get(int row) {
            return values[row];
        }

        @Override
        void write(int from, int to, PlainBytes out, Statistics<?> statistics) {
            out.numbers(values, from, to);
            for (int row = from; row < to; row++) {
                statistics.updateStats(values[row]);
            }
        }
    }

    private static final class Flags extends ColumnValues {
        private static final long serialVersionUID = 1L;

        private final boolean[] values;

        Flags(boolean[] values) {
            this.values = values;
        }

        @Override
        Object get(int row) {
            return values[row];
        }

        @Override
        void write(int from, int to, PlainBytes out, Statistics<?> statistics) {
            out.flags(values, from, to);
            for (int row = from; row < to; row++) {
                statistics.updateStats(values[row]);
            }
        }
    }

    private static final class Decimals extends ColumnValues {
        private static final long serialVersionUID = 1L;

        private final BigDecimal[] values;

        Decimals(BigDecimal[] values) {
            this.values = values;
        }

        @Override
        Object get(int row) {
            return values[row];
        }

        @Override
        void write(int from, int to, PlainBytes out, Statistics<?> statistics) {
            int least = from;
            int most = from;
            for (int row = from; row < to; row++) {
                out.sixteen(values[row].unscaledValue());
                least = values[row].compareTo(values[least]) < 0 ? row : least;
                most = values[row].compareTo(values[most]) > 0 ? row : most;
            }
            statistics.updateStats(Binary.fromConstantByteArray(PlainBytes.sixteenOf(values[least].unscaledValue())));
            statistics.updateStats(Binary.fromConstantByteArray(PlainBytes.sixteenOf(values[most].unscaledValue())));
        }
    }

    private static final class Absent extends ColumnValues {
        private static final long serialVersionUID = 1L;

        @Override
        Object get(int row) {
            return null;
        }

        @Override
        boolean present() {
            return false;
        }

        @Override
        void write(int from, int to, PlainBytes out, Statistics<?> statistics) {
            statistics.incrementNumNulls(to - from);
        }
    }
}
