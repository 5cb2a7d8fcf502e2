package dev.candor.io.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import dev.candor.io.parquet.ColumnCheck;
import dev.candor.io.table.TableReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A packed store as the table it was made of: slow, for rows that are shown and for candidates too many to send. */
public final class PackedRows {
    private static final StructType REWARDS = new StructType()
            .add("agent_id", DataTypes.StringType)
            .add("slot", DataTypes.IntegerType)
            .add("reward", DataTypes.DoubleType);
    private static final StructType CANDIDATES = new StructType()
            .add("slot", DataTypes.IntegerType)
            .add("prompt_id", DataTypes.StringType)
            .add("candidate_id", DataTypes.StringType);

    private PackedRows() {}

    /** agent_id, prompt_id, candidate_id, reward, reject = 0, row_text. */
    public static Dataset<Row> of(SparkSession spark, PackedStore store) {
        return store.segments().stream()
                .map(segment -> of(spark, store, segment))
                .reduce(Dataset::union)
                .orElseThrow();
    }

    private static Dataset<Row> of(SparkSession spark, PackedStore store, PackedStore.Segment segment) {
        Dataset<Row> rewards = read(
                spark,
                REWARDS,
                IntStream.range(0, store.buckets())
                        .mapToObj(segment::bucket)
                        .flatMap(Optional::stream)
                        .toList());
        Dataset<Row> candidates = read(spark, CANDIDATES, segment.candidates());
        return rewards.join(candidates, "slot")
                .select(
                        col("agent_id"),
                        col("prompt_id"),
                        col("candidate_id"),
                        col("reward"),
                        lit(0).as("reject"),
                        to_json(struct("agent_id", "prompt_id", "candidate_id", "reward"))
                                .as("row_text"));
    }

    private static Dataset<Row> read(SparkSession spark, StructType columns, List<String> files) {
        List<Path> paths = files.stream().map(Path::new).toList();
        ColumnCheck.require(spark, paths, Set.of(columns.fieldNames()));
        return TableReader.reader(spark).schema(columns).parquet(TableReader.names(paths));
    }
}
