package dev.candor.engine.potential;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.engine.bill.BillBlock;
import dev.candor.engine.bill.PaymentTerms;
import dev.candor.engine.candidates.CandidateIndex;
import dev.candor.engine.candidates.Candidates;
import dev.candor.engine.candidates.Layout;
import dev.candor.engine.candidates.PromptBlock;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.kept.Kept;
import dev.candor.mechanism.attack.MixtureGame;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PaymentRule;
import dev.candor.model.SettlementSummary.Parameter;
import dev.candor.model.UserException;
import dev.candor.numeric.ExactSums;
import dev.candor.policy.mixture.Evaluation;
import dev.candor.policy.mixture.ExpertBlock;
import dev.candor.policy.mixture.MixtureCharges;
import dev.candor.policy.mixture.MixtureCounterfactuals;
import dev.candor.policy.mixture.MixtureOptimum;
import dev.candor.policy.mixture.MixtureSolver;
import dev.candor.policy.mixture.MixtureValues;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * π_θ = Σ_k θ_k π_k, one θ on all prompts: each agent is reduced to its values of the K experts in one pass, then θ* takes a
 * pass over the candidates for each Newton step, and all counterfactuals together a few more (docs/mixture.md).
 */
public final class MixturePotential implements WelfarePotential {

    /** Payers whose counterfactuals are solved together. */
    private static final int BATCH = 4096;

    private final SparkSession spark;
    private final JavaSparkContext context;
    private final MechanismSpec mechanism;
    private final PackedReports reports;
    private final Experts experts;
    private final MixtureDivergence divergence;
    private final Broadcast<ExpertMasses> mixture;
    /** What the solver's λ and values are multiplied by. */
    private final double unit;

    private final double lambda;
    private final JavaRDD<ValueBlock> values;
    /** After {@link #maximise}. */
    private Aggregate aggregate;

    private MixtureOptimum optimum;
    private final Kept kept = new Kept();

    public MixturePotential(SparkSession spark, MechanismSpec mechanism, EngineLimits limits, PackedReports reports) {
        PaymentRule rule = mechanism.paymentRule();
        if (rule.hasSurcharge()) {
            throw UserException.configuration("Cannot charge the " + rule.commandName() + " payments of a mixture: "
                    + rule.limit() + ". Use --payment-rule affine-maximiser.");
        }
        this.spark = spark;
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.mechanism = mechanism;
        this.reports = reports;
        this.divergence = MixtureDivergence.of(mechanism.divergence());
        this.experts = Experts.read(reports.tables(), reports.candidates, limits);
        ExpertMasses all = masses(reports.candidates, experts);
        requireMixable(all.whole());
        this.mixture = kept.keep(context.broadcast(all));
        this.unit = mixture.value().whole().unit(divergence, mechanism.lambda());
        this.lambda = unit * mechanism.lambda();
        Broadcast<ExpertMasses> everywhere = mixture;
        Broadcast<Layout> layout = reports.layout();
        this.values =
                kept.persist(reports.blocks.map(block -> ValueBlock.of(block, everywhere.value(), layout.value())));
    }

    private static ExpertMasses masses(Candidates candidates, Experts experts) {
        CandidateIndex index = candidates.index().orElseThrow().value();
        PromptBlock[] prompts = IntStream.range(0, candidates.layout.blocks())
                .mapToObj(index::block)
                .toArray(PromptBlock[]::new);
        return new ExpertMasses(
                candidates.layout, prompts, candidates.totalPromptWeight, experts.count(), experts.prob);
    }

    /** Refuses a candidate that makes every mixture impossible, by its name. */
    private void requireMixable(ExpertBlock all) {
        int slot = all.firstThatCannotBeMixed(divergence);
        if (slot >= 0) {
            String cause = "Cannot mix experts under " + mechanism.divergence() + ": the most that any of them gives "
                    + experts.candidate(slot) + " is " + all.most(slot);
            throw UserException.configuration(
                    all.most(slot) > 0
                            ? cause + ", and less than " + Evaluation.LEAST_PROB
                                    + " cannot be mixed. Add an expert that"
                                    + " gives it more, leave the candidate out, or use --divergence chi-squared or l2."
                            : cause + ", so that every mixture costs infinitely much. Add an expert that gives it mass,"
                                    + " leave the candidate out, or use another --divergence.");
        }
    }

    @Override
    public Optimum maximise(Phases phases) {
        ExactSums sums = phases.run("value the experts", () -> {
            phases.rows(reports.rowsAccepted());
            return values.treeAggregate(
                    new ExactSums(ValueBlock.sums(experts.count() + 1)),
                    (all, block) -> block.addTo(all),
                    MixturePotential::merge);
        });
        aggregate = Aggregate.of(sums, experts.count());
        optimum = phases.run("solve the mixture", () -> MixtureSolver.solve(divergence, wanted(), this::evaluated));
        double welfare = optimum.welfare() / unit;
        if (!optimum.isCertified()) {
            throw UserException.certificateNotMet("Cannot certify the mixture: after " + optimum.passes()
                    + " passes its welfare " + welfare + " may be " + optimum.gap() / unit + " below the maximum ("
                    + optimum.status() + "). Use another --divergence or a larger --lambda, or drop experts that are"
                    + " almost alike.");
        }
        if (!Double.isFinite(welfare)) {
            throw UserException.configuration("Cannot mix experts under " + mechanism.divergence() + ": λ = "
                    + mechanism.lambda()
                    + " times the divergence of every mixture of them exceeds the range of a double. Use a"
                    + " smaller --lambda, another --divergence, or an expert nearer to the reference model.");
        }
        return new Optimum(
                aggregate.common + welfare,
                aggregate.common + aggregate.reference,
                optimum.evaluation().value() / lambda,
                optimum.gap() / unit);
    }

    /** A, in the solver's unit. */
    private MixtureValues wanted() {
        return aggregate.experts.times(unit);
    }

    /**
     * What all payers together want.
     *
     * @param experts A, beyond what is common to all policies
     * @param reference the same of the reference model
     * @param common what every policy is worth alike
     */
    record Aggregate(MixtureValues experts, double reference, double common) {
        static Aggregate of(ExactSums sums, int count) {
            double[] value = new double[count];
            double[] rest = new double[count];
            for (int k = 0; k < count; k++) {
                value[k] = sums.value(k);
                rest[k] = sums.exact(k).subtract(new BigDecimal(value[k])).doubleValue();
            }
            double[] magnitude = {sums.value(count + 2)};
            return new Aggregate(
                    new MixtureValues(count, value, rest, magnitude), sums.value(count), sums.value(count + 1));
        }
    }

    private static ExactSums merge(ExactSums sums, ExactSums other) {
        sums.merge(other);
        return sums;
    }

    /** One pass over the candidates. */
    private List<Evaluation> evaluated(List<double[]> mixtures) {
        Broadcast<ExpertMasses> everywhere = mixture;
        MixtureDivergence cost = divergence;
        double scale = lambda;
        List<double[]> all = new ArrayList<>(mixtures);
        List<Integer> blocks =
                IntStream.range(0, everywhere.value().blocks.length).boxed().toList();
        return context.parallelize(
                        blocks, Math.min(blocks.size(), spark.sparkContext().defaultParallelism()))
                .map(b -> Evaluation.of(everywhere.value().blocks[b], cost, scale, all))
                .treeReduce(Evaluation::merge);
    }

    @Override
    public JavaRDD<BillBlock> bills(PaymentTerms terms, Phases phases) {
        return phases.run("send the mixture", () -> {
            Broadcast<MixtureCounterfactuals> everywhere = kept.keep(context.broadcast(
                    new MixtureCounterfactuals(mixture.value().whole(), divergence, lambda, wanted(), optimum)));
            double[] theta = optimum.theta();
            double told = unit;
            return values.map(block -> charged(block, everywhere.value(), theta, told, terms));
        });
    }

    private static BillBlock charged(
            ValueBlock block, MixtureCounterfactuals counterfactuals, double[] theta, double unit, PaymentTerms terms) {
        BillBlock bill = BillBlock.of(block.ids, block.weight, block.boost);
        for (int from = 0; from < block.payers(); from += BATCH) {
            charge(bill, block, from, Math.min(from + BATCH, block.payers()), counterfactuals, theta, unit, terms);
        }
        return bill;
    }

    /** Charges payers [from, to). */
    private static void charge(
            BillBlock bill,
            ValueBlock block,
            int from,
            int to,
            MixtureCounterfactuals counterfactuals,
            double[] theta,
            double unit,
            PaymentTerms terms) {
        MixtureCharges charges = counterfactuals.charge(block.experts(from, to).times(unit));
        for (int i = from; i < to; i++) {
            double value = block.common[i];
            for (int k = 0; k < theta.length; k++) {
                value += theta[k] * block.value[i * block.policies + k];
            }
            bill.value[i] = block.size[i] * value;
            bill.reporting[i] = block.isReporting(i) ? 1 : 0;
            if (block.isIndifferent(i)) {
                terms.chargeNothing(bill, i);
                continue;
            }
            int mine = i - from;
            double lower = charges.lower(mine) / unit;
            double upper = Math.max(charges.upper(mine) / unit, lower);
            double loss = Math.min(Math.max(charges.payment(mine) / unit, lower), upper);
            terms.charge(bill, i, loss, lower, upper, 0);
        }
    }

    /**
     * Of one expert. The best mixture of several is found to its gap only, and so is what the only payer owes: a figure that
     * is closer would contradict the payment.
     */
    @Override
    public double welfareOfNobody() {
        return experts.count() == 1
                ? 0 - mechanism.lambda() * (optimum.evaluation().value() / lambda)
                : Double.NaN;
    }

    @Override
    public Optional<VectorGame> attacked() {
        int count = experts.count();
        Broadcast<MixtureGame.Experts> rules = kept.keep(context.broadcast(
                new MixtureGame.Experts(mixture.value().whole(), divergence, mechanism.lambda(), optimum.theta())));
        ExactSums totals = new ExactSums(count);
        JavaRDD<ValueBlock> all = values;
        for (int k = 0; k < count; k++) {
            totals.add(k, aggregate.experts.value(0, k));
            totals.add(k, aggregate.common);
        }
        return Optional.of(new VectorGame(
                totals,
                true,
                rules,
                2L * count * count * reports.candidates(),
                numbers -> all.flatMap(block -> IntStream.range(0, block.payers())
                        .filter(i -> numbers.value().containsKey(block.ids.get(i)))
                        .mapToObj(i -> VectorReport.of(block, i, numbers.value().get(block.ids.get(i)), count))
                        .iterator())));
    }

    @Override
    public Policy policy() {
        Broadcast<ExpertMasses> everywhere = mixture;
        Broadcast<double[]> prob = kept.keep(context.broadcast(mixed(experts.prob, optimum.theta())));
        Layout layout = reports.candidates.layout;
        double total = reports.candidates.totalPromptWeight;
        return new Policy(
                reports.candidates(),
                partitions -> SortedPolicy.of(
                        spark,
                        TabularPotential.aggregated(reports),
                        layout,
                        block -> {
                            int first = layout.firstSlot(block._1());
                            return PolicyColumns.of(
                                    block._2()._1(),
                                    total,
                                    x -> everywhere.value().ref[first + x],
                                    x -> prob.value()[first + x],
                                    block._2()._2().sum()::value);
                        },
                        partitions));
    }

    /** π_θ of each candidate. */
    private static double[] mixed(double[] prob, double[] theta) {
        double[] mixed = new double[prob.length / theta.length];
        for (int x = 0; x < mixed.length; x++) {
            for (int k = 0; k < theta.length; k++) {
                mixed[x] += theta[k] * prob[x * theta.length + k];
            }
        }
        return mixed;
    }

    @Override
    public List<Parameter> parameters() {
        double[] weight = new double[experts.ids.size()];
        double[] theta = optimum.theta();
        for (int k = 0; k < theta.length; k++) {
            weight[experts.mixed[k]] = theta[k];
        }
        return IntStream.range(0, weight.length)
                .mapToObj(k -> new Parameter(experts.ids.get(k), weight[k]))
                .toList();
    }

    @Override
    public void close() {
        kept.close();
    }
}
