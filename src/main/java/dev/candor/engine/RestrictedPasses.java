package dev.candor.engine;

import dev.candor.model.MechanismSpec;
import dev.candor.policy.CurvatureSums;
import dev.candor.policy.RestrictedFigures;
import dev.candor.policy.RestrictedInput;
import dev.candor.policy.RestrictedSolver;
import dev.candor.policy.RestrictedSolver.Theta;
import dev.candor.policy.RestrictedSums;
import dev.candor.policy.RestrictedWelfare;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Passes over the candidates of a restricted run, one Spark job each, whatever the number of θ; sums are exact. */
final class RestrictedPasses implements RestrictedSolver.Passes {
    private final JavaSparkContext context;
    private final String divergence;
    private final double lambda;
    private final Broadcast<RestrictedInput> run;
    private int count;

    RestrictedPasses(JavaSparkContext context, MechanismSpec mechanism, Broadcast<RestrictedInput> run) {
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
        void add(RestrictedWelfare at, RestrictedInput run, int block, CurvatureSums sums);
    }

    @Override
    public List<RestrictedSums> welfare(List<Theta> thetas) {
        Broadcast<RestrictedInput> everywhere = run;
        String of = divergence;
        double price = lambda;
        List<Theta> all = new ArrayList<>(thetas);
        return blocks().map(b -> {
                    List<RestrictedSums> found = new ArrayList<>();
                    for (Theta theta : all) {
                        RestrictedSums sums = new RestrictedSums(theta.theta().length);
                        new RestrictedWelfare(of, price, theta.theta())
                                .add(
                                        everywhere.value().policy(b),
                                        everywhere.value().aggregate(b),
                                        sums);
                        found.add(sums);
                    }
                    return found;
                })
                .treeReduce(RestrictedPasses::merge);
    }

    private static List<RestrictedSums> merge(List<RestrictedSums> sums, List<RestrictedSums> others) {
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
        Broadcast<RestrictedInput> everywhere = run;
        String of = divergence;
        double price = lambda;
        return blocks().map(b -> {
                    CurvatureSums sums = new CurvatureSums(theta.theta().length);
                    addend.add(new RestrictedWelfare(of, price, theta.theta()), everywhere.value(), b, sums);
                    return sums;
                })
                .treeReduce((sums, others) -> {
                    sums.merge(others);
                    return sums;
                });
    }

    /** Every block solved at θ, in order. */
    List<RestrictedPart> solve(double[] theta) {
        Broadcast<RestrictedInput> everywhere = run;
        String of = divergence;
        double price = lambda;
        List<RestrictedPart> parts = new ArrayList<>(blocks().map(b -> {
                    RestrictedInput mine = everywhere.value();
                    RestrictedFigures figures =
                            new RestrictedFigures(mine.reward(b).features());
                    return new RestrictedPart(
                            b,
                            new RestrictedWelfare(of, price, theta)
                                    .policy(mine.policy(b), mine.reward(b), mine.aggregate(b), figures),
                            figures);
                })
                .collect());
        parts.sort(Comparator.comparingInt(part -> part.block));
        return parts;
    }
}
