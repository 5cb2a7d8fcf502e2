package dev.candor.io.write;

import dev.candor.LocalSpark;
import dev.candor.io.files.OutputFile;
import dev.candor.io.schema.TableFormat;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A thousand rows that are published as policy/, in any order, and read again. */
final class PolicyTable {
    static final int ROWS = 1000;

    static final StructType SCHEMA = new StructType()
            .add("prompt_id", DataTypes.StringType, false)
            .add("candidate_id", DataTypes.StringType, false)
            .add("prob", DataTypes.DoubleType, false)
            .add("charge", DataTypes.createDecimalType(18, 2), true);

    private PolicyTable() {}

    /** Sorted by (prompt, candidate); both ids sort as texts. */
    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(RowFactory.create(
                    "p%03d".formatted(i / 8),
                    "c%d".formatted(i % 8),
                    StrictMath.exp(-i / 7.0),
                    i % 5 == 0 ? null : BigDecimal.valueOf(i * 31L, 2)));
        }
        return rows;
    }

    static Dataset<Row> shuffled(int partitions, long seed) {
        List<Row> rows = rows();
        Collections.shuffle(rows, new Random(seed));
        return LocalSpark.session().createDataFrame(rows, SCHEMA).repartition(partitions);
    }

    static List<OutputFile> write(TableFormat format, long rowsPerFile, Dataset<Row> rows, Path out) {
        return new StableFiles(format, rowsPerFile)
                .write(rows, List.of("prompt_id", "candidate_id"), hadoop(out), "policy");
    }

    static List<Row> read(TableFormat format, Path file) {
        return LocalSpark.session()
                .read()
                .format(format.label())
                .schema(SCHEMA)
                .option("header", true)
                .load(file.toString())
                .collectAsList();
    }

    /** Path → SHA-256. */
    static Map<String, String> hashes(List<OutputFile> files) {
        Map<String, String> hashes = new TreeMap<>();
        files.forEach(file -> hashes.put(file.path(), file.sha256()));
        return hashes;
    }

    static org.apache.hadoop.fs.Path hadoop(Path path) {
        return new org.apache.hadoop.fs.Path(path.toUri());
    }
}
