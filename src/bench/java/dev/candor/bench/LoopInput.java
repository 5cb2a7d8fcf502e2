package dev.candor.bench;

import dev.candor.numeric.Stable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A workload as the loop wants it: ids as numbers, in their order.
 */
final class LoopInput {
    private static final StructType AGENTS =
            new StructType().add("agent_id", DataTypes.StringType).add("agent", DataTypes.IntegerType);
    private static final StructType SLOTS = new StructType()
            .add("prompt_id", DataTypes.StringType)
            .add("candidate_id", DataTypes.StringType)
            .add("slot", DataTypes.IntegerType);

    /** By number of the agent. */
    final String[] agentId;
    /** By number of the agent. */
    final double[] weight;
    /** Slot offsets of the prompts, one more than there are prompts. */
    final int[] start;
    /** Prompt of each slot. */
    final int[] promptOf;
    /** q_c, sums to 1. */
    final double[] promptWeight;
    /** log π0 of each slot, normalised within its prompt. */
    final double[] logRef;
    /** Folder of {@link LoopArrays}. */
    final Path rows;

    private LoopInput(List<Row> agents, List<Row> slots, Path rows) {
        this.rows = rows;
        agentId = agents.stream().map(row -> row.getString(0)).toArray(String[]::new);
        weight = agents.stream().mapToDouble(row -> row.getDouble(1)).toArray();
        promptOf = new int[slots.size()];
        logRef = slots.stream().mapToDouble(row -> row.getDouble(2)).toArray();
        List<Integer> starts = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        String prompt = null;
        for (int s = 0; s < promptOf.length; s++) {
            Row slot = slots.get(s);
            if (!slot.getString(0).equals(prompt)) {
                prompt = slot.getString(0);
                starts.add(s);
                weights.add(slot.getDouble(3));
            }
            promptOf[s] = starts.size() - 1;
        }
        starts.add(promptOf.length);
        start = starts.stream().mapToInt(Integer::intValue).toArray();
        double total = weights.stream().mapToDouble(Double::doubleValue).sum();
        promptWeight = weights.stream().mapToDouble(one -> one / total).toArray();
        normalise(logRef, start);
    }

    /** Numbers the ids of a workload; the rows are written beside its tables, once. */
    static LoopInput of(SparkSession spark, Workload workload) {
        List<Row> agents = workload.read(spark, "agents").orderBy("agent_id").collectAsList();
        List<Row> slots = workload.read(spark, "candidates")
                .join(workload.read(spark, "prompts"), "prompt_id")
                .select("prompt_id", "candidate_id", "ref_logprob", "prompt_weight")
                .orderBy("prompt_id", "candidate_id")
                .collectAsList();
        Path rows = workload.table("loop");
        if (!Files.exists(rows)) {
            Path unfinished = workload.table("loop.unfinished");
            Folders.delete(unfinished);
            Folders.make(unfinished);
            writeRows(spark, workload, numbered(agents, slots, spark), unfinished);
            Folders.rename(unfinished, rows);
        }
        return new LoopInput(agents, slots, rows);
    }

    private record Numbered(Dataset<Row> agents, Dataset<Row> slots) {}

    private static Numbered numbered(List<Row> agents, List<Row> slots, SparkSession spark) {
        List<Row> numberedAgents = new ArrayList<>();
        for (int i = 0; i < agents.size(); i++) {
            numberedAgents.add(RowFactory.create(agents.get(i).getString(0), i));
        }
        List<Row> numberedSlots = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            numberedSlots.add(
                    RowFactory.create(slots.get(i).getString(0), slots.get(i).getString(1), i));
        }
        return new Numbered(spark.createDataFrame(numberedAgents, AGENTS), spark.createDataFrame(numberedSlots, SLOTS));
    }

    private static void writeRows(SparkSession spark, Workload workload, Numbered ids, Path folder) {
        String target = folder.toString();
        workload.read(spark, "reports")
                .join(functions.broadcast(ids.slots()), new String[] {"prompt_id", "candidate_id"})
                .join(functions.broadcast(ids.agents()), "agent_id")
                .select("agent", "slot", "reward")
                .orderBy("agent", "slot")
                .foreachPartition((ForeachPartitionFunction<Row>)
                        rows -> LoopArrays.write(rows, Path.of(target, fileName(TaskContext.getPartitionId()))));
    }

    private static String fileName(int partition) {
        return String.format(Locale.ROOT, "%05d.rows", partition);
    }

    private static void normalise(double[] logRef, int[] start) {
        for (int c = 0; c + 1 < start.length; c++) {
            double normaliser = Stable.logSumExp(logRef, start[c], start[c + 1]);
            for (int slot = start[c]; slot < start[c + 1]; slot++) {
                logRef[slot] -= normaliser;
            }
        }
    }
}
