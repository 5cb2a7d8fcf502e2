package dev.candor.engine.learn;

import dev.candor.engine.candidates.CandidateIndex;
import dev.candor.engine.candidates.Candidates;
import dev.candor.engine.candidates.Layout;
import dev.candor.engine.candidates.VectorColumn;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.io.parquet.CountedRows;
import dev.candor.io.schema.InputTable;
import dev.candor.learn.linear.FeatureColumns;
import dev.candor.model.UserException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The candidates with what rewards are linear in, small enough to be in every executor. Choices only see differences within
 * a prompt: each feature is taken from its mean over the prompt's candidates. Ratings see the level too: the features are as
 * they are, and a constant 1 stands behind them.
 */
final class LinearFeatures implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The largest feature that coefficients are learned of. */
    private static final double MOST = 1e9;

    final CandidateIndex index;
    /** Features of the table. */
    final int features;
    /** d: as many coefficients has an agent; with ratings one more than features. */
    final int dimension;
    /** φ of each slot, length M·d. */
    final double[] phi;

    private transient volatile FeatureColumns columns;

    private LinearFeatures(CandidateIndex index, int features, int dimension, double[] phi) {
        this.index = index;
        this.features = features;
        this.dimension = dimension;
        this.phi = phi;
    }

    /**
     * Reads them.
     *
     * @param pairs prompt_id, candidate_id of the accepted candidates, each once
     * @param vectors prompt_id, candidate_id, features of every row of the candidates table
     * @param log what is learned of
     * @throws UserException when a candidate lacks features, they differ in length or are not finite, or all together are
     *     too large to send
     */
    static LinearFeatures read(
            SparkSession spark, Dataset<Row> pairs, CountedRows vectors, InputTable log, EngineLimits limits) {
        Optional<CandidateIndex> found = Candidates.index(spark, pairs);
        CandidateIndex index = found.orElseThrow(() -> UserException.inputRejected(
                "Cannot learn coefficients without candidates: the table of --candidates has no accepted row."));
        VectorColumn column = new VectorColumn("features", index.layout.slots());
        VectorColumn.read(index, vectors, column);
        column.requirePresent();
        boolean level = log == InputTable.RATINGS;
        int d = column.length() + (level ? 1 : 0);
        if ((long) index.layout.slots() * d > limits.broadcastBytes() / Double.BYTES) {
            throw UserException.configuration("Cannot send " + index.layout.slots() + " candidates with "
                    + column.length() + " features each to every executor: they take more than "
                    + (limits.broadcastBytes() >> 20) + " MiB. Raise --broadcast-limit-mib (and the memory of executors"
                    + " and driver with it), or use fewer features.");
        }
        double[] raw = column.slots(0, index.layout.slots());
        requireOrdinary(raw, column.length(), index);
        return new LinearFeatures(
                index, column.length(), d, level ? withOnes(raw, column.length()) : centred(raw, d, index.layout));
    }

    /** Beyond, what an agent's judgements say would lose in rounding what its prior says. */
    private static void requireOrdinary(double[] raw, int features, CandidateIndex index) {
        for (int at = 0; at < raw.length; at++) {
            if (Math.abs(raw[at]) > MOST) {
                int slot = at / features;
                throw UserException.inputRejected("Cannot learn coefficients of features as large as " + raw[at]
                        + " (feature " + at % features + " of candidate " + index.candidateId(slot) + " of prompt "
                        + index.promptId(index.layout.promptOf()[slot]) + "): at most " + MOST
                        + " is possible. Use a larger unit for that feature; correct --candidates.");
            }
        }
    }

    private static double[] withOnes(double[] raw, int features) {
        int slots = raw.length / features;
        double[] phi = new double[slots * (features + 1)];
        Arrays.fill(phi, 1);
        for (int slot = 0; slot < slots; slot++) {
            System.arraycopy(raw, slot * features, phi, slot * (features + 1), features);
        }
        return phi;
    }

    private static double[] centred(double[] phi, int d, Layout layout) {
        double[] mean = new double[d];
        for (int prompt = 0; prompt < layout.prompts(); prompt++) {
            int from = layout.start(prompt);
            int to = layout.start(prompt + 1);
            Arrays.fill(mean, 0);
            for (int at = from * d; at < to * d; at++) {
                mean[at % d] += phi[at];
            }
            for (int at = from * d; at < to * d; at++) {
                phi[at] -= mean[at % d] / (to - from);
            }
        }
        return phi;
    }

    /** φ, for what is asked of all slots at once. */
    FeatureColumns columns() {
        FeatureColumns made = columns;
        if (made == null) {
            made = new FeatureColumns(phi, dimension);
            columns = made;
        }
        return made;
    }
}
