package dev.candor.engine;

import dev.candor.divergence.MixtureDivergence;
import dev.candor.mechanism.MixtureGame;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PaymentRule;
import dev.candor.model.SettlementSummary.Parameter;
import dev.candor.model.UserException;
import dev.candor.numeric.ExactSums;
import dev.candor.numeric.Stable;
import dev.candor.policy.Evaluation;
import dev.candor.policy.ExpertBlock;
import dev.candor.policy.MixtureCharges;
import dev.candor.policy.MixtureCounterfactuals;
import dev.candor.policy.MixtureOptimum;
import dev.candor.policy.MixtureSolver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * π_θ = Σ_k θ_k π_k, one θ on all prompts: each agent is reduced to its values of the K experts in one pass, then θ* takes a
 * pass over the candidates for each Newton step, and all counterfactuals together a few more (docs/mixture.md).
 */
final class MixturePotential implements WelfarePotential {

    /** Payers whose counterfactuals are solved together. */
    private static final int BATCH = 4096;

    private final SparkSession spark;
    private final JavaSparkContext context;
    private final MechanismSpec mechanism;
    private final PackedReports reports;
    private final Experts experts;
    private final MixtureDivergence divergence;
    private final Broadcast<Mixture> mixture;
    private final JavaRDD<ValueBlock> values;
    /** A, then Σ κ w v_i(π0); after {@link #maximise}. */
    private double[] aggregate;

    private MixtureOptimum optimum;
    private final List<Broadcast<?>> sent = new ArrayList<>();

    MixturePotential(SparkSession spark, MechanismSpec mechanism, EngineLimits limits, PackedReports reports) {
        if (mechanism.paymentRule() == PaymentRule.REVENUE_MAXIMISING) {
            throw UserException.configuration("Cannot charge the revenue-maximising payments of a mixture: the least"
                    + " utility of a type is known in closed form only for the tabular class under kl. Use"
                    + " --payment-rule affine-maximiser.");
        }
        this.spark = spark;
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.mechanism = mechanism;
        this.reports = reports;
        this.divergence = MixtureDivergence.of(mechanism.divergence());
        this.experts = Experts.read(reports.tables(), reports.candidates, limits);
        this.mixture = context.broadcast(Mixture.of(reports.candidates, experts));
        Broadcast<Mixture> everywhere = mixture;
        this.values = reports.blocks
                .map(block -> ValueBlock.of(block, everywhere.value().mass, everywhere.value().policies))
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    /** What every executor holds. */
    private static final class Mixture implements java.io.Serializable {
        private static final long serialVersionUID = 1L;

        /** The experts and the reference model. */
        final int policies;
        /** q_c·π_k(x|c), the reference model last; M × (K + 1) by rows. */
        final double[] mass;
        /** By block of prompts: cut by ids alone, so that sums do not depend on partitions. */
        final ExpertBlock[] blocks;

        /** π0 of each candidate. */
        final double[] ref;
        /** q of its prompt. */
        final double[] weight;

        private Mixture(int policies, double[] mass, ExpertBlock[] blocks, double[] ref, double[] weight) {
            this.policies = policies;
            this.mass = mass;
            this.blocks = blocks;
            this.ref = ref;
            this.weight = weight;
        }

        static Mixture of(Candidates candidates, Experts experts) {
            Layout layout = candidates.layout;
            CandidateIndex index = candidates.index().orElseThrow().value();
            int k = experts.count();
            double[] ref = new double[layout.slots()];
            double[] weight = new double[layout.slots()];
            ExpertBlock[] blocks = new ExpertBlock[layout.blocks()];
            for (int b = 0; b < blocks.length; b++) {
                int first = layout.firstSlot(b);
                int last = layout.firstSlot(b + 1);
                fill(index.block(b), candidates.totalPromptWeight, first, ref, weight);
                blocks[b] = new ExpertBlock(
                        k,
                        Arrays.copyOfRange(experts.prob, first * k, last * k),
                        Arrays.copyOfRange(ref, first, last),
                        Arrays.copyOfRange(weight, first, last));
            }
            double[] mass = new double[layout.slots() * (k + 1)];
            for (int x = 0; x < layout.slots(); x++) {
                for (int e = 0; e < k; e++) {
                    mass[x * (k + 1) + e] = weight[x] * experts.prob[x * k + e];
                }
                mass[x * (k + 1) + k] = weight[x] * ref[x];
            }
            return new Mixture(k + 1, mass, blocks, ref, weight);
        }

        private static void fill(PromptBlock prompts, double total, int first, double[] ref, double[] weight) {
            for (int c = 0; c < prompts.prompts(); c++) {
                int from = prompts.start[c];
                int to = prompts.start[c + 1];
                double normaliser = Stable.logSumExp(prompts.logBase, from, to);
                for (int x = from; x < to; x++) {
                    ref[first + x] = StrictMath.exp(prompts.logBase[x] - normaliser);
                    weight[first + x] = prompts.weight[c] / total;
                }
            }
        }
    }

    @Override
    public Optimum maximise(Phases phases) {
        ExactSums sums = phases.run("value the experts", () -> {
            phases.rows(reports.rowsAccepted());
            int policies = experts.count() + 1;
            return values.treeAggregate(new ExactSums(policies), MixturePotential::add, MixturePotential::merge);
        });
        aggregate = IntStream.range(0, sums.count()).mapToDouble(sums::value).toArray();
        optimum = phases.run(
                "solve the mixture",
                () -> MixtureSolver.solve(divergence, Arrays.copyOf(aggregate, experts.count()), this::evaluated));
        if (!optimum.isCertified()) {
            throw UserException.certificateNotMet("Cannot certify the mixture: after " + optimum.passes()
                    + " passes its welfare " + optimum.welfare() + " may be " + optimum.gap() + " below the maximum ("
                    + optimum.status() + "). Use another --divergence or a larger --lambda, or drop experts that are"
                    + " almost alike.");
        }
        double cost = optimum.evaluation().value();
        return new Optimum(optimum.welfare(), aggregate[experts.count()], cost / mechanism.lambda(), optimum.gap());
    }

    /** Adds every payer's d of every policy. */
    private static ExactSums add(ExactSums sums, ValueBlock block) {
        int policies = sums.count();
        for (int i = 0; i < block.payers(); i++) {
            double scale = block.size[i] * block.boost[i];
            for (int k = 0; k < policies; k++) {
                sums.add(k, scale * block.value[i * policies + k]);
            }
        }
        return sums;
    }

    private static ExactSums merge(ExactSums sums, ExactSums other) {
        sums.merge(other);
        return sums;
    }

    /** One pass over the candidates. */
    private List<Evaluation> evaluated(List<double[]> mixtures) {
        Broadcast<Mixture> everywhere = mixture;
        MixtureDivergence cost = divergence;
        double lambda = mechanism.lambda();
        List<double[]> all = new ArrayList<>(mixtures);
        List<Integer> blocks =
                IntStream.range(0, everywhere.value().blocks.length).boxed().toList();
        return context.parallelize(
                        blocks, Math.min(blocks.size(), spark.sparkContext().defaultParallelism()))
                .map(b -> Evaluation.of(everywhere.value().blocks[b], cost, lambda, all))
                .treeReduce(Evaluation::merge);
    }

    @Override
    public JavaRDD<BillBlock> bills(PaymentTerms terms, Phases phases) {
        return phases.run("send the mixture", () -> {
            Broadcast<MixtureCounterfactuals> everywhere = context.broadcast(new MixtureCounterfactuals(
                    whole(), divergence, mechanism.lambda(), Arrays.copyOf(aggregate, experts.count()), optimum));
            sent.add(everywhere);
            double[] theta = optimum.theta();
            return values.map(block -> charged(block, everywhere.value(), theta, terms));
        });
    }

    /** All candidates. */
    private ExpertBlock whole() {
        Mixture mine = mixture.value();
        return new ExpertBlock(experts.count(), experts.prob, mine.ref, mine.weight);
    }

    private static BillBlock charged(
            ValueBlock block, MixtureCounterfactuals counterfactuals, double[] theta, PaymentTerms terms) {
        BillBlock bill = BillBlock.of(block.ids, block.weight, block.boost);
        for (int from = 0; from < block.payers(); from += BATCH) {
            charge(bill, block, from, Math.min(from + BATCH, block.payers()), counterfactuals, theta, terms);
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
            PaymentTerms terms) {
        int experts = theta.length;
        double[] d = new double[(to - from) * experts];
        for (int i = from; i < to; i++) {
            double scale = block.size[i] * block.boost[i];
            double value = 0;
            for (int k = 0; k < experts; k++) {
                double mine = block.value[i * (experts + 1) + k];
                d[(i - from) * experts + k] = scale * mine;
                value += theta[k] * mine;
            }
            bill.value[i] = block.size[i] * value;
        }
        MixtureCharges charges = counterfactuals.charge(d);
        for (int i = from; i < to; i++) {
            int mine = i - from;
            double upper = Math.max(charges.upper(mine), charges.lower(mine));
            double loss = Math.min(Math.max(charges.payment(mine), charges.lower(mine)), upper);
            terms.charge(bill, i, loss, charges.lower(mine), upper, 0);
        }
    }

    @Override
    public Optional<AttackedRange> attacked() {
        int count = experts.count();
        Broadcast<MixtureGame.Experts> rules =
                context.broadcast(new MixtureGame.Experts(whole(), divergence, mechanism.lambda(), optimum.theta()));
        sent.add(rules);
        ExactSums totals = new ExactSums(count);
        JavaRDD<ValueBlock> all = values;
        IntStream.range(0, count).forEach(k -> totals.add(k, aggregate[k]));
        return Optional.of(new AttackedRange(
                totals,
                true,
                rules,
                2L * count * count * reports.candidates(),
                numbers -> all.flatMap(block -> IntStream.range(0, block.payers())
                        .filter(i -> numbers.value().containsKey(block.ids.get(i)))
                        .mapToObj(
                                i -> SampledVector.of(block, i, numbers.value().get(block.ids.get(i)), count))
                        .iterator())));
    }

    @Override
    public Policy policy() {
        Broadcast<Mixture> everywhere = mixture;
        Broadcast<double[]> prob = context.broadcast(mixed(experts.prob, optimum.theta()));
        sent.add(prob);
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
        double[] theta = optimum.theta();
        return IntStream.range(0, theta.length)
                .mapToObj(k -> new Parameter(experts.ids.get(k), theta[k]))
                .toList();
    }

    @Override
    public void close() {
        values.unpersist();
        mixture.destroy();
        sent.forEach(Broadcast::destroy);
    }
}
