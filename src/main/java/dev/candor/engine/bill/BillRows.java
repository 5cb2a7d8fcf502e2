package dev.candor.engine.bill;

import dev.candor.io.write.ColumnTable;
import dev.candor.io.write.ColumnValues;
import dev.candor.io.write.SortedTable;
import dev.candor.mechanism.money.Allocation;
import dev.candor.model.SettlementSummary.PayerLine;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The payments table (design §5), made of bill blocks when it is asked for. */
public final class BillRows implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final StructType SCHEMA = new StructType()
            .add("agent_id", DataTypes.StringType, false)
            .add("weight", DataTypes.DoubleType, false)
            .add("boost", DataTypes.DoubleType, false)
            .add("value", DataTypes.DoubleType, false)
            .add("payment", DataTypes.DoubleType, false)
            .add("payment_lower", DataTypes.DoubleType, false)
            .add("payment_upper", DataTypes.DoubleType, false)
            .add("utility", DataTypes.DoubleType, false)
            .add("welfare_without", DataTypes.DoubleType, false)
            .add("others_welfare", DataTypes.DoubleType, false)
            .add("incentive_gap", DataTypes.DoubleType, true);

    private final double welfare;
    /** What the others would have without the only payer that reports; NaN where there is none such or it is not known. */
    private final double alone;
    /** Whether nobody pays, so that no bound on the gain of a misreport is stated. */
    private final boolean free;
    /** Null without money. */
    private final Allocation allocation;

    /**
     * Of a settlement.
     *
     * @param alone max ASW where nobody reports, of a settlement in which one payer does; NaN in others, or where it is not
     *     known
     * @param allocation null for a table without charges
     */
    public BillRows(double welfare, double alone, boolean free, Allocation allocation) {
        this.welfare = welfare;
        this.alone = alone;
        this.free = free;
        this.allocation = allocation;
    }

    public SortedTable of(SparkSession spark, JavaRDD<BillBlock> bills) {
        StructType schema = allocation == null
                ? SCHEMA
                : SCHEMA.add("charge", DataTypes.createDecimalType(38, allocation.scale()), false);
        return new SortedTable(spark, bills.map(this::columns), schema);
    }

    private ColumnTable columns(BillBlock bill) {
        int payers = bill.payers();
        double[] utility = new double[payers];
        double[] others = new double[payers];
        double[] without = new double[payers];
        for (int i = 0; i < payers; i++) {
            utility[i] = bill.value[i] - bill.payment[i];
            if (bill.reporting[i] > 0 && !Double.isNaN(alone)) {
                without[i] = alone;
                others[i] = alone - bill.loss[i];
                continue;
            }
            others[i] = (welfare - bill.boost[i] * bill.value[i]) + bill.othersLost[i];
            without[i] = others[i] + bill.loss[i];
        }
        List<ColumnValues> columns = new ArrayList<>(List.of(
                bill.ids.cells(),
                ColumnValues.numbers(bill.weight),
                ColumnValues.numbers(bill.boost),
                ColumnValues.numbers(bill.value),
                ColumnValues.numbers(bill.payment),
                ColumnValues.numbers(bill.lower),
                ColumnValues.numbers(bill.upper),
                ColumnValues.numbers(utility),
                ColumnValues.numbers(without),
                ColumnValues.numbers(others),
                free ? ColumnValues.absent() : ColumnValues.numbers(bill.gap)));
        if (allocation != null) {
            columns.add(ColumnValues.decimals(IntStream.range(0, payers)
                    .mapToObj(i -> allocation.charge(bill.ids.copy(i), bill.payment[i]))
                    .toArray(BigDecimal[]::new)));
        }
        return new ColumnTable(payers, columns);
    }

    /** The largest payments first, equal ones by id: one job, in which each task offers its largest. */
    public List<PayerLine> largest(JavaRDD<BillBlock> bills, int count) {
        return bills.mapPartitions(blocks -> largest(blocks, count).iterator()).collect().stream()
                .sorted(Due.ORDER.reversed())
                .limit(count)
                .map(this::line)
                .toList();
    }

    private static List<Due> largest(Iterator<BillBlock> blocks, int count) {
        PriorityQueue<Due> kept = new PriorityQueue<>(Due.ORDER);
        blocks.forEachRemaining(bill -> {
            for (int i = 0; i < bill.payers(); i++) {
                if (kept.size() == count && bill.payment[i] < kept.element().payment) {
                    continue;
                }
                kept.add(new Due(bill.ids.get(i), bill.weight[i], bill.value[i], bill.payment[i]));
                if (kept.size() > count) {
                    kept.remove();
                }
            }
        });
        return List.copyOf(kept);
    }

    private PayerLine line(Due due) {
        return new PayerLine(
                due.id,
                due.weight,
                due.value,
                due.payment,
                due.value - due.payment,
                allocation.charge(due.utf8(), due.payment));
    }

    /** One payer's line of the bill. */
    private record Due(String id, double weight, double value, double payment) implements Serializable {
        /** The one that goes first when room is needed: the smallest payment, of equal ones the last id. */
        static final Comparator<Due> ORDER = Comparator.comparingDouble(Due::payment)
                .thenComparing(
                        Comparator.comparing(Due::utf8, Arrays::compareUnsigned).reversed());

        byte[] utf8() {
            return id.getBytes(StandardCharsets.UTF_8);
        }
    }
}
