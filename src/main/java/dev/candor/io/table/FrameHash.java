package dev.candor.io.table;

import dev.candor.io.files.InputFile;
import dev.candor.io.schema.InputTable;
import java.io.Serializable;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What a frame holds, as a hash: the SHA-256 of its rows in any order. Equal rows, however often each is there, give equal
 * hashes whatever the partitions; a frame has no order. Σ SHA-256(row) mod 2²⁵⁶ beside the count of rows, hashed again.
 */
public final class FrameHash implements Serializable {
    /** Stands before the table's name where a manifest has the path of a file. */
    private static final String PLACE = "DataFrame:";

    private static final long serialVersionUID = 1L;
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

    private static final List<String> ARRAYS = List.of("beta", "features", "policy_features");

    private final BigInteger sum;
    private final long rows;
    private final long bytes;

    private FrameHash(BigInteger sum, long rows, long bytes) {
        this.sum = sum;
        this.rows = rows;
        this.bytes = bytes;
    }

    /**
     * The frame as an input of a run, in one Spark job: as long as its values are in bytes, of no time.
     *
     * @param table whose columns count; others are not read
     */
    public static InputFile of(InputTable table, Dataset<Row> frame) {
        List<String> columns = Stream.concat(
                        table.fieldsInFiles().stream().map(InputTable.Field::column), ARRAYS.stream())
                .distinct()
                .filter(List.of(frame.columns())::contains)
                .toList();
        FrameHash hash = frame.select(columns.stream()
                        .map(name -> functions.col("`" + name + "`"))
                        .toArray(org.apache.spark.sql.Column[]::new))
                .javaRDD()
                .mapPartitions(FrameHash::ofRows)
                .fold(new FrameHash(BigInteger.ZERO, 0, 0), FrameHash::plus);
        MessageDigest whole = sha256();
        whole.update(String.join(",", columns).getBytes(StandardCharsets.UTF_8));
        whole.update(hash.sum.toByteArray());
        whole.update(ByteBuffer.allocate(Long.BYTES).putLong(0, hash.rows));
        return new InputFile(
                PLACE + table.label(), hash.bytes, 0, HexFormat.of().formatHex(whole.digest()));
    }

    private static Iterator<FrameHash> ofRows(Iterator<Row> rows) {
        MessageDigest digest = sha256();
        BigInteger sum = BigInteger.ZERO;
        long count = 0;
        long bytes = 0;
        while (rows.hasNext()) {
            Row row = rows.next();
            for (int i = 0; i < row.length(); i++) {
                byte[] value = row.isNullAt(i) ? new byte[0] : text(row.get(i)).getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, row.isNullAt(i) ? -1 : value.length));
                digest.update(value);
                bytes += value.length;
            }
            sum = sum.add(new BigInteger(1, digest.digest()));
            count++;
        }
        return List.of(new FrameHash(sum.mod(MODULUS), count, bytes)).iterator();
    }

    private static String text(Object value) {
        return value instanceof Float number ? Double.toString(number) : value.toString();
    }

    private FrameHash plus(FrameHash other) {
        return new FrameHash(sum.add(other.sum).mod(MODULUS), rows + other.rows, bytes + other.bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Whether an input of a manifest was a DataFrame, which cannot be read again. */
    public static boolean isOf(InputFile input) {
        return input.path().startsWith(PLACE);
    }
}
