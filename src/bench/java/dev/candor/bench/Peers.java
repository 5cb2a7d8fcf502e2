package dev.candor.bench;

import dev.candor.model.Nearest;
import dev.candor.model.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Who runs beside Candor. */
final class Peers {
    static final String DUCKDB = "duckdb";
    static final String SPARK_SQL = "spark-sql";
    static final String LOOP = "loop";
    static final String NONE = "none";

    private static final List<String> NAMES = List.of(DUCKDB, SPARK_SQL, LOOP);
    private static final List<String> IN_SQL = List.of("kl", "chi-squared");

    private Peers() {}

    /**
     * The names in a list like {@code duckdb,loop}; {@code none} is the empty list.
     *
     * @throws UserException when there is no such peer, or it does not know the divergence
     */
    static List<String> parse(String list, String divergence) {
        if (list.equals(NONE)) {
            return List.of();
        }
        List<String> names =
                Arrays.stream(list.split(",", -1)).map(String::strip).distinct().toList();
        for (String name : names) {
            if (!NAMES.contains(name)) {
                throw UserException.configuration(
                        "Cannot run against peer '" + name + "'." + Nearest.question(name, NAMES)
                                + " Set --peers to a list of " + String.join(", ", NAMES) + ", or to none.");
            }
            if (!name.equals(LOOP) && !IN_SQL.contains(divergence)) {
                throw UserException.configuration("Cannot run " + name + " under " + divergence
                        + ": the SQL exists for " + String.join(" and ", IN_SQL) + ". Set --peers loop.");
            }
        }
        return names;
    }

    /** Candor first, from logs and from a packed store, then the peers. */
    static List<Contender> contenders(SparkSession spark, Workload workload, List<String> peers) {
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new CandorContender(spark, workload));
        contenders.add(new PackedContender(spark, workload));
        for (String peer : peers) {
            contenders.add(
                    switch (peer) {
                        case DUCKDB ->
                            new DuckDbContender(
                                    spark, workload, spark.sparkContext().defaultParallelism());
                        case SPARK_SQL -> new SparkSqlContender(spark, workload);
                        case LOOP -> new LoopContender(spark, workload);
                        default -> throw new IllegalArgumentException(peer);
                    });
        }
        return contenders;
    }
}
