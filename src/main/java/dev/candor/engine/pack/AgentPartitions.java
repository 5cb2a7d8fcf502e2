package dev.candor.engine.pack;

import dev.candor.engine.runtime.Shuffles;
import dev.candor.io.gate.GatedTables;
import dev.candor.io.gate.InputTables;
import dev.candor.io.schema.InputTable;
import dev.candor.io.table.TableScan;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The agents table, spread over the partitions where the reports of its agents go.
 *
 * @param chunks partition → chunks of {@link AgentChunks}; empty = agents are known by their reports
 * @param accepted agent_id of the agents that may report; empty = all may; read only where rows are rejected
 * @param shared whether some agent has another payer than itself
 */
record AgentPartitions(Optional<JavaPairRDD<Integer, byte[]>> chunks, Optional<Dataset<Row>> accepted, boolean shared) {

    static AgentPartitions of(SparkSession spark, InputTables tables, AgentPlaces places) {
        Optional<TableScan> scan = tables.scan(InputTable.AGENTS);
        if (scan.isPresent()) {
            JavaPairRDD<Integer, byte[]> chunks = spread(scan.get(), places);
            if (tidy(chunks, scan.get())) {
                return new AgentPartitions(Optional.of(chunks), Optional.of(tables.agentIds()), false);
            }
        }
        GatedTables gated = scan.isPresent() || tables.isJudged() ? tables.judged() : null;
        return gated == null || gated.agents().isEmpty()
                ? new AgentPartitions(Optional.empty(), Optional.empty(), false)
                : judged(spark, gated.agents().get(), places);
    }

    private static AgentPartitions judged(SparkSession spark, Dataset<Row> agents, AgentPlaces places) {
        JavaPairRDD<Integer, byte[]> chunks = spread(InputTables.accepted(spark, InputTable.AGENTS, agents), places);
        boolean shared = chunks.values().map(AgentPartitions::payers).fold(0L, Long::sum) > 0;
        return new AgentPartitions(Optional.of(chunks), Optional.of(agents.select("agent_id")), shared);
    }

    private static long payers(byte[] chunk) {
        AgentChunks.Rows rows = new AgentChunks.Rows();
        rows.add(chunk);
        return rows.payerIds.size();
    }

    private static JavaPairRDD<Integer, byte[]> spread(TableScan scan, AgentPlaces places) {
        return Shuffles.byPartition(
                scan.map(batches -> AgentChunks.of(batches, places).iterator()), places.partitions());
    }

    private static boolean tidy(JavaPairRDD<Integer, byte[]> chunks, TableScan scan) {
        List<Part> parts = chunks.values()
                .mapPartitions(part -> {
                    AgentChunks.Rows rows = new AgentChunks.Rows();
                    part.forEachRemaining(rows::add);
                    return List.of(new Part(rows.tidy(), rows.rows() + rows.rejected))
                            .iterator();
                })
                .collect();
        scan.requireAll(parts.stream().mapToLong(Part::rows).sum());
        return parts.stream().allMatch(Part::tidy);
    }

    /** What one partition has of the table: {@code rows} with rejected ones. */
    private record Part(boolean tidy, long rows) implements Serializable {}
}
