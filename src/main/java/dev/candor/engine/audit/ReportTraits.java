package dev.candor.engine.audit;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.candor.engine.candidates.Layout;
import dev.candor.engine.pack.PackedBlock;
import dev.candor.engine.pack.PackedReports;
import dev.candor.mechanism.attack.Stream;
import dev.candor.model.AuditSummary.Duplicates;
import dev.candor.model.AuditSummary.Group;
import dev.candor.model.AuditSummary.Privacy;
import dev.candor.model.MechanismSpec;
import dev.candor.model.RewardDomain;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What every payer's own report says about copies and privacy: hashes of its rewards, and ε = 2Δ/λ. A row a payer, from
 * one pass over the reports.
 */
final class ReportTraits {
    /** Shorter reports are alike by chance. */
    private static final int LEAST_ROWS = 5;

    /** Groups that are listed. */
    private static final int LARGEST = 10;

    /** Steps of a rounded reward within the largest. */
    private static final double STEPS = 20;

    private static final StructType COLUMNS = new StructType()
            .add("agent_id", DataTypes.StringType, false)
            .add("entries", DataTypes.LongType, false)
            .add("equal", DataTypes.LongType, false)
            .add("alike", DataTypes.LongType, false)
            .add("epsilon", DataTypes.DoubleType, false);

    private final Dataset<Row> rows;
    private final boolean declared;

    private ReportTraits(Dataset<Row> rows, boolean declared) {
        this.rows = rows;
        this.declared = declared;
    }

    static ReportTraits of(SparkSession spark, PackedReports reports, MechanismSpec mechanism) {
        boolean declared = mechanism.domain() != RewardDomain.UNRESTRICTED && reports.payers() == reports.agents();
        Ranges ranges = new Ranges(reports.layout(), mechanism.lambda(), declared);
        return new ReportTraits(
                spark.createDataFrame(
                        reports.blocks.flatMap(block -> IntStream.range(0, block.payers())
                                .mapToObj(i -> row(block, i, ranges))
                                .iterator()),
                        COLUMNS),
                declared);
    }

    private static Row row(PackedBlock block, int i, Ranges ranges) {
        int from = block.firstEntry[i];
        int to = block.firstEntry[i + 1];
        double largest = 0;
        for (int k = from; k < to; k++) {
            largest = Math.max(largest, Math.abs(block.reward[k]));
        }
        long equal = 0;
        long alike = 0;
        for (int k = from; k < to; k++) {
            equal = Stream.key(Stream.key(equal, block.slot[k]), Double.doubleToLongBits(block.reward[k] + 0.0));
            alike = Stream.key(Stream.key(alike, block.slot[k]), Math.round(block.reward[k] / largest * STEPS));
        }
        return RowFactory.create(block.ids.get(i), (long) (to - from), equal, alike, ranges.epsilon(block, i));
    }

    /** ε of a payer: Δ is κw times the range of its rewards on the prompt where that is largest. */
    private record Ranges(Broadcast<Layout> layout, double lambda, boolean declared) implements Serializable {
        double epsilon(PackedBlock block, int i) {
            double scale = block.size[i] * block.boost[i];
            int from = block.firstEntry[i];
            int end = block.firstEntry[i + 1];
            if (from == end) {
                return 0;
            }
            return 2 * scale / lambda * (declared ? 1 : range(block, from, end));
        }

        private double range(PackedBlock block, int first, int end) {
            Layout where = layout.value();
            double widest = 0;
            int from = first;
            while (from < end) {
                int prompt = where.promptOf()[block.slot[from]];
                int limit = where.start(prompt + 1);
                double least = Double.POSITIVE_INFINITY;
                double most = Double.NEGATIVE_INFINITY;
                int to = from;
                for (; to < end && block.slot[to] < limit; to++) {
                    least = Math.min(least, block.reward[to]);
                    most = Math.max(most, block.reward[to]);
                }
                if (to - from < limit - where.start(prompt)) {
                    least = Math.min(least, 0);
                    most = Math.max(most, 0);
                }
                widest = Math.max(widest, most - least);
                from = to;
            }
            return widest;
        }
    }

    /** The agents, a row each and few, with a last column {@code epsilon}. */
    Dataset<Row> withEpsilon(Dataset<Row> agents) {
        return broadcast(agents).join(rows.select("agent_id", "epsilon"), "agent_id");
    }

    Duplicates duplicates() {
        List<Group> largest = new ArrayList<>();
        long[] equal = groups("equal", largest);
        long[] alike = groups("alike", largest);
        largest.sort(Comparator.comparingLong(Group::agents)
                .reversed()
                .thenComparing(Group::first)
                .thenComparing(Comparator.comparing(Group::kind).reversed()));
        return new Duplicates(
                LEAST_ROWS,
                equal[0],
                equal[1],
                alike[0],
                alike[1],
                largest.subList(0, Math.min(LARGEST, largest.size())));
    }

    /** Groups and the agents in them; adds the largest. */
    private long[] groups(String kind, List<Group> largest) {
        Dataset<Row> groups = rows.filter(col("entries").geq(LEAST_ROWS))
                .groupBy(kind, "entries")
                .agg(
                        count(lit(1)).as("agents"),
                        min("agent_id").as("first"),
                        max("agent_id").as("last"))
                .filter(col("agents").gt(1));
        groups.orderBy(col("agents").desc(), col("first").asc())
                .limit(LARGEST)
                .collectAsList()
                .forEach(row -> largest.add(new Group(
                        kind, row.getAs("agents"), row.getAs("entries"), row.getAs("first"), row.getAs("last"))));
        Row all = groups.agg(count(lit(1)), sum("agents")).head();
        return new long[] {all.getLong(0), all.isNullAt(1) ? 0 : all.getLong(1)};
    }

    Privacy privacy() {
        Row all = rows.agg(
                        max(struct(col("epsilon"), col("agent_id"))),
                        count(when(col("epsilon").leq(0.1), 1)),
                        count(when(col("epsilon").gt(0.1).and(col("epsilon").leq(1)), 1)),
                        count(when(col("epsilon").gt(1).and(col("epsilon").leq(10)), 1)),
                        count(when(col("epsilon").gt(10), 1)))
                .head();
        Row most = all.getStruct(0);
        return new Privacy(
                most.getDouble(0),
                most.getString(1),
                declared ? "declared" : "reported",
                all.getLong(1),
                all.getLong(2),
                all.getLong(3),
                all.getLong(4));
    }
}
