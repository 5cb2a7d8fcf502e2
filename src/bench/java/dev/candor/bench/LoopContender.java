package dev.candor.bench;

import dev.candor.divergence.Divergences;
import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.References;
import dev.candor.divergence.Regulariser;
import dev.candor.divergence.RewardSlice;
import dev.candor.divergence.Workspace;
import dev.candor.model.Divergence;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The floor: one thread, Candor's own kernels, arrays that are in memory before the clock starts, numbered and sorted;
 * plain sums of doubles; nothing is read and nothing written.
 */
final class LoopContender implements Contender {
    private static final StructType PAYMENTS =
            new StructType().add("agent_id", DataTypes.StringType).add("payment", DataTypes.DoubleType);

    private final SparkSession spark;
    private final LoopInput input;
    private final Regulariser regulariser;
    private LoopArrays rows;
    private double[] value;
    private double[] payment;

    LoopContender(SparkSession spark, Workload workload) {
        this.spark = spark;
        this.input = LoopInput.of(spark, workload);
        this.regulariser = Divergences.of(Divergence.of(workload.divergence()), workload.lambda());
    }

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public void prepare() {
        rows = LoopArrays.read(input.rows);
    }

    @Override
    public void run(Path output) {
        value = new double[input.weight.length];
        payment = new double[input.weight.length];
        charge(solve(aggregate()));
    }

    /** S by slot. */
    private double[] aggregate() {
        double[] sums = new double[input.promptOf.length];
        for (int i = 0; i < rows.agent.length; i++) {
            sums[rows.slot[i]] += input.weight[rows.agent[i]] * rows.reward[i];
        }
        return sums;
    }

    private PolicyBlock solve(double[] sums) {
        double[] ref = new double[sums.length];
        double[] prob = new double[sums.length];
        double[] dual = new double[sums.length];
        double[] gaps = new double[sums.length];
        for (int c = 0; c < input.promptWeight.length; c++) {
            int from = input.start[c];
            int to = input.start[c + 1];
            double best = Arrays.stream(sums, from, to).max().orElseThrow();
            double[] gap = Arrays.stream(sums, from, to).map(s -> best - s).toArray();
            double[] logRef = Arrays.copyOfRange(input.logRef, from, to);
            double[] probHere = new double[gap.length];
            double[] dualHere = new double[gap.length];
            regulariser.solve(logRef, gap, probHere, dualHere);
            System.arraycopy(References.probabilities(logRef), 0, ref, from, gap.length);
            System.arraycopy(probHere, 0, prob, from, gap.length);
            System.arraycopy(dualHere, 0, dual, from, gap.length);
            System.arraycopy(gap, 0, gaps, from, gap.length);
        }
        return new PolicyBlock(
                0, 0, input.start, input.promptWeight, input.logRef, ref, prob, dual, new double[][] {gaps});
    }

    private void charge(PolicyBlock policy) {
        RewardSlice slice = new RewardSlice();
        Workspace workspace = new Workspace();
        int[] agent = rows.agent;
        int[] slot = rows.slot;
        int to;
        for (int from = 0; from < agent.length; from = to) {
            int i = agent[from];
            int prompt = input.promptOf[slot[from]];
            int end = input.start[prompt + 1];
            to = from + 1;
            while (to < agent.length && agent[to] == i && slot[to] < end) {
                to++;
            }
            slice.at(slot, rows.reward, from, to);
            double q = input.promptWeight[prompt];
            value[i] += q * policy.value(prompt, slice);
            payment[i] += q * regulariser.charge(policy, prompt, slice, input.weight[i], workspace);
        }
    }

    @Override
    public Dataset<Row> payments(Path output) {
        List<Row> table = IntStream.range(0, payment.length)
                .mapToObj(i -> RowFactory.create(input.agentId[i], payment[i]))
                .toList();
        return spark.createDataFrame(table, PAYMENTS);
    }

    @Override
    public double tolerance() {
        return Rounding.ofPlainSums();
    }

    @Override
    public void release() {
        rows = null;
    }
}
