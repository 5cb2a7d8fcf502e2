package dev.candor.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The same figures in DuckDB: reads the same Parquet files, writes policy and payments as Parquet. No gate, no exact
 * sums, no money, no fingerprint. Each run has its own database in memory.
 */
final class DuckDbContender implements Contender {
    private final SparkSession spark;
    private final int threads;
    private final DuckDbSql sql;
    private Connection connection;

    DuckDbContender(SparkSession spark, Workload workload, int threads) {
        this.spark = spark;
        this.threads = threads;
        this.sql = new DuckDbSql(workload);
    }

    @Override
    public String name() {
        return "duckdb";
    }

    @Override
    public void prepare() {
        connection = connect(threads);
    }

    /** A new database in memory that uses {@code threads} threads. */
    static Connection connect(int threads) {
        try {
            Connection connection = DriverManager.getConnection("jdbc:duckdb:");
            execute(connection, "SET threads = " + threads);
            execute(connection, "SET preserve_insertion_order = false");
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot open DuckDB", e);
        }
    }

    @Override
    public void run(Path output) {
        Folders.make(output);
        for (String statement : sql.statements(output)) {
            execute(connection, statement);
        }
    }

    private static void execute(Connection connection, String text) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB refused: " + text, e);
        }
    }

    @Override
    public Dataset<Row> payments(Path output) {
        return spark.read().parquet(DuckDbSql.payments(output)).select("agent_id", "payment");
    }

    @Override
    public double tolerance() {
        return sql.tolerance();
    }

    @Override
    public void release() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot close DuckDB", e);
        }
    }
}
