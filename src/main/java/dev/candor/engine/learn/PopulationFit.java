package dev.candor.engine.learn;

import dev.candor.learn.linear.CoefficientPopulation;
import dev.candor.learn.linear.CoefficientPosterior;
import dev.candor.learn.linear.LinearLikelihood;
import dev.candor.learn.linear.PopulationSearch;
import dev.candor.learn.linear.PopulationSums;
import dev.candor.learn.linear.ScaleRule;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/**
 * The population that agents are drawn from, of one level or with groups, from the logs of all of them: passes in which every agent finds
 * its posterior where its rows lie, from where it was before, and only exact sums travel.
 *
 * <p>Where there are many agents, τ and a first b come from a sample of them, those whose ids have small hashes, and passes
 * over fewer of those come first; then b, or all groups, from an eighth of all agents, and from all.
 */
final class PopulationFit {
    /** Agents of the sample, about: log τ is known to within 1/(γ·√(2·SAMPLED)), γ the share of a coefficient that a log tells. */
    static final long SAMPLED = 1 << 14;
    /** Of them, those that the first passes are over. */
    private static final long FEW = 1 << 10;

    /** One in so many agents tells where b lies before all do: two passes over all of them are then enough. */
    private static final long SHARE = 8;

    private static final int MOST_PASSES = 80;
    private final Broadcast<LinearFeatures> features;
    private final LinearSpec spec;
    private int passes;
    private boolean settled = true;

    PopulationFit(Broadcast<LinearFeatures> features, LinearSpec spec) {
        this.features = features;
        this.spec = spec;
    }

    /** One pass of one partition: deviations of its agents, n·d, and their sums. */
    private static final class Pass implements Serializable {
        private static final long serialVersionUID = 1L;

        private final double[] deviation;
        private final PopulationSums sums;

        Pass(double[] deviation, PopulationSums sums) {
            this.deviation = deviation;
            this.sums = sums;
        }

        static Pass of(
                LinearBlock block,
                double[] before,
                CoefficientPopulation population,
                LinearFeatures features,
                LinearSpec spec) {
            int d = features.dimension;
            LinearLikelihood likelihood = spec.likelihood(block.judged, features);
            CoefficientPosterior posterior = new CoefficientPosterior(population.agents(0));
            Pass pass = new Pass(new double[Math.multiplyExact(block.agents(), d)], population.sums());
            for (int agent = 0; agent < block.agents(); agent++) {
                likelihood.window(block.first[agent], block.first[agent + 1]);
                posterior.under(population.agents(block.group(agent)));
                posterior.approach(likelihood, before, before.length > d ? agent * d : 0);
                posterior.copyDeviation(pass.deviation, agent * d);
                pass.sums.add(posterior, population, block.group(agent));
            }
            return pass;
        }
    }

    /** The population of the agents of {@code blocks}, which are kept by the caller. */
    CoefficientPopulation of(JavaRDD<LinearBlock> blocks, long agents, int groups) {
        CoefficientPopulation start = spec.declared(features.value().dimension, groups);
        start = sampled(blocks, agents, FEW, spec.rule(), start);
        start = sampled(blocks, agents, SAMPLED, spec.rule(), start);
        if (agents <= SAMPLED) {
            return settled(blocks, start, spec.rule(), PopulationSearch.CLOSE);
        }
        if (agents / SHARE > SAMPLED) {
            start = sampled(blocks, agents, agents / SHARE, ScaleRule.FIXED, start);
        }
        return settled(blocks, start, ScaleRule.FIXED, PopulationSearch.CLOSE);
    }

    /** The population of some {@code size} of the agents, for more of them to begin with; {@code start} if there are no more. */
    private CoefficientPopulation sampled(
            JavaRDD<LinearBlock> blocks, long agents, long size, ScaleRule rule, CoefficientPopulation start) {
        if (agents <= size) {
            return start;
        }
        long most = Long.divideUnsigned(-1, agents) * size;
        JavaRDD<LinearBlock> sample = blocks.map(block -> block.sampled(most)).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            return settled(sample, start, rule, PopulationSearch.ROUGH);
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

    private CoefficientPopulation settled(
            JavaRDD<LinearBlock> blocks, CoefficientPopulation start, ScaleRule rule, double done) {
        PopulationSearch search = new PopulationSearch(start, rule, done);
        JavaRDD<Pass> last = null;
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(blocks.context());
        // Until the end: who computes a lost part again goes through all passes before it.
        List<Broadcast<CoefficientPopulation>> sent = new ArrayList<>();
        try {
            for (int pass = 0; pass < MOST_PASSES; pass++) {
                Broadcast<CoefficientPopulation> population = spark.broadcast(search.population());
                sent.add(population);
                JavaRDD<Pass> next = pass(blocks, last, population).persist(StorageLevel.MEMORY_AND_DISK());
                PopulationSums sums;
                try {
                    // Sums of many groups are large: the driver gets them once, not once a branch.
                    sums = next.map(one -> one.sums)
                            .treeAggregate(
                                    start.sums(), PopulationSums::merge, PopulationSums::merge, 2, start.groups() > 0);
                } finally {
                    unpersist(last);
                    last = next;
                }
                passes++;
                if (search.settled(sums)) {
                    return search.population();
                }
            }
            settled = false;
            return search.population();
        } finally {
            unpersist(last);
            sent.forEach(Broadcast::destroy);
        }
    }

    private JavaRDD<Pass> pass(
            JavaRDD<LinearBlock> blocks, JavaRDD<Pass> last, Broadcast<CoefficientPopulation> population) {
        Broadcast<LinearFeatures> known = features;
        LinearSpec how = spec;
        if (last == null) {
            return blocks.map(block ->
                    Pass.of(block, new double[known.value().dimension], population.value(), known.value(), how));
        }
        return blocks.zipPartitions(
                last,
                (block, before) -> List.of(
                                Pass.of(block.next(), before.next().deviation, population.value(), known.value(), how))
                        .iterator());
    }

    private static void unpersist(JavaRDD<?> kept) {
        if (kept != null) {
            kept.unpersist();
        }
    }
}
