package dev.candor.engine.potential;

import dev.candor.engine.bill.BillBlock;
import dev.candor.engine.bill.PaymentTerms;
import dev.candor.engine.candidates.PromptBlock;
import dev.candor.engine.pack.PackedBlock;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.Phases;
import dev.candor.io.write.ColumnTable;
import dev.candor.io.write.ColumnValues;
import dev.candor.io.write.SortedTable;
import dev.candor.kept.Kept;
import dev.candor.mechanism.attack.CatalogGame;
import dev.candor.model.MechanismSpec;
import dev.candor.model.PaymentRule;
import dev.candor.model.SettlementSummary.Parameter;
import dev.candor.model.UserException;
import dev.candor.numeric.ExactSums;
import dev.candor.policy.Catalog;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One of M trained checkpoints, in the game of one prompt that a catalog is behind the gate: its candidates are the
 * checkpoints, in the order of their ids, its rewards the agents' values of them. All M are in every executor.
 */
public final class CatalogPotential implements WelfarePotential {
    private static final StructType SCHEMA = new StructType()
            .add("checkpoint_id", DataTypes.StringType, false)
            .add("chosen", DataTypes.BooleanType, false)
            .add("aggregate_value", DataTypes.DoubleType, false)
            .add("divergence", DataTypes.DoubleType, false)
            .add("welfare_behind", DataTypes.DoubleType, false);

    private final SparkSession spark;
    private final MechanismSpec mechanism;
    private final PackedReports reports;
    /** Slot by slot; after {@link #maximise}. */
    private PromptBlock checkpoints;

    private ExactSums values;
    private Catalog catalog;
    private final Kept kept = new Kept();

    public CatalogPotential(SparkSession spark, MechanismSpec mechanism, PackedReports reports) {
        PaymentRule rule = mechanism.paymentRule();
        if (rule.hasSurcharge()) {
            throw UserException.configuration("Cannot charge the " + rule.commandName() + " payments of a catalog: "
                    + rule.limit() + ". Use --payment-rule affine-maximiser.");
        }
        this.spark = spark;
        this.mechanism = mechanism;
        this.reports = reports;
    }

    @Override
    public Optimum maximise(Phases phases) {
        return phases.run("choose the checkpoint", () -> {
            phases.rows(reports.rowsAccepted());
            checkpoints = reports.candidates.blocks().values().first();
            values = new ExactSums(checkpoints.logBase.length);
            AggregatePass.sums(reports.blocks, reports.layout(), new HashPartitioner(1), AggregatePass.TASK_BYTES)
                    .values()
                    .collect()
                    .forEach(sums -> values.merge(sums.sum()));
            catalog = Catalog.of(values, checkpoints.logBase, mechanism.lambda());
            return new Optimum(catalog.welfare(), Double.NaN, checkpoints.logBase[catalog.chosen()], 0);
        });
    }

    @Override
    public JavaRDD<BillBlock> bills(PaymentTerms terms, Phases phases) {
        Broadcast<Catalog> everywhere = kept.keep(
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(catalog));
        return reports.blocks.map(block -> charged(block, everywhere.value().charging(), terms));
    }

    private static BillBlock charged(PackedBlock block, Catalog.Charging charging, PaymentTerms terms) {
        BillBlock bill = BillBlock.of(block.ids, block.weight, block.boost);
        for (int i = 0; i < block.payers(); i++) {
            double loss = charging.loss(
                    block.slot,
                    block.reward,
                    block.rest,
                    block.firstEntry[i],
                    block.firstEntry[i + 1],
                    block.size[i],
                    block.boost[i]);
            bill.reporting[i] = block.isReporting(i) ? 1 : 0;
            bill.value[i] = block.size[i] * charging.value();
            terms.charge(bill, i, loss, 0);
        }
        return bill;
    }

    /** The least price. */
    @Override
    public double welfareOfNobody() {
        return Arrays.stream(checkpoints.logBase)
                .map(divergence -> 0 - mechanism.lambda() * divergence)
                .max()
                .orElseThrow();
    }

    @Override
    public boolean isPriced() {
        return Arrays.stream(checkpoints.logBase).anyMatch(divergence -> divergence > 0);
    }

    @Override
    public Optional<VectorGame> attacked() {
        Broadcast<CatalogGame.Checkpoints> rules = kept.keep(JavaSparkContext.fromSparkContext(spark.sparkContext())
                .broadcast(new CatalogGame.Checkpoints(checkpoints.logBase, mechanism.lambda())));
        int count = values.count();
        return Optional.of(
                new VectorGame(values, true, rules, count, numbers -> VectorGame.sampled(reports, count, numbers)));
    }

    @Override
    public Policy policy() {
        int count = values.count();
        boolean[] chosen = new boolean[count];
        chosen[catalog.chosen()] = true;
        double[] value = new double[count];
        double[] margin = new double[count];
        Arrays.setAll(value, values::value);
        Arrays.setAll(margin, catalog::margin);
        ColumnTable table = new ColumnTable(
                count,
                List.of(
                        checkpoints.candidateIds.cells(),
                        ColumnValues.flags(chosen),
                        ColumnValues.numbers(value),
                        ColumnValues.numbers(checkpoints.logBase),
                        ColumnValues.numbers(margin)));
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        return new Policy(count, partitions -> new SortedTable(spark, context.parallelize(List.of(table), 1), SCHEMA));
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(new Parameter(checkpoints.candidateIds.get(catalog.chosen()), 1));
    }

    @Override
    public void close() {
        kept.close();
    }
}
