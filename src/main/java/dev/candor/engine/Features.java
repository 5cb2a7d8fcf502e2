package dev.candor.engine;

import dev.candor.io.InputTables;
import dev.candor.model.UserException;
import dev.candor.numeric.Stable;
import dev.candor.policy.FeatureBlock;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The run's candidates with their d features, small enough to be in every executor; d is the same for all. */
public final class Features implements AutoCloseable {
    final Candidates candidates;
    /** By block of prompts. */
    final FeatureBlock[] blocks;

    private final int count;

    private Features(Candidates candidates, FeatureBlock[] blocks, int count) {
        this.candidates = candidates;
        this.blocks = blocks;
        this.count = count;
    }

    /**
     * Reads them.
     *
     * @param rows prompt_id, candidate_id, features array of double: the candidates table
     * @throws UserException when a candidate lacks features, they differ in length or are not finite, or all together are
     *     too large to send
     */
    public static Features read(SparkSession spark, InputTables tables, Dataset<Row> rows, EngineLimits limits) {
        Candidates candidates = Candidates.of(spark, tables, limits);
        try {
            CandidateIndex index =
                    candidates.index().orElseThrow(() -> tooLarge(limits)).value();
            double[][] feature = collected(candidates, rows, index);
            int d = feature[0].length;
            if ((long) feature.length * d > limits.broadcastBytes() / Double.BYTES) {
                throw tooLarge(limits);
            }
            FeatureBlock[] blocks = new FeatureBlock[index.layout.blocks()];
            for (int b = 0; b < blocks.length; b++) {
                blocks[b] = block(index, b, feature, d);
            }
            return new Features(candidates, blocks, d);
        } catch (Throwable failure) {
            candidates.close();
            throw failure;
        }
    }

    private static UserException tooLarge(EngineLimits limits) {
        return UserException.configuration(
                "Cannot send the candidates' features to every executor: they take more than "
                        + (limits.broadcastBytes() >> 20)
                        + " MiB. Raise --broadcast-limit-mib (and the memory of executors and"
                        + " driver with it).");
    }

    /** φ by slot. */
    private static double[][] collected(Candidates candidates, Dataset<Row> rows, CandidateIndex index) {
        double[][] feature = new double[index.layout.slots()][];
        int d = -1;
        Iterator<Row> all = Joins.left(candidates.slots(), rows, "prompt_id", "candidate_id")
                .select("prompt_id", "candidate_id", "slot", "features")
                .toLocalIterator();
        while (all.hasNext()) {
            Row row = all.next();
            String place = "candidate " + row.getString(1) + " of prompt " + row.getString(0);
            if (row.isNullAt(3)) {
                throw rejected(place + " has none");
            }
            List<Double> values = row.getList(3);
            d = d < 0 ? values.size() : d;
            if (values.size() != d || d == 0 || d > FeatureBlock.MAX_FEATURES) {
                throw rejected(place + " has " + values.size() + ", another " + d
                        + "; all need the same number, from 1 to " + FeatureBlock.MAX_FEATURES);
            }
            double[] mine = new double[d];
            for (int j = 0; j < d; j++) {
                Double value = values.get(j);
                if (value == null || !(Math.abs(value) <= 1e30)) {
                    throw rejected("feature " + j + " of " + place + " is " + value + ", not a number up to 1e30");
                }
                mine[j] = value + 0.0;
            }
            int slot = row.getInt(2);
            if (feature[slot] != null && !Arrays.equals(feature[slot], mine)) {
                throw rejected(place + " appears again with others");
            }
            feature[slot] = mine;
        }
        return feature;
    }

    private static UserException rejected(String what) {
        return UserException.inputRejected(
                "Cannot use the features of the candidates table: " + what + ". Correct --candidates.");
    }

    private static FeatureBlock block(CandidateIndex index, int b, double[][] feature, int d) {
        PromptBlock prompts = index.block(b);
        double[] logRef = prompts.logBase.clone();
        double[] weight = new double[prompts.prompts()];
        for (int c = 0; c < weight.length; c++) {
            weight[c] = prompts.weight[c] / index.totalPromptWeight;
            double normaliser = Stable.logSumExp(logRef, prompts.start[c], prompts.start[c + 1]);
            for (int x = prompts.start[c]; x < prompts.start[c + 1]; x++) {
                logRef[x] -= normaliser;
            }
        }
        double[] all = new double[logRef.length * d];
        int first = index.layout.firstSlot(b);
        for (int x = 0; x < logRef.length; x++) {
            System.arraycopy(feature[first + x], 0, all, x * d, d);
        }
        return new FeatureBlock(d, prompts.start, weight, logRef, all);
    }

    /** d. */
    public int count() {
        return count;
    }

    /** Prompts that have candidates. */
    public long prompts() {
        return candidates.layout.prompts();
    }

    /** Candidates of all prompts. */
    public long candidates() {
        return candidates.layout.slots();
    }

    @Override
    public void close() {
        candidates.close();
    }
}
