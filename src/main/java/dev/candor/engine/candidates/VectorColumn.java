package dev.candor.engine.candidates;

import dev.candor.io.parquet.CountedRows;
import dev.candor.model.UserException;
import dev.candor.policy.linear.FeatureBlock;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** A column of arrays of the candidates table, by slot: all of one length, or none at all. */
public final class VectorColumn {
    private final String name;
    private final double[][] vector;
    /** Of the arrays; −1 before the first, 0 where the first candidate has none. */
    private int length = -1;

    public VectorColumn(String name, int slots) {
        this.name = name;
        this.vector = new double[slots][];
    }

    /** @param values of a candidate, null where it has none */
    void set(int slot, List<Double> values, String place) {
        int size = values == null ? 0 : values.size();
        length = length < 0 ? size : length;
        if (size != length || size > FeatureBlock.MAX_FEATURES || (values != null && size == 0)) {
            throw rejected(place + " has " + (values == null ? "none" : size) + ", another " + length
                    + "; all need the same number, from 1 to " + FeatureBlock.MAX_FEATURES);
        }
        double[] mine = new double[size];
        for (int j = 0; j < size; j++) {
            Double value = values.get(j);
            if (value == null || !(Math.abs(value) <= 1e30)) {
                throw rejected("feature " + j + " of " + place + " is " + value + ", not a number up to 1e30");
            }
            mine[j] = value + 0.0;
        }
        if (vector[slot] != null && !Arrays.equals(vector[slot], mine)) {
            throw rejected(place + " appears again with others");
        }
        vector[slot] = mine;
    }

    private UserException rejected(String what) {
        return UserException.inputRejected(
                "Cannot use the column " + name + " of the candidates table: " + what + ". Correct --candidates.");
    }

    boolean isPresent() {
        return length > 0;
    }

    public void requirePresent() {
        if (!isPresent()) {
            throw rejected("no candidate has any");
        }
    }

    /** Of each array. */
    public int length() {
        return length;
    }

    /**
     * Reads columns of the candidates table, by name; rows of no candidate are passed over.
     *
     * @param table prompt_id, candidate_id and the columns, of every row of its files
     * @throws UserException where rows are missing, or a column cannot be used
     */
    public static void read(CandidateIndex index, CountedRows table, VectorColumn... columns) {
        Column[] wanted = Stream.concat(
                        Stream.of("prompt_id", "candidate_id"),
                        Arrays.stream(columns).map(column -> column.name))
                .map(functions::col)
                .toArray(Column[]::new);
        Iterator<Row> all = table.rows().select(wanted).toLocalIterator();
        long read = 0;
        for (; all.hasNext(); read++) {
            Row row = all.next();
            int slot = row.isNullAt(0) || row.isNullAt(1) ? -1 : slot(index, row.getString(0), row.getString(1));
            for (int k = 0; slot >= 0 && k < columns.length; k++) {
                columns[k].set(
                        slot,
                        row.isNullAt(2 + k) ? null : row.getList(2 + k),
                        "candidate " + row.getString(1) + " of prompt " + row.getString(0));
            }
        }
        table.count().requireAll(read);
    }

    private static int slot(CandidateIndex index, String promptId, String candidateId) {
        byte[] prompt = promptId.getBytes(StandardCharsets.UTF_8);
        byte[] candidate = candidateId.getBytes(StandardCharsets.UTF_8);
        return index.slot(index.prompt(prompt, 0, prompt.length), index.candidate(candidate, 0, candidate.length));
    }

    /** Of all arrays. */
    long size() {
        return (long) vector.length * Math.max(length, 0);
    }

    /** The arrays of so many slots, one after the other. */
    public double[] slots(int first, int count) {
        double[] all = new double[Math.multiplyExact(count, length)];
        for (int x = 0; x < count; x++) {
            if (vector[first + x] == null) {
                throw rejected("a candidate has none");
            }
            System.arraycopy(vector[first + x], 0, all, x * length, length);
        }
        return all;
    }
}
