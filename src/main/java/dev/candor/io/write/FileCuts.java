package dev.candor.io.write;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * Where a table that is sorted by its keys is cut into files: file k has the rows whose keys are at least cut k − 1 and
 * below cut k. The cuts are quantiles of a sample; a row is in the sample when the hash of its keys is small, so that
 * the same rows are cut in the same places however they lie.
 */
final class FileCuts implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final String FILE = "__file";
    /** Of the rows of one file: its size is off by one part in sixteen, typically. */
    private static final int SAMPLED = 256;
    /** Spark's seed of the hash that rows are partitioned by. */
    private static final int SEED = 42;

    private final List<String> keys;
    /** Ascending, all different. */
    private final Row[] cuts;
    /** Per file a number that Spark's hash sends to the partition of that file. */
    private final int[] label;

    private FileCuts(List<String> keys, Row[] cuts) {
        this.keys = List.copyOf(keys);
        this.cuts = cuts;
        this.label = labels(cuts.length + 1);
    }

    /**
     * At most this many files.
     *
     * @param count the number of rows
     * @param keys columns of texts, numbers or booleans
     */
    static FileCuts of(Dataset<Row> rows, long count, List<String> keys, int files) {
        if (files == 1) {
            return new FileCuts(keys, new Row[0]);
        }
        double share = Math.min(1, (double) SAMPLED * files / count);
        Column hash = functions.shiftrightunsigned(functions.xxhash64(columns(keys)), 33);
        List<Row> sample =
                rows.select(columns(keys)).filter(hash.lt((long) (share * (1L << 31)))).collectAsList().stream()
                        .sorted(FileCuts::compare)
                        .toList();
        List<Row> cuts = new ArrayList<>();
        for (int k = 1; k < files; k++) {
            int at = (int) ((long) k * sample.size() / files);
            Row last = cuts.isEmpty() ? (sample.isEmpty() ? null : sample.get(0)) : cuts.get(cuts.size() - 1);
            if (last != null && compare(last, sample.get(at)) < 0) {
                cuts.add(sample.get(at));
            }
        }
        return new FileCuts(keys, cuts.toArray(Row[]::new));
    }

    int files() {
        return cuts.length + 1;
    }

    /** The rows of file k in partition k. */
    Dataset<Row> partition(Dataset<Row> rows) {
        return rows.withColumn(FILE, label())
                .repartition(files(), functions.col(FILE))
                .drop(FILE);
    }

    /** Rows of each file. */
    long[] sizes(Dataset<Row> rows) {
        long[] sizes = new long[files()];
        var counted = rows.select(label().as(FILE)).groupBy(FILE).count().collectAsList().stream()
                .collect(Collectors.toMap(row -> row.getInt(0), row -> row.getLong(1)));
        Arrays.setAll(sizes, k -> counted.getOrDefault(label[k], 0L));
        return sizes;
    }

    private Column label() {
        UDF1<Row, Integer> file = key -> label[fileOf(key)];
        return functions.udf(file, DataTypes.IntegerType).apply(functions.struct(columns(keys)));
    }

    private int fileOf(Row key) {
        int found = Arrays.binarySearch(cuts, key, FileCuts::compare);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** Spark's order of its rows: null first, texts by their UTF-8 bytes. */
    private static int compare(Row left, Row right) {
        for (int k = 0; k < left.size(); k++) {
            int order = VALUES.compare(left.get(k), right.get(k));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static final Comparator<Object> VALUES = Comparator.nullsFirst(FileCuts::compare);

    @SuppressWarnings("unchecked") // values of one column are of one type, and such types are comparable
    private static int compare(Object left, Object right) {
        if (left instanceof String text) {
            return compareTexts(text, (String) right);
        }
        return ((Comparable<Object>) left).compareTo(right);
    }

    /** Code points are in the order of their UTF-8 bytes; Java's chars are not, for those of a pair come before U+E000. */
    private static int compareTexts(String left, String right) {
        int shorter = Math.min(left.length(), right.length());
        for (int k = 0; k < shorter; k++) {
            char a = left.charAt(k);
            char b = right.charAt(k);
            if (a != b) {
                boolean pairs = Character.isSurrogate(a) != Character.isSurrogate(b);
                return pairs ? Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b)) : a - b;
            }
        }
        return left.length() - right.length();
    }

    private static int[] labels(int files) {
        int[] labels = new int[files];
        boolean[] found = new boolean[files];
        int left = files;
        for (int number = 0; left > 0; number++) {
            int file = Math.floorMod(Murmur3_x86_32.hashInt(number, SEED), files);
            if (!found[file]) {
                found[file] = true;
                labels[file] = number;
                left--;
            }
        }
        return labels;
    }

    private static Column[] columns(List<String> names) {
        return names.stream().map(name -> functions.col("`" + name + "`")).toArray(Column[]::new);
    }
}
