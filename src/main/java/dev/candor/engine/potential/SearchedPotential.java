package dev.candor.engine.potential;

import dev.candor.engine.bill.BillBlock;
import dev.candor.engine.bill.PaymentTerms;
import dev.candor.engine.candidates.Features;
import dev.candor.engine.pack.Coefficients;
import dev.candor.engine.pack.PackedBlock;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.Phases;
import dev.candor.model.LocalSearch;
import dev.candor.model.MechanismSpec;
import dev.candor.model.SettlementSummary.LocalOptimum;
import dev.candor.model.SettlementSummary.Parameter;
import dev.candor.model.UserException;
import dev.candor.numeric.ExactSums;
import dev.candor.policy.linear.FeatureBlock;
import dev.candor.policy.search.SearchedCharges;
import dev.candor.policy.search.SearchedCounterfactuals;
import dev.candor.policy.search.SearchedFigures;
import dev.candor.policy.search.SearchedInput;
import dev.candor.policy.search.SearchedOptimum;
import dev.candor.policy.search.SearchedPolicy;
import dev.candor.policy.search.SearchedSolver;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * π_θ ∝ π0·exp(θ·ψ) where it is not the optimum of all policies: ψ is not what rewards are linear in, D is not KL, or there
 * is a ridge. θ* is a local maximum, found in passes over the candidates; all counterfactuals take one Spark job
 * (docs/log-linear.md).
 */
public final class SearchedPotential implements WelfarePotential {
    /** A rise of welfare found on the way of an agent, relative to welfare, that is worth starting again from. */
    private static final double WORTH_A_RESTART = 1e-9;

    private static final int MOST_RESTARTS = 3;
    /** Of an agent's d/λ. */
    private static final double MOST_REACH = 1e9;

    private final SparkSession spark;
    private final JavaSparkContext context;
    private final MechanismSpec mechanism;
    private final LocalSearch search;
    private final PackedReports coefficients;
    private final Features features;
    private Broadcast<SearchedInput> run;
    private SearchedPasses passes;
    private List<SearchedSolver.Theta> starts;
    private SearchedOptimum optimum;
    private SearchedFigures figures;
    private Broadcast<SearchedCounterfactuals> counterfactuals;
    private JavaRDD<SearchedBill> bills;

    /**
     * The class on one run's reports.
     *
     * @param coefficients packed as reports on features (io.VectorTables)
     */
    public SearchedPotential(
            SparkSession spark,
            MechanismSpec mechanism,
            LocalSearch search,
            PackedReports coefficients,
            Features features) {
        this.spark = spark;
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.mechanism = mechanism;
        this.search = search;
        this.coefficients = coefficients;
        this.features = features;
    }

    /** The payer that can move a candidate's log-probability furthest, about. */
    private record Farthest(String payer, double reach) implements Serializable {
        static Farthest of(PackedBlock block, double[] range, double lambda) {
            Farthest farthest = new Farthest("", 0);
            for (int i = 0; i < block.payers(); i++) {
                double reach = 0;
                for (int e = block.firstEntry[i]; e < block.firstEntry[i + 1]; e++) {
                    reach += Math.abs(block.size[i] * block.boost[i] / lambda * block.reward[e]) * range[block.slot[e]];
                }
                farthest = reach > farthest.reach ? new Farthest(block.ids.get(i), reach) : farthest;
            }
            return farthest;
        }

        Farthest or(Farthest other) {
            int order = Double.compare(reach, other.reach);
            return order > 0 || (order == 0 && payer.compareTo(other.payer) <= 0) ? this : other;
        }
    }

    /** Where an agent is worth so much more than the divergence, no search tells what the others would have without it. */
    private void requireWithinReach() {
        double[] range = new double[features.count()];
        for (FeatureBlock block : features.blocks) {
            block.widen(range);
        }
        double lambda = mechanism.lambda();
        Farthest farthest = coefficients
                .blocks
                .map(block -> Farthest.of(block, range, lambda))
                .fold(new Farthest("", 0), Farthest::or);
        if (farthest.reach > MOST_REACH) {
            throw UserException.inputRejected("Cannot search for the best policy: the values of candidates to agent "
                    + farthest.payer + " differ by up to " + farthest.reach + " lambda (weight, boost and coefficients"
                    + " times features). At most " + MOST_REACH + " lambda can be searched. Correct its weight or"
                    + " coefficients, or raise --lambda.");
        }
    }

    @Override
    public Optimum maximise(Phases phases) {
        phases.run("find each agent's range", () -> {
            requireWithinReach();
            return null;
        });
        ExactSums aggregate =
                Coefficients.aggregate(coefficients, features.count(), phases).sums();
        double[] sums = IntStream.range(0, aggregate.count())
                .mapToDouble(aggregate::value)
                .toArray();
        run = context.broadcast(new SearchedInput(features.policyBlocks, features.blocks, sums));
        passes = new SearchedPasses(context, mechanism, run);
        SearchedSolver solver = new SearchedSolver(passes, search.ridge());
        starts = SearchedSolver.starts(run.value().spread(), search.starts(), search.seed());
        optimum = phases.run("search for theta", () -> solver.solve(starts));
        SearchedCharges.Better better = phases.run("solve without each agent", this::withoutEach);
        for (int k = 0; k < MOST_RESTARTS && isWorthARestart(better); k++) {
            double[] from = better.theta();
            SearchedOptimum found = phases.run("search again", () -> solver.resume(from));
            if (!(found.welfare() > optimum.welfare())) {
                break;
            }
            optimum = found;
            better = phases.run("solve without each agent", this::withoutEach);
        }
        return new Optimum(optimum.welfare(), figures.referenceValue(), figures.divergence(), optimum.gap());
    }

    private boolean isWorthARestart(SearchedCharges.Better better) {
        return better.rise() > WORTH_A_RESTART * Math.abs(optimum.welfare());
    }

    /** Solves the prompts at θ*, and every agent's counterfactual from there. */
    private SearchedCharges.Better withoutEach() {
        List<SearchedPart> parts = passes.solve(optimum.theta());
        figures = new SearchedFigures(features.count());
        parts.forEach(part -> figures.merge(part.figures));
        SearchedPolicy[] policy = parts.stream().map(part -> part.policy).toArray(SearchedPolicy[]::new);
        forgetBills();
        counterfactuals = context.broadcast(new SearchedCounterfactuals(
                policy, mechanism.divergence(), mechanism.lambda(), search.ridge(), optimum, starts));
        Broadcast<SearchedCounterfactuals> everywhere = counterfactuals;
        Broadcast<SearchedInput> given = run;
        double[] mean = figures.meanFeature();
        bills = coefficients
                .blocks
                .map(block -> SearchedBill.of(block, everywhere.value(), given.value(), mean))
                .persist(StorageLevel.MEMORY_AND_DISK());
        return bills.map(SearchedBill::better)
                .treeAggregate(SearchedCharges.Better.none(), SearchedCharges.Better::of, SearchedCharges.Better::of);
    }

    private void forgetBills() {
        if (bills != null) {
            bills.unpersist();
            counterfactuals.destroy();
        }
    }

    @Override
    public JavaRDD<BillBlock> bills(PaymentTerms terms, Phases phases) {
        return bills.map(bill -> bill.charged(terms));
    }

    @Override
    public Optional<LocalOptimum> localOptimum() {
        double cost = 0;
        for (double coefficient : optimum.theta()) {
            cost += search.ridge() / 2 * coefficient * coefficient;
        }
        return Optional.of(new LocalOptimum(
                optimum.status().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                Math.max(figures.tabularShortfall(), 0) + cost,
                search.starts(),
                passes.count()));
    }

    @Override
    public Policy policy() {
        Broadcast<SearchedCounterfactuals> everywhere = counterfactuals;
        Broadcast<SearchedInput> sent = run;
        double total = features.candidates.totalPromptWeight;
        return new Policy(
                features.candidates(),
                partitions -> SortedPolicy.of(
                        spark,
                        features.candidates.blocks(),
                        features.candidates.layout,
                        block -> {
                            SearchedPolicy policy = everywhere.value().policy(block._1());
                            return PolicyColumns.of(
                                    block._2(),
                                    total,
                                    policy::ref,
                                    policy::prob,
                                    x -> sent.value().aggregate(block._1())[x]);
                        },
                        partitions));
    }

    @Override
    public List<Parameter> parameters() {
        return Coefficients.parameters(optimum.theta());
    }

    @Override
    public void close() {
        forgetBills();
        if (run != null) {
            run.destroy();
        }
    }
}
