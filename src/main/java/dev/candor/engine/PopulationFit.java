package dev.candor.engine;

import dev.candor.learn.CoefficientPosterior;
import dev.candor.learn.CoefficientPrior;
import dev.candor.learn.LinearLikelihood;
import dev.candor.learn.PopulationStep;
import dev.candor.learn.PopulationSums;
import dev.candor.learn.ScaleRule;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * The population that agents are drawn from, N(b, diag(τ²)), from the logs of all of them: passes in which every agent finds
 * its mode where its rows lie, from where it was before, and only exact sums travel.
 *
 * <p>Where there are many agents, τ and a first b come from a sample of them, those whose ids have small hashes; then b from
 * all.
 */
final class PopulationFit {
    /** Agents of the sample, about: τ is known to 1 % where each determines its coefficients to a tenth. */
    static final long SAMPLED = 1 << 15;

    private static final int MOST_PASSES = 60;
    private final Broadcast<LinearFeatures> features;
    private final LinearSpec spec;
    private int passes;
    private boolean settled = true;

    PopulationFit(Broadcast<LinearFeatures> features, LinearSpec spec) {
        this.features = features;
        this.spec = spec;
    }

    /** One pass of one partition: β̂ of its agents, n·d, and their sums. */
    private static final class Pass implements Serializable {
        private static final long serialVersionUID = 1L;

        private final double[] beta;
        private final PopulationSums sums;

        Pass(double[] beta, PopulationSums sums) {
            this.beta = beta;
            this.sums = sums;
        }

        static Pass of(
                LinearBlock block, double[] before, CoefficientPrior prior, LinearFeatures features, LinearSpec spec) {
            int d = features.dimension;
            LinearLikelihood likelihood = spec.likelihood(block.judged, features);
            CoefficientPosterior posterior = new CoefficientPosterior(prior);
            Pass pass = new Pass(new double[Math.multiplyExact(block.agents(), d)], new PopulationSums(d));
            for (int agent = 0; agent < block.agents(); agent++) {
                likelihood.window(block.first[agent], block.first[agent + 1]);
                posterior.approach(likelihood, before, before.length > d ? agent * d : 0);
                posterior.copyMode(pass.beta, agent * d);
                pass.sums.add(posterior, prior);
            }
            return pass;
        }
    }

    /** The population of the agents of {@code blocks}, which are kept by the caller. */
    CoefficientPrior of(JavaRDD<LinearBlock> blocks, long agents) {
        CoefficientPrior declared = spec.declared(features.value().dimension);
        if (spec.rule() == ScaleRule.FIXED || agents <= SAMPLED) {
            return settled(blocks, declared, spec.rule());
        }
        long most = Long.divideUnsigned(-1, agents) * SAMPLED;
        JavaRDD<LinearBlock> sample = blocks.map(block -> block.sampled(most)).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            return settled(blocks, settled(sample, declared, spec.rule()), ScaleRule.FIXED);
        } finally {
            sample.unpersist();
        }
    }

    /** Passes that were made. */
    int passes() {
        return passes;
    }

    /** Whether the last of them moved next to nothing. */
    boolean settled() {
        return settled;
    }

    private CoefficientPrior settled(JavaRDD<LinearBlock> blocks, CoefficientPrior start, ScaleRule rule) {
        CoefficientPrior prior = start;
        JavaRDD<Pass> last = null;
        try {
            for (int pass = 0; pass < MOST_PASSES; pass++) {
                JavaRDD<Pass> next = pass(blocks, last, prior).persist(StorageLevel.MEMORY_AND_DISK());
                PopulationSums sums;
                try {
                    sums = next.map(one -> one.sums)
                            .treeAggregate(
                                    new PopulationSums(prior.dimension()),
                                    PopulationSums::merge,
                                    PopulationSums::merge);
                } finally {
                    unpersist(last);
                    last = next;
                }
                passes++;
                PopulationStep step = sums.next(prior, rule);
                prior = step.prior();
                if (step.settled()) {
                    return prior;
                }
            }
            settled = false;
            return prior;
        } finally {
            unpersist(last);
        }
    }

    private JavaRDD<Pass> pass(JavaRDD<LinearBlock> blocks, JavaRDD<Pass> last, CoefficientPrior prior) {
        Broadcast<LinearFeatures> known = features;
        LinearSpec how = spec;
        if (last == null) {
            return blocks.map(block -> Pass.of(block, prior.toMeanArray(), prior, known.value(), how));
        }
        return blocks.zipPartitions(
                last,
                (block, before) -> List.of(Pass.of(block.next(), before.next().beta, prior, known.value(), how))
                        .iterator());
    }

    private static void unpersist(JavaRDD<?> kept) {
        if (kept != null) {
            kept.unpersist();
        }
    }
}
