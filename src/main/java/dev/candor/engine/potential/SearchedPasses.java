package dev.candor.engine.potential;

import dev.candor.model.Divergence;
import dev.candor.model.MechanismSpec;
import dev.candor.policy.search.CurvatureSums;
import dev.candor.policy.search.SearchedFigures;
import dev.candor.policy.search.SearchedInput;
import dev.candor.policy.search.SearchedSolver;
import dev.candor.policy.search.SearchedSolver.Theta;
import dev.candor.policy.search.SearchedSums;
import dev.candor.policy.search.SearchedWelfare;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Passes over the candidates of a restricted run, one Spark job each, whatever the number of θ; sums are exact. */
final class SearchedPasses implements SearchedSolver.Passes {
    private final JavaSparkContext context;
    private final Divergence divergence;
    private final double lambda;
    private final Broadcast<SearchedInput> run;
    private int count;

    SearchedPasses(JavaSparkContext context, MechanismSpec mechanism, Broadcast<SearchedInput> run) {
        this.context = context;
        this.divergence = mechanism.divergence();
        this.lambda = mechanism.lambda();
        this.run = run;
    }

    /** How many there were. */
    int count() {
        return count;
    }

    private JavaRDD<Integer> blocks() {
        count++;
        List<Integer> blocks = IntStream.range(0, run.value().blocks()).boxed().toList();
        return context.parallelize(blocks, Math.min(blocks.size(), context.defaultParallelism()));
    }

    /** Adds one block to a curvature. */
    private interface Addend extends Serializable {
        void add(SearchedWelfare at, SearchedInput run, int block, CurvatureSums sums);
    }

    @Override
    public List<SearchedSums> welfare(List<Theta> thetas) {
        Broadcast<SearchedInput> everywhere = run;
        Divergence of = divergence;
        double price = lambda;
        List<Theta> all = new ArrayList<>(thetas);
        return blocks().map(b -> {
                    List<SearchedSums> found = new ArrayList<>();
                    for (Theta theta : all) {
                        SearchedSums sums = new SearchedSums(theta.theta().length);
                        new SearchedWelfare(of, price, theta.theta())
                                .add(
                                        everywhere.value().policy(b),
                                        everywhere.value().aggregate(b),
                                        sums);
                        found.add(sums);
                    }
                    return found;
                })
                .treeReduce(SearchedPasses::merge);
    }

    private static List<SearchedSums> merge(List<SearchedSums> sums, List<SearchedSums> others) {
        for (int k = 0; k < sums.size(); k++) {
            sums.get(k).merge(others.get(k));
        }
        return sums;
    }

    @Override
    public CurvatureSums metric(Theta theta) {
        return curvature(theta, (at, mine, b, sums) -> at.addMetric(mine.policy(b), mine.aggregate(b), sums));
    }

    @Override
    public CurvatureSums curvature(Theta theta) {
        return curvature(theta, (at, mine, b, sums) -> at.addCurvature(mine.policy(b), mine.aggregate(b), sums));
    }

    private CurvatureSums curvature(Theta theta, Addend addend) {
        Broadcast<SearchedInput> everywhere = run;
        Divergence of = divergence;
        double price = lambda;
        return blocks().map(b -> {
                    CurvatureSums sums = new CurvatureSums(theta.theta().length);
                    addend.add(new SearchedWelfare(of, price, theta.theta()), everywhere.value(), b, sums);
                    return sums;
                })
                .treeReduce((sums, others) -> {
                    sums.merge(others);
                    return sums;
                });
    }

    /** Every block solved at θ, in order. */
    List<SearchedPart> solve(double[] theta) {
        Broadcast<SearchedInput> everywhere = run;
        Divergence of = divergence;
        double price = lambda;
        List<SearchedPart> parts = new ArrayList<>(blocks().map(b -> {
                    SearchedInput mine = everywhere.value();
                    SearchedFigures figures = new SearchedFigures(mine.reward(b).features());
                    return new SearchedPart(
                            b,
                            new SearchedWelfare(of, price, theta)
                                    .policy(mine.policy(b), mine.reward(b), mine.aggregate(b), figures),
                            figures);
                })
                .collect());
        parts.sort(Comparator.comparingInt(part -> part.block));
        return parts;
    }
}
