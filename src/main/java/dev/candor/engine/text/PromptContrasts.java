package dev.candor.engine.text;

import dev.candor.numeric.ExactSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * How candidates of one prompt differ: the second moments M = Σ_c Σ_x (v_x − v̄_c)(v_x − v̄_c)ᵀ of vectors v about their mean on
 * each prompt, m × m. What all candidates of a prompt share moves no policy, so it takes no dimension.
 *
 * <p>The sums are exact and every term is computed from the candidates of one prompt in the order of their ids: M, and what
 * follows from it, is a function of the rows.
 */
final class PromptContrasts {
    /** Axes with less of the spread than this, beside the first, are rounding. */
    private static final double NEGLIGIBLE = 1e-10;

    private final int terms;
    private final ExactSums moments;
    private long candidates;

    private PromptContrasts(int terms) {
        this.terms = terms;
        this.moments = new ExactSums(terms * (terms + 1) / 2);
    }

    /** @param vectors prompt_id, candidate_id, vector of length {@code terms} */
    static PromptContrasts of(Dataset<Row> vectors, int terms) {
        JavaRDD<Row> rows = vectors.repartition(vectors.col("prompt_id"))
                .sortWithinPartitions("prompt_id", "candidate_id")
                .javaRDD();
        PromptContrasts all = new PromptContrasts(terms);
        Tuple2<ExactSums, Long> sums = rows.mapPartitions(part -> {
                    PromptContrasts some = new PromptContrasts(terms);
                    some.addAll(part);
                    return List.of(new Tuple2<>(some.moments, some.candidates)).iterator();
                })
                .treeReduce((a, b) -> {
                    a._1().merge(b._1());
                    return new Tuple2<>(a._1(), a._2() + b._2());
                });
        all.moments.merge(sums._1());
        all.candidates = sums._2();
        return all;
    }

    private void addAll(Iterator<Row> rows) {
        List<Vector> prompt = new ArrayList<>();
        String id = null;
        while (rows.hasNext()) {
            Row row = rows.next();
            if (!row.getString(0).equals(id)) {
                add(prompt);
                prompt.clear();
                id = row.getString(0);
            }
            prompt.add(row.getAs(2));
        }
        add(prompt);
    }

    private void add(List<Vector> prompt) {
        double[] mean = new double[terms];
        BitSet touched = new BitSet(terms);
        for (Vector v : prompt) {
            v.foreachActive((j, x) -> {
                mean[(int) j] += (double) x;
                touched.set((int) j);
                return null;
            });
        }
        int[] at = touched.stream().toArray();
        for (Vector v : prompt) {
            double[] contrast = new double[at.length];
            for (int k = 0; k < at.length; k++) {
                contrast[k] = v.apply(at[k]) - mean[at[k]] / prompt.size();
            }
            for (int i = 0; i < at.length; i++) {
                for (int j = i; contrast[i] != 0 && j < at.length; j++) {
                    moments.add(place(at[i], at[j]), contrast[i] * contrast[j]);
                }
            }
        }
        candidates += prompt.size();
    }

    /** Of row i, column j ≥ i in the upper triangle. */
    private int place(int i, int j) {
        return i * (2 * terms - i - 1) / 2 + j;
    }

    /** The axes along which candidates of a prompt differ most. */
    static final class Axes {
        /**
         * By term, of each axis; the largest of an axis in size is positive, the first of those alike. In units in which
         * vectors have a root mean square of 1 about their prompt's mean along the first axis.
         */
        final double[][] loadings;

        /** Of M's trace, what the axes keep. */
        final double share;

        private Axes(double[][] loadings, double share) {
            this.loadings = loadings;
            this.share = share;
        }
    }

    /** At most {@code most} axes, fewer when there are no more. */
    Axes axes(int most) {
        double[][] m = new double[terms][terms];
        double trace = 0;
        for (int i = 0; i < terms; i++) {
            for (int j = i; j < terms; j++) {
                m[i][j] = moments.value(place(i, j));
                m[j][i] = m[i][j];
            }
            trace += m[i][i];
        }
        // QL iterations compare what is left with the eigenvalues at hand, and never end among those that are 0: none
        // is.
        double shift = IntStream.range(0, terms).mapToDouble(i -> m[i][i]).max().orElseThrow();
        for (int i = 0; i < terms; i++) {
            m[i][i] += shift;
        }
        EigenDecomposition decomposed = new EigenDecomposition(new Array2DRowRealMatrix(m, false));
        double[] spread = Arrays.stream(decomposed.getRealEigenvalues())
                .map(value -> value - shift)
                .toArray();
        int kept = 0;
        double share = 0;
        while (kept < most && spread[kept] > NEGLIGIBLE * spread[0] && trace > 0) {
            share += spread[kept++] / trace;
        }
        double[][] loadings = new double[terms][kept];
        for (int k = 0; k < kept; k++) {
            double[] axis = decomposed.getEigenvector(k).toArray();
            double scale = Math.signum(largest(axis)) / Math.sqrt(spread[0] / candidates);
            for (int j = 0; j < terms; j++) {
                loadings[j][k] = scale * axis[j] + 0.0;
            }
        }
        return new Axes(loadings, share);
    }

    private static double largest(double[] axis) {
        return Arrays.stream(axis).reduce(0, (a, b) -> Math.abs(b) > Math.abs(a) ? b : a);
    }
}
