package dev.candor.engine.learn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import dev.candor.engine.runtime.Joins;
import dev.candor.io.gate.PreferenceLog;
import dev.candor.kept.Kept;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Ratings by numbers: agents and items, which are candidates of prompts, numbered in the order of their ids. */
final class RatedItems implements AutoCloseable {
    /** agent int, item int, position double in [0, 1], fold int. */
    final Dataset<Row> ratings;
    /** agent_id, agent. */
    final Dataset<Row> agents;
    /** prompt_id, candidate_id, item: all rated, and all in the table of candidates. */
    final Dataset<Row> items;

    final long rows;
    final long agentCount;
    final long itemCount;

    private final Kept kept = new Kept();

    RatedItems(PreferenceLog log, LowRankSpec spec) {
        Dataset<Row> accepted = log.rows()
                .filter(col("reject").equalTo(0))
                .select(
                        col("agent_id"),
                        col("prompt_id"),
                        col("items").getItem(0).as("candidate_id"),
                        col("number").as("position"));
        Dataset<Row> rated = accepted.select("prompt_id", "candidate_id");
        try {
            agents = kept.persist(numbered(accepted.select("agent_id").distinct(), "agent"));
            items = kept.persist(
                    numbered(log.candidates().map(rated::union).orElse(rated).distinct(), "item"));
            Dataset<Row> coded = Joins.left(
                            Joins.left(accepted, agents, "agent_id"), items, "prompt_id", "candidate_id")
                    .select(
                            col("agent"),
                            col("item"),
                            col("position"),
                            pmod(
                                            xxhash64(
                                                    lit(spec.seed()),
                                                    col("agent_id"),
                                                    col("prompt_id"),
                                                    col("candidate_id")),
                                            lit((long) spec.folds()))
                                    .cast(DataTypes.IntegerType)
                                    .as("fold"));
            ratings = kept.persist(coded);
            rows = ratings.count();
            agentCount = agents.count();
            itemCount = items.count();
        } catch (Throwable failure) {
            close();
            throw failure;
        }
    }

    /** The rows with their places in the order of their columns. */
    private static Dataset<Row> numbered(Dataset<Row> ids, String number) {
        String[] columns = ids.columns();
        JavaRDD<Row> rows = ids.orderBy(
                        columns[0], List.of(columns).subList(1, columns.length).toArray(String[]::new))
                .javaRDD()
                .zipWithIndex()
                .map(row -> {
                    Object[] values = new Object[row._1().size() + 1];
                    for (int k = 0; k < values.length - 1; k++) {
                        values[k] = row._1().get(k);
                    }
                    values[values.length - 1] = Math.toIntExact(row._2());
                    return RowFactory.create(values);
                });
        StructType schema = new StructType();
        for (StructField field : ids.schema().fields()) {
            schema = schema.add(field);
        }
        return ids.sparkSession().createDataFrame(rows, schema.add(number, DataTypes.IntegerType, false));
    }

    @Override
    public void close() {
        kept.close();
    }
}
